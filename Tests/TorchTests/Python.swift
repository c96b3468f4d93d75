import Foundation
import TestSupport

/// A Python with PyTorch next to the engine's libraries, for tests that compare with it or let it read our files.
struct Python {
  private let executable: URL
  private let path: String

  static let withTorch = importing("torch")
  static let withSafetensors = importing("torch", "safetensors.torch")
  static let withNumPy = importing("numpy")

  /// The first Python that imports `modules`: `EQUIPOISE_PYTHON`, the one of the linked LibTorch's environment, or
  /// `python3`. Nil with a message where none does; the test should end then.
  private static func importing(_ modules: String...) -> Python? {
    let torch = packageFolder.appending(path: ".libtorch").resolvingSymlinksInPath()
    let packages = torch.deletingLastPathComponent()
    let environment = packages.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let given = ProcessInfo.processInfo.environment["EQUIPOISE_PYTHON"].map { URL(filePath: $0) }
    let candidates = [given, environment.appending(path: "bin/python3"), URL(filePath: "/usr/bin/env")]
    for executable in candidates.compactMap({ $0 }) where FileManager.default.isExecutableFile(atPath: executable.path)
    {
      let python = Python(executable: executable, path: packages.path)
      if (try? python.run("import \(modules.joined(separator: ", "))")) != nil { return python }
    }
    print("Skipped, since no Python here imports \(modules.joined(separator: " and ")).")
    return nil
  }

  struct Failure: Error, CustomStringConvertible { let description: String }

  /// Runs a script and returns what it printed; throws with its errors where it fails.
  @discardableResult
  func run(_ script: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = executable
    let name = executable.lastPathComponent == "env" ? ["python3"] : []
    process.arguments = name + ["-c", script] + arguments
    var variables = ProcessInfo.processInfo.environment
    variables["PYTHONPATH"] = [variables["PYTHONPATH"], path].compactMap { $0 }.joined(separator: ":")
    process.environment = variables
    // Files and not pipes: reading a pipe to its end is interrupted where another process of this one ends.
    return try Fixtures.withFolder { folder in
      let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
      for file in [output, errors] { try Data().write(to: file) }
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = try FileHandle(forWritingTo: errors)
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw Failure(description: try String(contentsOf: errors, encoding: .utf8))
      }
      return try String(contentsOf: output, encoding: .utf8)
    }
  }
}
