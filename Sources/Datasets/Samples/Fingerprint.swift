import Statistics

/// A short name for content: equal content has equal names, and different content almost certainly has different names.
/// It guards against mistakes, not against forgery.
struct Fingerprint {
  private var state: UInt64 = 0x6571_7569_706f_6973

  mutating func add<T: BitwiseCopyable>(_ values: [T]) { values.withUnsafeBytes { add($0) } }

  mutating func add<T: BitwiseCopyable>(_ values: UnsafeBufferPointer<T>) { add(UnsafeRawBufferPointer(values)) }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var hash = SplitMix64.mix(state ^ UInt64(bytes.count))
    var at = 0
    while at + 8 <= bytes.count {
      hash = SplitMix64.mix(hash ^ bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) &+ SplitMix64.golden
      at += 8
    }
    for byte in bytes[at...] { hash = SplitMix64.mix(hash ^ UInt64(byte)) &+ SplitMix64.golden }
    state = hash
  }

  mutating func add(_ text: String) { add(Array(text.utf8)) }

  /// The fingerprint as 16 hexadecimal digits.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
