import Foundation

/// PyTorch as the peer of the benchmark, if Python has it.
public struct BenchmarkPeer: Sendable {
  public let python: URL
  public let script: URL

  /// The environment in which `python` finds torch.
  let environment: [String: String]

  /// The peer; nil if it is not found. Its Python is that of `EQUIPOISE_PYTHON`, otherwise `python3`, and has to import
  /// torch: its own, or the one with whose libraries this package is linked. `Scripts/step_peer.py` has to be in the
  /// current folder or in one above this program.
  public static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment, program: URL = currentProgram
  ) -> BenchmarkPeer? {
    guard let python = python(environment), let script = script(near: program) else { return nil }
    let package = script.deletingLastPathComponent().deletingLastPathComponent()
    let linked = package.appendingPathComponent(".libtorch").resolvingSymlinksInPath().deletingLastPathComponent()
    let withLinked = environment.merging(["PYTHONPATH": linked.path]) { "\($0):\($1)" }
    return [environment, withLinked].map { BenchmarkPeer(python: python, script: script, environment: $0) }
      .first { $0.hasTorch }
  }

  /// This program's file.
  public static var currentProgram: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  }

  static func python(_ environment: [String: String]) -> URL? {
    if let path = environment["EQUIPOISE_PYTHON"] { return URL(fileURLWithPath: path) }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    return folders.map { URL(fileURLWithPath: String($0)).appendingPathComponent("python3") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  private static func script(near program: URL) -> URL? {
    var folders = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath)]
    var folder = program
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      folders.append(folder)
    }
    return folders.map { $0.appendingPathComponent("Scripts/step_peer.py") }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }

  private var hasTorch: Bool {
    let process = try? ChildProcess(python, ["-c", "import torch"], environment: environment)
    return process?.end().ending == .status(0)
  }
}
