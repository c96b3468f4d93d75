import Foundation
import Torch

/// Generated rooms as files of NYUv2 or Cityscapes. For Cityscapes the rooms take the place of streets.
struct DenseFolders {
  private let kind: GeneratedFolder
  private let settings: GeneratedFolder.Settings
  private let generator: SceneGenerator

  /// The number of rooms that are held in memory at a time.
  private static let batch = 16
  /// The distance in metres at which the inverse depth of Cityscapes' npy files is 1. Rooms then lie in its range, 0 to
  /// about 0.49.
  private static let inverseDepth: Float = 0.4
  /// The factor of the disparity in Cityscapes' PNGs: pixels times metres.
  private static let disparity: Float = 200

  init(_ kind: GeneratedFolder, _ settings: GeneratedFolder.Settings) throws {
    self.kind = kind
    self.settings = settings
    let (height, width) = kind == .nyuv2 ? (288, 384) : settings.isOriginal ? (256, 512) : (128, 256)
    generator = try SceneGenerator(
      height: settings.height ?? height, width: settings.width ?? width, seed: settings.seed)
  }

  func write(to folder: URL) throws -> String {
    let counts = [
      ("train", Split.train, settings.count), ("val", .test, settings.testCount ?? max(1, settings.count / 4)),
    ]
    for (name, split, count) in counts {
      for start in stride(from: 0, to: count, by: Self.batch) {
        let range = start..<min(count, start + Self.batch)
        let scenes = generator.images(range, split: split)
        for index in range {
          switch kind {
          case .nyuv2: try writeNYUv2(scenes, index - start, folder.appending(path: name), index)
          case .cityscapes where settings.isOriginal: try writePNGs(scenes, index - start, folder, name, index)
          default: try writeCityscapes(scenes, index - start, folder.appending(path: name), index)
          }
        }
      }
    }
    let (height, width) = (generator.height, generator.width)
    return "\(counts[0].2) training and \(counts[1].2) test samples of \(height)×\(width) pixels in \(folder.path)"
  }

  private func writeNYUv2(_ scenes: SceneImages, _ scene: Int, _ folder: URL, _ index: Int) throws {
    let planes = Planes(scenes, scene)
    try write(planes.image, folder, "image", index)
    try write(planes.label, folder, "label", index)
    try write(planes.depth, folder, "depth", index)
    try write(planes.normals, folder, "normal", index)
  }

  private func writeCityscapes(_ scenes: SceneImages, _ scene: Int, _ folder: URL, _ index: Int) throws {
    let planes = Planes(scenes, scene)
    try write(planes.image, folder, "image", index)
    try write(planes.label, folder, "label_19", index)
    // Thirteen classes as seven, and none stays none.
    let seven = scenes.label(scene).map { $0 < 0 ? $0 : $0 % 7 }
    try write(Tensor(seven, shape: [scenes.height, scenes.width]), folder, "label_7", index)
    let inverse = scenes.depth(scene).map { $0 == 0 ? 0 : Self.inverseDepth / $0 }
    try write(Tensor(inverse, shape: [scenes.height, scenes.width, 1]), folder, "depth", index)
  }

  private func write(_ tensor: Tensor, _ folder: URL, _ part: String, _ index: Int) throws {
    let folder = folder.appending(path: part)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Npy.write(tensor.contiguous(), to: folder.appending(path: "\(index).npy"))
  }

  private func writePNGs(_ scenes: SceneImages, _ scene: Int, _ root: URL, _ split: String, _ index: Int) throws {
    let (height, width) = (scenes.height, scenes.width), pixels = height * width
    let town = "room", number = String(format: "%06d", index), name = "\(town)_000000_\(number)"
    func write(_ picture: Picture, _ part: String, _ suffix: String) throws {
      let folder = root.appending(path: "\(part)/\(split)/\(town)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try picture.png().write(to: folder.appending(path: "\(name)_\(suffix).png"))
    }
    let image = scenes.image[scene * 3 * pixels..<(scene + 1) * 3 * pixels]
    var colours = [UInt8](repeating: 0, count: 3 * pixels)
    for channel in 0..<3 {
      for pixel in 0..<pixels { colours[pixel * 3 + channel] = image[image.startIndex + channel * pixels + pixel] }
    }
    try write(Picture(width: width, height: height, channels: 3, .bytes(colours)), "leftImg8bit", "leftImg8bit")
    let ids = scenes.label(scene).map { $0 < 0 ? 0 : UInt8(CityscapesLabels.evaluated[Int($0)].id) }
    try write(Picture(width: width, height: height, channels: 1, .bytes(ids)), "gtFine", "gtFine_labelIds")
    let disparities = scenes.depth(scene).map { depth in
      depth == 0 ? 0 : UInt16(min(65535, (256 * Self.disparity / depth).rounded() + 1))
    }
    try write(Picture(width: width, height: height, channels: 1, .wide(disparities)), "disparity", "disparity")
  }
}

extension SceneImages {
  /// The classes of one scene.
  func label(_ index: Int) -> ArraySlice<Int8> { label[index * height * width..<(index + 1) * height * width] }

  /// The distances of one scene.
  func depth(_ index: Int) -> ArraySlice<Float> { depth[index * height * width..<(index + 1) * height * width] }
}

/// One scene as arrays with channels last.
private struct Planes {
  let image, label, depth, normals: Tensor

  init(_ scenes: SceneImages, _ index: Int) {
    let (height, width) = (scenes.height, scenes.width), size = 3 * height * width
    func colours<T: TorchScalar>(_ values: [T]) -> Tensor {
      Tensor(Array(values[index * size..<(index + 1) * size]), shape: [3, height, width]).permute([1, 2, 0])
    }
    image = colours(scenes.image).to(.float32) / 255
    label = Tensor(Array(scenes.label(index)), shape: [height, width])
    depth = Tensor(Array(scenes.depth(index)), shape: [height, width, 1])
    normals = colours(scenes.normals)
  }
}
