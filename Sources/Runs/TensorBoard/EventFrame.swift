/// The framing of event files, TFRecord's: length, the length's checksum, the content, the content's checksum; numbers are
/// little-endian, checksums masked CRC-32C.
enum EventFrame {
  private static let headerSize = 12
  private static let footerSize = 4

  /// The frame around a content.
  static func wrap(_ content: [UInt8]) -> [UInt8] {
    let length = bytes(UInt64(content.count))
    return length + bytes(CRC32C.masked(length)) + content + bytes(CRC32C.masked(content))
  }

  /// A whole frame of a file, and the place where the next one begins.
  struct Found {
    var content: ArraySlice<UInt8>
    var end: Int
  }

  /// The frame that begins at `start`; nil if none does: at the end, before a torn frame, or if a checksum fails.
  static func read(_ file: [UInt8], at start: Int) -> Found? {
    guard file.count - start >= headerSize + footerSize else { return nil }
    let length: UInt64 = number(file[start..<start + 8])
    let check: UInt32 = number(file[start + 8..<start + headerSize])
    guard check == CRC32C.masked(file[start..<start + 8]),
      length <= UInt64(file.count - start - headerSize - footerSize)
    else { return nil }
    let first = start + headerSize, last = first + Int(length)
    let content = file[first..<last]
    guard number(file[last..<last + footerSize]) == CRC32C.masked(content) else { return nil }
    return Found(content: content, end: last + footerSize)
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private static func number<Number: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>) -> Number {
    bytes.reversed().reduce(0) { $0 << 8 | Number($1) }
  }
}
