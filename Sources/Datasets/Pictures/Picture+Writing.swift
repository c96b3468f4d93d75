import CImage
import Foundation

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
