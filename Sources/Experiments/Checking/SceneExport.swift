import Datasets
import Foundation
import Torch

/// Generated rooms as files: `image`, `label`, `depth` and `normal`, one npy file for each room, channels last.
/// Preprocessed NYUv2 has the same layout.
package struct SceneExport {
  private let generator: SceneGenerator
  private let count: Int

  package init(count: Int, height: Int, width: Int, seed: UInt64) throws {
    guard count > 0 else { throw DatasetError("`count` should be positive. Found \(count).") }
    self.count = count
    generator = try SceneGenerator(height: height, width: width, seed: seed)
  }

  /// Writes the files.
  ///
  /// - Returns: a sentence about what was written.
  package func write(to folder: URL) throws -> String {
    let scenes = generator.images(count)
    let (height, width) = (generator.height, generator.width)
    for part in ["image", "label", "depth", "normal"] {
      try FileManager.default.createDirectory(at: folder.appending(path: part), withIntermediateDirectories: true)
    }
    let images = Tensor(scenes.image, shape: [count, 3, height, width]).permute([0, 2, 3, 1]).to(.float32) / 255
    let labels = Tensor(scenes.label, shape: [count, height, width])
    let depth = Tensor(scenes.depth, shape: [count, height, width, 1])
    let normals = Tensor(scenes.normals, shape: [count, 3, height, width]).permute([0, 2, 3, 1])
    for index in 0..<count {
      for (part, tensor) in [("image", images), ("label", labels), ("depth", depth), ("normal", normals)] {
        try Npy.write(tensor[index].contiguous(), to: folder.appending(path: "\(part)/\(index).npy"))
      }
    }
    return "\(count) rooms of \(height)×\(width) pixels in \(folder.path)"
  }
}
