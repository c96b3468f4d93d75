/// The cyclic redundancy check with Castagnoli's polynomial, in the reflected form 0x82F63B78.
///
/// Source: Castagnoli, Bräuer, Herrmann, "Optimization of Cyclic Redundancy-Check Codes with 24 and 32 Parity Bits" (1993);
/// check values in RFC 3720, B.4.
enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82f6_3b78 : value >> 1 }
  }

  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      ~bytes.reduce(~UInt32(0)) { value, byte in value >> 8 ^ table[Int((value ^ UInt32(byte)) & 0xff)] }
    }
  }

  /// The checksum in the form that event files keep, rotated by 15 bits plus a constant of the format. A checksum over
  /// bytes that hold checksums then stays good.
  static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let value = checksum(bytes)
    return (value >> 15 | value << 17) &+ 0xa282_ead8
  }
}
