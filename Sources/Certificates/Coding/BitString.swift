/// Bits in the order in which they were written, the highest bit of a byte first.
struct BitString: Sendable, Hashable {
  /// The bytes; the bits behind the last one are 0.
  private(set) var bytes: [UInt8] = []
  /// The number of bits.
  private(set) var count = 0

  /// Appends the lowest `width` bits of a number, the highest first.
  mutating func append(_ value: UInt64, width: Int) {
    for place in stride(from: width - 1, through: 0, by: -1) {
      if count % 8 == 0 { bytes.append(0) }
      bytes[bytes.count - 1] |= UInt8(value >> place & 1) << (7 - count % 8)
      count += 1
    }
  }

  /// Appends the first `width` bits of bytes.
  mutating func append(firstOf other: [UInt8], width: Int) {
    let (whole, rest) = width.quotientAndRemainder(dividingBy: 8), shift = count % 8
    bytes.reserveCapacity(bytes.count + whole + 2)
    for byte in other[..<whole] {
      if shift == 0 {
        bytes.append(byte)
      } else {
        bytes[bytes.count - 1] |= byte >> shift
        bytes.append(byte << (8 - shift))
      }
    }
    count += 8 * whole
    if rest > 0 { append(UInt64(other[whole] >> (8 - rest)), width: rest) }
  }
}

/// Reads a ``BitString`` from its beginning.
struct BitReader {
  private let bytes: [UInt8]
  /// The number of bits that were read.
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next `width` bits as a number.
  mutating func read(width: Int) throws(CertificateError) -> UInt64 {
    try check(width)
    var value: UInt64 = 0
    for _ in 0..<width {
      value = value << 1 | UInt64(bytes[position / 8] >> (7 - position % 8) & 1)
      position += 1
    }
    return value
  }

  /// The next `width` bits as bytes, with zeros behind the last bit.
  mutating func readBytes(width: Int) throws(CertificateError) -> [UInt8] {
    try check(width)
    let shift = position % 8
    var read: [UInt8] = []
    read.reserveCapacity(width / 8 + 1)
    for start in stride(from: position, to: position + width, by: 8) {
      let place = start / 8, next = place + 1 < bytes.count ? bytes[place + 1] : 0
      read.append(shift == 0 ? bytes[place] : bytes[place] << shift | next >> (8 - shift))
    }
    if width % 8 > 0 { read[read.count - 1] &= 0xff << (8 - UInt8(width % 8)) }
    position += width
    return read
  }

  private func check(_ width: Int) throws(CertificateError) {
    let left = 8 * bytes.count - position
    guard width <= left else { throw CertificateError("A message should have \(width) bits more. Found \(left).") }
  }
}
