import ExperimentFixtures
import Foundation
import TestSupport

/// The built command, run as its users run it.
struct Program {
  struct Output {
    var status: Int32
    var killed: Bool
    var out: String
    var error: String
  }

  /// Beside the tests' own executable.
  static let executable: URL = {
    let tests = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    var folder = tests.deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appending(path: "equipoise")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return packageFolder.appending(path: ".build/debug/equipoise")
  }()

  /// A folder of its own for each test.
  var folder: URL { scratch.url }

  private let scratch = TemporaryFolder()

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  func read(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

  /// Runs to the end, or kills after so many seconds.
  ///
  /// - Parameters:
  ///   - wrapper: a command that starts the program, such as `timeout 5`, or runs by itself where there are no arguments.
  ///   - isTime: whether it is time to kill, after those seconds.
  func run(
    _ arguments: [String], through wrapper: [String] = [], killAfter seconds: Double? = nil, signal: Int32 = SIGKILL,
    when isTime: () -> Bool = { true }
  ) throws -> Output {
    let process = Process()
    process.executableURL = wrapper.isEmpty ? Self.executable : URL(filePath: "/usr/bin/env")
    process.arguments = wrapper + (wrapper.isEmpty || arguments.isEmpty ? [] : [Self.executable.path]) + arguments
    process.currentDirectoryURL = folder
    let outFile = folder.appending(path: ".out-\(UUID().uuidString)")
    let errorFile = folder.appending(path: ".err-\(UUID().uuidString)")
    for file in [outFile, errorFile] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: outFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    if let seconds {
      Thread.sleep(forTimeInterval: seconds)
      while process.isRunning, !isTime() { Thread.sleep(forTimeInterval: 0.05) }
      kill(process.processIdentifier, signal)
    }
    process.waitUntilExit()
    defer { for file in [outFile, errorFile] { try? FileManager.default.removeItem(at: file) } }
    return Output(
      status: process.terminationStatus, killed: process.terminationReason == .uncaughtSignal,
      out: try String(contentsOf: outFile, encoding: .utf8), error: try String(contentsOf: errorFile, encoding: .utf8))
  }
}

/// A comparison of a few seconds: two methods, one of them with a grid of three points, and single-task training.
enum SmallComparison {
  static let yaml = """
    name: small
    data: {kind: scenes, train: 16, validation: 8, test: 8, height: 16, width: 24}
    only: [depth, normals]
    network: {trunk: segnet, widths: [4, 8]}
    training: {epochs: 2, batch: 4, learning-rate: 1e-3, threads: 1, augmentation: []}
    comparison: {methods: [uw, {method: scalarization, grid: {weights: {step: 0.25}}}], seeds: 2, jobs: 2}
    output: {folder: runs}
    """
}

/// A training of a second or two: generated rooms of 16×24 pixels.
enum SmallExperiment {
  static let yaml = """
    name: small
    data: {kind: scenes, train: 40, validation: 8, test: 8, height: 16, width: 24}
    network: {trunk: segnet, widths: [4, 8]}
    balancing: {method: uw-so, temperature: 3}
    training: {epochs: 4, batch: 4, learning-rate: 1e-3, threads: 1, augmentation: []}
    output: {folder: runs}
    """
}
