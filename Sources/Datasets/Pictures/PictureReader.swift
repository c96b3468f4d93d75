import Foundation

/// A reader of pictures as colours of one size.
struct PictureReader: SampleReader {
  let files: [[String]]
  let size: DenseLayout.Size

  init(_ paths: [String], size: DenseLayout.Size) {
    files = paths.map { [$0] }
    self.size = size
  }

  var fields: [SampleField] { [SampleField("image", .uint8, [3, size.height, size.width])] }

  var settings: String { "pictures" }

  func read(_ index: Int, into targets: [UnsafeMutableRawBufferPointer]) throws {
    let picture = try Picture(URL(filePath: files[index][0]), as: .colours)
      .resized(height: size.height, width: size.width)
    guard case .bytes(let bytes) = picture.values else { preconditionFailure("colours are bytes") }
    let pixels = size.height * size.width
    for channel in 0..<3 {
      for pixel in 0..<pixels { targets[0][channel * pixels + pixel] = bytes[pixel * 3 + channel] }
    }
  }
}
