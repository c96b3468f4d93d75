/// The few fields of protocol buffers that event files need, written in the order in which they are added.
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  private enum Wire: UInt64 { case varint = 0, fixed64 = 1, lengths = 2, fixed32 = 5 }

  mutating func add(_ field: Int, _ value: Double) {
    key(field, .fixed64)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func add(_ field: Int, _ value: Float) {
    key(field, .fixed32)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  /// Adds a whole number from 0.
  mutating func add(_ field: Int, _ value: Int) {
    key(field, .varint)
    varint(UInt64(value))
  }

  mutating func add(_ field: Int, _ content: some Collection<UInt8>) {
    key(field, .lengths)
    varint(UInt64(content.count))
    bytes += content
  }

  mutating func add(_ field: Int, _ text: String) { add(field, text.utf8) }
  mutating func add(_ field: Int, _ message: ProtobufMessage) { add(field, message.bytes) }

  private mutating func key(_ field: Int, _ wire: Wire) { varint(UInt64(field) << 3 | wire.rawValue) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  // MARK: reading

  /// A field of a message.
  enum Value: Equatable {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes([UInt8])
  }

  /// The fields of a message in their order; nil if it is no message.
  static func fields(_ message: some Collection<UInt8>) -> [(field: Int, value: Value)]? {
    var rest = Array(message)[...]
    var fields: [(Int, Value)] = []
    while !rest.isEmpty {
      guard let key = readVarint(&rest), let wire = Wire(rawValue: key & 7) else { return nil }
      let value: Value
      switch wire {
      case .varint:
        guard let number = readVarint(&rest) else { return nil }
        value = .varint(number)
      case .fixed64:
        guard let part = take(8, &rest) else { return nil }
        value = .fixed64(part.reversed().reduce(0) { $0 << 8 | UInt64($1) })
      case .fixed32:
        guard let part = take(4, &rest) else { return nil }
        value = .fixed32(part.reversed().reduce(0) { $0 << 8 | UInt32($1) })
      case .lengths:
        guard let count = readVarint(&rest), count <= rest.count, let part = take(Int(count), &rest) else { return nil }
        value = .bytes(Array(part))
      }
      fields.append((Int(key >> 3), value))
    }
    return fields
  }

  private static func take(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private static func readVarint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
