import Foundation
import Torch

extension GeneratedFolder {
  /// Damages files of a tree as downloads are damaged: a file cut off, a web page in place of a picture, an impossible
  /// number, a missing file.
  ///
  /// - Returns: a line for each damaged file.
  public func damage(_ folder: URL, isOriginal: Bool = false) throws -> [String] {
    var notes: [String] = []
    func change(_ path: String, _ what: String, _ body: (URL) throws -> Void) throws {
      let file = folder.appending(path: path)
      try body(file)
      notes.append("\(file.path): \(what)")
    }
    func cutOff(_ file: URL) throws {
      let data = try Data(contentsOf: file)
      try data.prefix(data.count * 2 / 3).write(to: file)
    }
    func replaceByPage(_ file: URL) throws {
      try Data("<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n".utf8).write(to: file)
    }
    switch self {
    case .celeba:
      let pictures = "Img/img_align_celeba"
      try change("\(pictures)/000001.jpg", "a web page", replaceByPage)
      try change("\(pictures)/000002.jpg", "cut off", cutOff)
      try change("\(pictures)/000003.jpg", "removed") { try FileManager.default.removeItem(at: $0) }
    case .cityscapes where isOriginal:
      let name = "train/room/room_000000_00000"
      try change("leftImg8bit/\(name)0_leftImg8bit.png", "a web page", replaceByPage)
      try change("disparity/\(name)1_disparity.png", "cut off", cutOff)
      try change("gtFine/\(name)2_gtFine_labelIds.png", "a label that does not exist") { file in
        let labels = try Picture(file, as: .numbers)
        guard case .bytes(var bytes) = labels.values else { return }
        bytes[labels.width + 1] = 99
        try Picture(width: labels.width, height: labels.height, channels: 1, .bytes(bytes)).png().write(to: file)
      }
    case .nyuv2, .cityscapes:
      let label = self == .nyuv2 ? "label" : "label_7"
      try change("train/image/0.npy", "a web page", replaceByPage)
      try change("train/depth/1.npy", "cut off", cutOff)
      try change("train/\(label)/2.npy", "a class that does not exist") { try Self.set($0, to: 99) }
      try change("val/depth/0.npy", "a distance that is not a number") { try Self.set($0, to: .nan) }
    }
    return notes
  }

  /// Changes the pixel of row 1 and column 1.
  private static func set(_ file: URL, to value: Double) throws {
    let tensor = try Npy.read(file)
    tensor[1][1].fillInPlace(value)
    try Npy.write(tensor, to: file)
  }
}
