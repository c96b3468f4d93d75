/// The 32-bit Mersenne Twister, for divisions and orders of published experiments that were drawn with it. New data uses
/// ``SplitMix64``.
///
/// Source: M. Matsumoto, T. Nishimura, "Mersenne Twister: A 623-Dimensionally Equidistributed Uniform Pseudo-Random Number
/// Generator", ACM TOMACS 8(1), 1998; the start from one number is that of the authors' version of 2002.
public struct MersenneTwister: Sendable {
  private static let length = 624
  private static let middle = 397

  private var state: [UInt32]
  private var position = MersenneTwister.length

  /// Creates a generator.
  ///
  /// - Parameter seed: its lower 32 bits are used.
  public init(seed: UInt64) {
    state = [UInt32(truncatingIfNeeded: seed)]
    state.reserveCapacity(Self.length)
    for index in 1..<Self.length {
      let last = state[index - 1]
      state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ UInt32(index))
    }
  }

  /// The next 32 bits.
  public mutating func next() -> UInt32 {
    if position == Self.length { refill() }
    var value = state[position]
    position += 1
    value ^= value >> 11
    value ^= (value << 7) & 0x9d2c_5680
    value ^= (value << 15) & 0xefc6_0000
    return value ^ (value >> 18)
  }

  /// Skips `count` outputs.
  public mutating func skip(_ count: Int) {
    for _ in 0..<count {
      if position == Self.length { refill() }
      position += 1
    }
  }

  private mutating func refill() {
    state.withUnsafeMutableBufferPointer { state in
      for index in 0..<Self.length {
        let following = state[(index + 1) % Self.length]
        let joined = (state[index] & 0x8000_0000) | (following & 0x7fff_ffff)
        state[index] =
          state[(index + Self.middle) % Self.length] ^ (joined >> 1) ^ (joined & 1 == 0 ? 0 : 0x9908_b0df)
      }
    }
    position = 0
  }

  /// The numbers 0 ..< `count` in random order: each place swaps with itself or a later one, chosen by the remainder of
  /// one output. It uses `count` − 1 outputs.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for place in order.indices.dropLast() {
      order.swapAt(place, place + Int(next() % UInt32(count - place)))
    }
    return order
  }
}
