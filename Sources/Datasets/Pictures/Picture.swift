import CImage
import Foundation

/// A decoded picture: rows from the top, pixels from the left, the channels of a pixel together.
public struct Picture: Hashable, Sendable {
  /// Values of 8 or 16 bits.
  public enum Values: Hashable, Sendable {
    case bytes([UInt8])
    case wide([UInt16])
  }

  /// The width in pixels.
  public let width: Int
  /// The height in pixels.
  public let height: Int
  /// The number of channels: 1 for grey values or numbers, 3 for red, green and blue.
  public let channels: Int
  /// The values, pixel by pixel.
  public let values: Values

  public init(width: Int, height: Int, channels: Int, _ values: Values) {
    let count =
      switch values {
      case .bytes(let bytes): bytes.count
      case .wide(let words): words.count
      }
    precondition(
      count == width * height * channels && count > 0,
      "a picture of \(width)×\(height)×\(channels) should have as many values. Found \(count).")
    self.width = width
    self.height = height
    self.channels = channels
    self.values = values
  }

  /// The value of a pixel's channel.
  public subscript(row: Int, column: Int, channel: Int = 0) -> Int {
    let index = (row * width + column) * channels + channel
    return switch values {
    case .bytes(let bytes): Int(bytes[index])
    case .wide(let words): Int(words[index])
    }
  }

  /// Takes over a picture that C has decoded.
  init(taking picture: CImagePicture) {
    let raw = UnsafeRawBufferPointer(start: picture.bytes, count: picture.byte_count)
    defer { free(picture.bytes) }
    self.init(
      width: Int(picture.width), height: Int(picture.height), channels: Int(picture.channels),
      picture.bits == 16 ? .wide(Array(raw.bindMemory(to: UInt16.self))) : .bytes(Array(raw)))
  }

  /// Runs `body` with this picture's values for C.
  func withC<R>(_ body: (inout CImagePicture) -> R) -> R {
    func call(_ raw: UnsafeRawBufferPointer, bits: Int32) -> R {
      var picture = CImagePicture(
        width: Int32(width), height: Int32(height), channels: Int32(channels), bits: bits,
        bytes: UnsafeMutablePointer(mutating: raw.bindMemory(to: UInt8.self).baseAddress), byte_count: raw.count)
      return body(&picture)
    }
    return switch values {
    case .bytes(let bytes): bytes.withUnsafeBytes { call($0, bits: 8) }
    case .wide(let words): words.withUnsafeBytes { call($0, bits: 16) }
    }
  }
}

extension Picture {
  /// The usual quality of JPEGs, in libjpeg's range 1 … 100.
  public static let usualQuality = 90

  /// The picture as a JPEG; its values should be bytes.
  public func jpeg(quality: Int = usualQuality) throws -> Data {
    guard case .bytes = values, channels == 1 || channels == 3 else {
      throw DatasetError("A JPEG should have 8 bits a value, and 1 or 3 channels. Found \(channels) channels.")
    }
    return try encoded("JPEG") { cimage_write_jpeg(&$0, Int32(max(1, min(100, quality))), &$1, $2) }
  }

  /// The picture as a PNG, without loss.
  public func png() throws -> Data {
    guard channels == 1 || channels == 3 else {
      throw DatasetError("A PNG should be written with 1 or 3 channels. Found \(channels).")
    }
    return try encoded("PNG") { cimage_write_png(&$0, &$1, $2) }
  }

  private func encoded(
    _ format: String, _ write: (inout CImagePicture, inout CImageBytes, UnsafeMutablePointer<CChar>) -> Bool
  ) throws -> Data {
    var result = CImageBytes()
    let reason = withC { picture in Self.reasonOfFailure { write(&picture, &result, $0) } }
    if let reason { throw DatasetError("A picture of \(width)×\(height) should become a \(format). Found: \(reason).") }
    return Data(bytesNoCopy: result.bytes, count: result.count, deallocator: .free)
  }
}
