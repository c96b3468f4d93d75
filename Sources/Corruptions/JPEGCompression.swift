import CImage
import Foundation

extension Corruptions {
  static let jpeg = CorruptionCard(
    "jpeg", title: "JPEG compression", "stores the image as a JPEG of low quality, with colours at half the size",
    .digital,
    constants: ["quality of libjpeg, 1 to 100"], large: [[25], [18], [15], [10], [7]],
    small: [[80], [65], [58], [50], [40]]
  ) { image, level, _ throws(CorruptionError) in
    image = try image.throughJPEG(quality: Int32(level.constants[0]))
  }
}

extension PlanarImage {
  /// This image after it was written as a JPEG and read again.
  fileprivate func throughJPEG(quality: Int32) throws(CorruptionError) -> PlanarImage {
    var error = [CChar](repeating: 0, count: Int(CIMAGE_ERROR_SIZE))
    var file = CImageBytes(), read = CImagePicture()
    defer {
      free(file.bytes)
      free(read.bytes)
    }
    var colours = bytes
    let isWritten = colours.withUnsafeMutableBufferPointer { colours in
      var picture = CImagePicture(
        width: Int32(width), height: Int32(height), channels: Int32(channels), bits: 8, bytes: colours.baseAddress,
        byte_count: colours.count)
      return cimage_write_jpeg(&picture, quality, &file, &error)
    }
    guard isWritten, cimage_read_jpeg(file.bytes, file.count, &read, &error) else {
      let reason = String(decoding: error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw CorruptionError("An image of \(height) × \(width) should become a JPEG. Found: \(reason).")
    }
    // A grey JPEG is read as three equal channels.
    var image = self
    image.values.withUnsafeMutableBufferPointer { values in
      for channel in 0..<channels {
        for pixel in 0..<self.pixels {
          values[channel * self.pixels + pixel] = Float(read.bytes[pixel * Int(read.channels) + channel]) / 255
        }
      }
    }
    return image
  }
}
