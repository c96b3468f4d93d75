import Foundation

/// A small random generator whose whole state is a counter, so that a stream can be opened anywhere: at a seed, a
/// split, an epoch, an image. The same key gives the same numbers on every machine, in every thread and every order.
///
/// Source: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var counter: UInt64

  /// Creates a stream that starts at `seed`.
  public init(seed: UInt64) { counter = seed }

  /// Creates a stream for a tuple of numbers, for example (seed, epoch, batch). Keys that differ in any place, or in
  /// their order, open unrelated streams.
  public init(key: UInt64...) { self.init(key: key) }

  /// Creates the stream of a key of any length.
  public init(key: [UInt64]) {
    counter = key.reduce(Self.golden) { Self.mix($0 &+ Self.mix($1 &+ Self.golden)) }
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    counter &+= Self.golden
    return Self.mix(counter)
  }

  /// The increment of the counter: 2⁶⁴ divided by the golden ratio.
  package static let golden: UInt64 = 0x9e37_79b9_7f4a_7c15

  /// A bijection of 64 bits in which every input bit reaches every output bit.
  @inline(__always)
  package static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension SplitMix64 {
  /// A uniform number in [low, high), with 24 random bits.
  public mutating func uniform(_ low: Float = 0, _ high: Float = 1) -> Float {
    low + (high - low) * (Float(next() >> 40) * 0x1p-24)
  }

  /// A whole number in 0 ..< `bound`, without bias (Lemire's multiplication with rejection).
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "`bound` should be positive. Found \(bound).")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let rejected = (0 &- range) % range
      while product.low < rejected { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// A normal number of mean 0 and variance 1, from two random numbers (Box and Muller, 1958).
  public mutating func normal() -> Double {
    // In (0, 1], so that the logarithm is finite.
    let (radius, angle) = (Double((next() >> 11) + 1) * 0x1p-53, Double(next() >> 11) * 0x1p-53)
    return (-2 * log(radius)).squareRoot() * cos(2 * .pi * angle)
  }

  /// A truth value that is true with the given probability.
  public mutating func chance(_ probability: Float) -> Bool { uniform() < probability }

  /// One of the elements, each equally likely.
  public mutating func pick<T>(_ elements: [T]) -> T { elements[integer(below: elements.count)] }

  /// The numbers 0 ..< `count` in random order (Fisher–Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    var remaining = count
    while remaining > 1 {
      let chosen = integer(below: remaining)
      remaining -= 1
      order.swapAt(chosen, remaining)
    }
    return order
  }
}

/// A number of mean 0 and variance 1 from 64 random bits: the sum of four uniform numbers, within ±3.46. It has no
/// logarithm or cosine, so it is the same to the last bit everywhere.
@inline(__always)
package func bellShaped(_ bits: UInt64) -> Float {
  let sum = (bits & 0xffff) &+ ((bits >> 16) & 0xffff) &+ ((bits >> 32) & 0xffff) &+ (bits >> 48)
  return (Float(Int64(sum)) - 131070) * 2.6429e-5
}
