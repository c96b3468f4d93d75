import Foundation
import Torch

extension UnaryLayer {
  /// Loads the values of a task's head from the file of a whole network, such as `checkpoints/best/model.safetensors` of a run.
  /// A file without one, such as that of a trunk, changes nothing.
  ///
  /// - Throws: an error that names the file and what does not fit.
  func load(trained task: String, from path: String) throws {
    let file = try SafeTensors.read(URL(filePath: path))
    let prefix = "heads.\(ModuleName.escaping(task))."
    let state = file.tensors.filter { $0.key.hasPrefix(prefix) }
    try file.check(holds: file.unread.keys.filter { $0.hasPrefix(prefix) }.sorted(), from: path)
    guard !state.isEmpty else { return }
    try load(
      Dictionary(uniqueKeysWithValues: state.map { (String($0.key.dropFirst(prefix.count)), $0.value) }), from: path)
  }
}
