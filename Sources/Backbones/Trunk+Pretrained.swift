import Foundation
import Torch

extension Trunk {
  /// Loads the values of a safetensors file, such as torchvision's ImageNet weights: parameters and running statistics.
  ///
  /// The published networks end in a layer for their own classes, `fc`. It is ignored if the trunk has no such layer.
  /// The file should have every other name with its shape, and nothing else. Errors name the file, the name and both
  /// shapes.
  public func load(pretrained path: String) throws {
    let url = URL(filePath: path)
    guard ["safetensors", ""].contains(url.pathExtension) else {
      throw FileError(
        "\(path) should be a safetensors file. In Python, `safetensors.torch.save_file(model.state_dict(), …)` writes one."
      )
    }
    let file = try SafeTensors.read(url)
    var state = file.tensors
    let own = Set(stateDictionary().map(\.name))
    for name in state.keys where name.hasPrefix(classifier) && !own.contains(name) { state[name] = nil }
    try file.check(holds: own.sorted(), from: path)
    try load(state, from: path)
  }

  private var classifier: String { "fc." }
}
