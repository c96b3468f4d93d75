import Foundation

/// Rows of little-endian float64 without any header, plain or gzip.
public struct RawFloat64: Sendable {
  /// The numbers in a row.
  public let width: Int
  /// The numbers, row after row.
  public let values: [Double]
  /// The number of rows.
  public var count: Int { values.count / width }

  /// Reads a file of rows of one width.
  ///
  /// - Parameters:
  ///   - width: the numbers in a row.
  ///   - limit: the bytes that a compressed file may hold.
  /// - Throws: `DatasetError` if the file does not hold one or more whole rows.
  public init(_ url: URL, width: Int, limit: Int = .max) throws {
    try self.init(url, widths: [width], limit: limit)
  }

  /// Reads a file with the first of several widths that divides it into whole rows.
  init(_ url: URL, widths: [Int], limit: Int = .max) throws {
    for width in widths where width <= 0 || width > Int.max / 8 {
      throw DatasetError("`width` of `\(url.path)` should be positive, and what a row can hold. Found \(width).")
    }
    let bytes = try ByteStream(url, textLimit: limit).rest()
    let width = widths.first { bytes.count % (8 * $0) == 0 } ?? widths[0]
    guard !bytes.isEmpty, bytes.count % (8 * width) == 0 else {
      throw DatasetError(
        "`\(url.path)` should hold whole rows of \(width) float64 (\(8 * width) bytes). Found \(bytes.count) bytes.")
    }
    self.width = width
    values = bytes.withUnsafeBytes { raw in
      raw.bindMemory(to: UInt64.self).map { Double(bitPattern: UInt64(littleEndian: $0)) }
    }
  }
}
