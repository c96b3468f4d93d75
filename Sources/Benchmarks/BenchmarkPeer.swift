import Foundation
import Processes

/// PyTorch as the peer of the benchmark, if Python has it.
package struct BenchmarkPeer: Sendable {
  package let python: URL
  package let script: URL

  /// The environment in which `python` finds torch.
  let environment: [String: String]

  /// The peer; nil if it is not found. Its Python is that of `EQUIPOISE_PYTHON`, otherwise `python3`, and has to import
  /// torch: its own, or the one with whose libraries this package is linked. `Scripts/step_peer.py` has to be in the
  /// current folder or in one above this program.
  ///
  /// - Parameter check: a line of Python that fails where the peer's package is missing.
  package static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment, program: URL = currentProgram,
    check: String = "import torch"
  ) -> BenchmarkPeer? {
    guard let python = Python.find(environment), let script = script(near: program) else { return nil }
    let package = script.deletingLastPathComponent().deletingLastPathComponent()
    let linked = package.appendingPathComponent(".libtorch").resolvingSymlinksInPath().deletingLastPathComponent()
    let withLinked = environment.merging(["PYTHONPATH": linked.path]) { "\($0):\($1)" }
    return [environment, withLinked].map { BenchmarkPeer(python: python, script: script, environment: $0) }
      .first { $0.succeeds(check) }
  }

  /// This program's file.
  package static var currentProgram: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
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

  private func succeeds(_ check: String) -> Bool {
    let process = try? ChildProcess(python, ["-c", check], environment: environment)
    return process?.end().ending == .status(0)
  }
}
