import Foundation

/// A checksum of 64 bits that finds damage and tells contents apart, but does not resist forgery: XXH64 with seed 0.
///
/// Specification: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
package struct XXH64 {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
  /// The bytes that the four lanes take at a time.
  private static let stripe = 32
  /// The bytes of a file that are read at a time, a multiple of ``stripe``.
  private static let pieceSize = 1 << 20

  private var lanes = (prime1 &+ prime2, prime2, UInt64(0), 0 &- prime1)
  /// The number of bytes that the lanes have taken.
  private var count = 0

  package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = XXH64()
    let end = bytes.count / stripe * stripe
    state.take(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
    return state.checksum(endingWith: UnsafeRawBufferPointer(rebasing: bytes[end...]))
  }

  /// The checksum of a file's content in 16 hexadecimal digits. The file is read in pieces, not mapped, so that a file
  /// that another program shortens does no harm.
  ///
  /// - Throws: ``FileError`` if the file cannot be read.
  package static func checksum(of url: URL) throws -> String {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(url) }
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 64)
    defer { buffer.deallocate() }
    var state = XXH64()
    while true {
      var filled = 0, isAtEnd = false
      while filled < pieceSize, !isAtEnd {
        let count = read(descriptor, buffer.baseAddress! + filled, pieceSize - filled)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw unreadable(url) }
        isAtEnd = count == 0
        filled += count
      }
      let whole = filled / stripe * stripe, bytes = UnsafeRawBufferPointer(buffer)
      state.take(UnsafeRawBufferPointer(rebasing: bytes[..<whole]))
      if isAtEnd { return text(state.checksum(endingWith: UnsafeRawBufferPointer(rebasing: bytes[whole..<filled]))) }
    }
  }

  private static func unreadable(_ url: URL) -> FileError {
    let reason = String(cString: strerror(errno))
    return FileError("\(url.path) should be a readable file. Found: \(reason).", reason: reason)
  }

  /// A checksum as 16 hexadecimal digits.
  package static func text(_ checksum: UInt64) -> String {
    let digits = String(checksum, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Takes whole stripes. The four lanes do not wait for each other.
  private mutating func take(_ stripes: UnsafeRawBufferPointer) {
    var (a, b, c, d) = lanes
    var at = 0
    while at < stripes.count {
      a = Self.round(a, Self.word(stripes, at))
      b = Self.round(b, Self.word(stripes, at + 8))
      c = Self.round(c, Self.word(stripes, at + 16))
      d = Self.round(d, Self.word(stripes, at + 24))
      at += Self.stripe
    }
    lanes = (a, b, c, d)
    count += at
  }

  /// The checksum after the last bytes.
  ///
  /// - Parameter bytes: the last bytes, fewer than a stripe.
  private func checksum(endingWith bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = count > 0 ? merged : Self.prime5
    hash &+= UInt64(count + bytes.count)
    var at = 0
    while at + 8 <= bytes.count {
      hash = Self.rotated(hash ^ Self.round(0, Self.word(bytes, at)), 27) &* Self.prime1 &+ Self.prime4
      at += 8
    }
    if at + 4 <= bytes.count {
      let half = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
      hash = Self.rotated(hash ^ UInt64(half) &* Self.prime1, 23) &* Self.prime2 &+ Self.prime3
      at += 4
    }
    while at < bytes.count {
      hash = Self.rotated(hash ^ UInt64(bytes[at]) &* Self.prime5, 11) &* Self.prime1
      at += 1
    }
    hash = (hash ^ hash >> 33) &* Self.prime2
    hash = (hash ^ hash >> 29) &* Self.prime3
    return hash ^ hash >> 32
  }

  private var merged: UInt64 {
    let (a, b, c, d) = lanes
    var hash = Self.rotated(a, 1) &+ Self.rotated(b, 7) &+ Self.rotated(c, 12) &+ Self.rotated(d, 18)
    for lane in [a, b, c, d] { hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4 }
    return hash
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* prime2, 31) &* prime1
  }

  @inline(__always)
  private static func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 - count) }
}
