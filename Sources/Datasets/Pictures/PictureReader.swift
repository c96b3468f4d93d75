import Foundation

/// A reader of pictures as colours of one size.
struct PictureReader: SampleReader {
  let files: [[String]]
  let size: DenseLayout.Size
  /// The line of a list that names each picture, for errors; empty where there are no lists.
  private let places: [String]

  init(_ paths: [String], size: DenseLayout.Size, places: [String] = []) {
    files = paths.map { [$0] }
    self.size = size
    self.places = places
  }

  var fields: [SampleField] { [SampleField("image", .uint8, [3, size.height, size.width])] }

  /// Reasons for damage are kept, and name the places.
  var settings: String { (["pictures"] + places).joined(separator: "\n") }

  func read(_ index: Int, into targets: [UnsafeMutableRawBufferPointer]) throws {
    let picture: Picture
    do {
      picture = try Picture(URL(filePath: files[index][0]), as: .colours)
        .resized(height: size.height, width: size.width)
    } catch let error as DatasetError where !places.isEmpty {
      throw DatasetError("\(places[index]): \(error.description)")
    }
    guard case .bytes(let bytes) = picture.values else { preconditionFailure("colours are bytes") }
    let pixels = size.height * size.width
    for channel in 0..<3 {
      for pixel in 0..<pixels { targets[0][channel * pixels + pixel] = bytes[pixel * 3 + channel] }
    }
  }
}
