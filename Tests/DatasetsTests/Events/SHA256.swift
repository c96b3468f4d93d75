import Testing

/// The SHA-256 digest of bytes in hexadecimal digits (FIPS 180-4), to compare with published digests.
func sha256(_ message: [UInt8]) -> String {
  let primes = (2..<312).filter { number in !(2..<number).contains { number % $0 == 0 } }
  func fraction(_ root: Double) -> UInt32 { UInt32((root - root.rounded(.down)) * 0x1p32) }
  var state = primes[..<8].map { fraction(Double($0).squareRoot()) }
  let constants = primes[..<64].map { prime -> UInt32 in
    // The cube root to 32 bits behind the point, in whole numbers.
    var (low, high) = (UInt128(0), UInt128(8) << 32)
    while high - low > 1 {
      let middle = (low + high) / 2
      if middle * middle * middle <= UInt128(prime) << 96 { low = middle } else { high = middle }
    }
    return UInt32(truncatingIfNeeded: low)
  }
  var bytes = message + [0x80]
  while bytes.count % 64 != 56 { bytes.append(0) }
  bytes += (0..<8).map { UInt8(truncatingIfNeeded: (message.count * 8) >> (56 - 8 * $0)) }
  func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
  for block in stride(from: 0, to: bytes.count, by: 64) {
    var words = (0..<16).map { word in (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[block + 4 * word + $1]) } }
    for t in 16..<64 {
      let (a, b) = (words[t - 15], words[t - 2])
      let low = rotated(a, 7) ^ rotated(a, 18) ^ (a >> 3), high = rotated(b, 17) ^ rotated(b, 19) ^ (b >> 10)
      words.append(words[t - 16] &+ low &+ words[t - 7] &+ high)
    }
    var s = state
    for t in 0..<64 {
      let first = rotated(s[4], 6) ^ rotated(s[4], 11) ^ rotated(s[4], 25)
      let choice = (s[4] & s[5]) ^ (~s[4] & s[6])
      let one = s[7] &+ first &+ choice &+ constants[t] &+ words[t]
      let second = rotated(s[0], 2) ^ rotated(s[0], 13) ^ rotated(s[0], 22)
      let majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])
      s = [one &+ second &+ majority, s[0], s[1], s[2], s[3] &+ one, s[4], s[5], s[6]]
    }
    state = zip(state, s).map { $0 &+ $1 }
  }
  return state.map { word in
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }.joined()
}

@Suite("SHA-256, which tests compare with") struct SHA256Tests {
  @Test func digestsAreThoseOfTheStandard() {
    #expect(sha256(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      sha256(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }
}
