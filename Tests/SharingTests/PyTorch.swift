import Foundation
import TestSupport
import Torch

/// A Python that imports torch: that of EQUIPOISE_PYTHON, of the linked LibTorch's environment, or `python3`.
struct PyTorch {
  private let executable: URL
  private let packages: String

  static let found: PyTorch? = {
    let packages = packageFolder.appending(path: ".libtorch").resolvingSymlinksInPath().deletingLastPathComponent()
    let given = ProcessInfo.processInfo.environment["EQUIPOISE_PYTHON"].map { URL(filePath: $0) }
    let ofEnvironment = packages.appending(path: "../../../bin/python3").standardizedFileURL
    return [given, ofEnvironment, URL(filePath: "/usr/bin/python3")].compactMap { $0 }
      .map { PyTorch(executable: $0, packages: packages.path) }
      .first { (try? $0.run(["-c", "import torch"])) == true }
  }()

  /// What `Tests/Peers/networks.py` writes about a network: states, inputs, outputs and losses by name.
  func training(of network: String) throws -> [String: Tensor] { try written(by: "networks.py", network) }

  /// What `Tests/Peers/published_networks.py` writes about a network: its state, outputs and gradients by name.
  func pass(of network: String) throws -> [String: Tensor] { try written(by: "published_networks.py", network) }

  private func written(by name: String, _ network: String) throws -> [String: Tensor] {
    let scratch = TemporaryFolder(), file = scratch.url.appending(path: "\(network).safetensors")
    let script = packageFolder.appending(path: "Tests/Peers/\(name)")
    guard try run([script.path, network, file.path]) else {
      throw StateError("\(name) \(network) should have ended well")
    }
    return try SafeTensors.read(file).tensors
  }

  func run(_ arguments: [String]) throws -> Bool {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONPATH": packages]) { "\($1):\($0)" }
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

extension [String: Tensor] {
  /// The tensors below a name, under the rest of their names.
  func under(_ prefix: String) -> [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: filter { $0.key.hasPrefix(prefix + ".") }
        .map { (String($0.key.dropFirst(prefix.count + 1)), $0.value) })
  }
}
