import Foundation
import Statistics

/// The random numbers of one corrupted image. With them a corruption is a function of the image and the severity.
///
/// ```swift
/// var draws = CorruptionDraws(SplitMix64(key: seed, sample))
/// ```
public struct CorruptionDraws: Sendable {
  private var random: SplitMix64
  private var given: [[Float]]?

  /// Creates draws from a stream.
  public init(_ random: SplitMix64) { self.random = random }

  /// Creates draws that are given, in the order in which a corruption asks for them. Each card says in `draws` what that
  /// is.
  public init(given: [[Float]]) {
    random = SplitMix64(seed: 0)
    self.given = given
  }

  /// The next draw.
  ///
  /// - Parameter make: makes it from the stream, if it is not given.
  /// - Throws: `CorruptionError` if what is given has another number of values.
  mutating func next(_ count: Int, _ make: (inout SplitMix64) -> [Float]) throws(CorruptionError) -> [Float] {
    guard given != nil else { return make(&random) }
    let draw = given!.isEmpty ? [] : given!.removeFirst()
    guard draw.count == count else {
      throw CorruptionError("A draw should have \(count) numbers. Found \(draw.count).")
    }
    return draw
  }

  /// Uniform numbers in [low, high).
  mutating func uniform(_ count: Int, _ low: Float = 0, _ high: Float = 1) throws(CorruptionError) -> [Float] {
    try next(count) { $0.uniforms(count, low, high) }
  }

  /// One uniform number, such as an angle in degrees.
  mutating func number(_ low: Float, _ high: Float) throws(CorruptionError) -> Double {
    Double(try uniform(1, low, high)[0])
  }

  /// Numbers of mean 0 and variance 1 with a normal distribution.
  mutating func normal(_ count: Int) throws(CorruptionError) -> [Float] {
    try next(count) { $0.normals(count) }
  }
}

extension SplitMix64 {
  /// Uniform numbers in [low, high), with 24 random bits each.
  mutating func uniforms(_ count: Int, _ low: Float = 0, _ high: Float = 1) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      let scale = (high - low) * 0x1p-24
      var index = 0
      while index < count {
        let bits = next()
        buffer[index] = low + scale * Float(Int32(truncatingIfNeeded: bits >> 40))
        if index + 1 < count { buffer[index + 1] = low + scale * Float(Int32(truncatingIfNeeded: bits & 0xff_ffff)) }
        index += 2
      }
      initialized = count
    }
  }

  /// Numbers with a normal distribution, by Box and Muller's transform: a pair from 64 bits.
  mutating func normals(_ count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      var index = 0
      while index < count {
        let bits = next()
        let share = Float(Int32(truncatingIfNeeded: bits >> 40) + 1) * 0x1p-24
        let radius = (-2 * logf(share)).squareRoot()
        let angle = Float(Int32(truncatingIfNeeded: bits & 0xff_ffff)) * (2 * Float.pi * 0x1p-24)
        buffer[index] = radius * cosf(angle)
        if index + 1 < count { buffer[index + 1] = radius * sinf(angle) }
        index += 2
      }
      initialized = count
    }
  }
}
