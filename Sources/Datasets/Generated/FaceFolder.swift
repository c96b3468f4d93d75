import Foundation
import Statistics

/// Pictures in CelebA's format. Each shows an oval on a plain ground. Each attribute has a patch, which is lighter for
/// yes and darker for no, so that answers can be learnt.
struct FaceFolder {
  private let settings: GeneratedFolder.Settings
  private let height: Int
  private let width: Int

  /// The shares of the official splits.
  private static let validation = 0.098, test = 0.099
  /// The grid of patches, one for each attribute.
  private static let rows = 8, columns = 5
  /// The amount by which a patch is lighter or darker, of 255.
  private static let contrast: Float = 40

  init(_ settings: GeneratedFolder.Settings) throws {
    self.settings = settings
    height = settings.height ?? 218
    width = settings.width ?? 178
    guard height >= 16, width >= 10, height <= 4096, width <= 4096 else {
      throw DatasetError("Faces should be at least 16 × 10 pixels and at most 4096. Found \(height) × \(width).")
    }
  }

  func write(to folder: URL) throws -> String {
    let images = folder.appending(path: "Img/img_align_celeba")
    for part in [images, folder.appending(path: "Anno"), folder.appending(path: "Eval")] {
      try FileManager.default.createDirectory(at: part, withIntermediateDirectories: true)
    }
    let count = settings.count
    let forTest = max(1, Int(Double(count) * Self.test)), forValidation = max(1, Int(Double(count) * Self.validation))
    var attributes = "\(count)\n" + Self.attributes.joined(separator: " ") + "\n", partition = ""
    for index in 0..<count {
      var random = SplitMix64(key: settings.seed, UInt64(index), 0x6661_6365)
      let name = String(format: "%06d.jpg", index + 1)
      let answers = Self.attributes.map { _ in random.chance(0.5) }
      try picture(answers, &random).jpeg().write(to: images.appending(path: name))
      attributes += name + " " + answers.map { $0 ? " 1" : "-1" }.joined(separator: " ") + "\n"
      let split = index >= count - forTest ? 2 : index >= count - forTest - forValidation ? 1 : 0
      partition += "\(name) \(split)\n"
    }
    try Data(attributes.utf8).write(to: folder.appending(path: "Anno/list_attr_celeba.txt"))
    try Data(partition.utf8).write(to: folder.appending(path: "Eval/list_eval_partition.txt"))
    return "\(count) pictures of \(height)×\(width) pixels in \(folder.path)"
  }

  private func picture(_ answers: [Bool], _ random: inout SplitMix64) -> Picture {
    let skin = [random.uniform(120, 200), random.uniform(90, 160), random.uniform(70, 140)]
    let ground = (0..<3).map { _ in random.uniform(40, 200) }
    var bytes = [UInt8](repeating: 0, count: height * width * 3)
    for row in 0..<height {
      for column in 0..<width {
        let y = (Float(row) + 0.5) / Float(height), x = (Float(column) + 0.5) / Float(width)
        let isFace = (y - 0.5) * (y - 0.5) / 0.2 + (x - 0.5) * (x - 0.5) / 0.16 < 1
        let cell = Int(y * Float(Self.rows)) * Self.columns + Int(x * Float(Self.columns))
        let shade = answers[cell] ? Self.contrast : -Self.contrast
        let noise = random.uniform(-12, 12)
        for channel in 0..<3 {
          let value = (isFace ? skin : ground)[channel] + shade + noise
          bytes[(row * width + column) * 3 + channel] = UInt8(max(0, min(255, value)))
        }
      }
    }
    return Picture(width: width, height: height, channels: 3, .bytes(bytes))
  }

  /// CelebA's attributes in the order of its list.
  static let attributes = [
    "5_o_Clock_Shadow", "Arched_Eyebrows", "Attractive", "Bags_Under_Eyes", "Bald", "Bangs", "Big_Lips", "Big_Nose",
    "Black_Hair", "Blond_Hair", "Blurry", "Brown_Hair", "Bushy_Eyebrows", "Chubby", "Double_Chin", "Eyeglasses",
    "Goatee",
    "Gray_Hair", "Heavy_Makeup", "High_Cheekbones", "Male", "Mouth_Slightly_Open", "Mustache", "Narrow_Eyes",
    "No_Beard",
    "Oval_Face", "Pale_Skin", "Pointy_Nose", "Receding_Hairline", "Rosy_Cheeks", "Sideburns", "Smiling",
    "Straight_Hair",
    "Wavy_Hair", "Wearing_Earrings", "Wearing_Hat", "Wearing_Lipstick", "Wearing_Necklace", "Wearing_Necktie", "Young",
  ]
}
