import Foundation

/// Readers of the numbers of a run's files, within what the numbers can be. A damaged file is then refused by name
/// where it is read.
extension KeyedDecodingContainer {
  /// A count from `least` to `most`. The default of `most` is 2^53: sums of many still fit an integer, and a double
  /// tells each apart.
  func count(_ key: Key, from least: Int = 0, to most: Int? = nil) throws -> Int {
    let range = "from \(least) to \(most.map { "\($0)" } ?? "2^53")"
    let value: Int
    do { value = try decode(Int.self, forKey: key) } catch {
      // A number that is no integer of 64 bits.
      guard let number = try? decode(Double.self, forKey: key) else { throw error }
      throw outside(key, range, "\(number)")
    }
    guard value >= least, value <= most ?? Self.largest else { throw outside(key, range, "\(value)") }
    return value
  }

  /// A list of counts.
  func counts(_ key: Key) throws -> [Int] {
    let values: [Int]
    do { values = try decode([Int].self, forKey: key) } catch {
      guard let number = (try? decode([Double].self, forKey: key))?.first(where: { Int(exactly: $0) == nil }) else {
        throw error
      }
      throw outside(key, "a list of numbers from 0 to 2^53", "\(number)")
    }
    if let value = values.first(where: { !(0...Self.largest).contains($0) }) {
      throw outside(key, "a list of numbers from 0 to 2^53", "\(value)")
    }
    return values
  }

  /// A count, or nil if there is none.
  func countIfPresent(_ key: Key, from least: Int = 0) throws -> Int? {
    try contains(key) && !decodeNil(forKey: key) ? count(key, from: least) : nil
  }

  /// A duration in seconds.
  func seconds(_ key: Key) throws -> Double { try notNegative(key) }

  /// A finite number, such as a rate, that is not negative.
  func notNegative(_ key: Key) throws -> Double {
    let value = try decode(Double.self, forKey: key)
    guard value >= 0, value.isFinite else { throw outside(key, "finite and not negative", "\(value)") }
    return value
  }

  /// A finite number that is not negative, or nil if there is none.
  func notNegativeIfPresent(_ key: Key) throws -> Double? {
    try contains(key) && !decodeNil(forKey: key) ? notNegative(key) : nil
  }

  /// A finite number within a range.
  func number(_ key: Key, in range: ClosedRange<Double>) throws -> Double {
    let value = try decode(Double.self, forKey: key)
    guard range.contains(value) else {
      throw outside(key, "from \(range.lowerBound) to \(range.upperBound)", "\(value)")
    }
    return value
  }

  /// A finite number, or nil if there is none.
  func finiteIfPresent(_ key: Key) throws -> Double? {
    guard let value = try decodeIfPresent(Double.self, forKey: key) else { return nil }
    guard value.isFinite else { throw outside(key, "finite", "\(value)") }
    return value
  }

  /// The two finite ends of an interval, or nil if there is none.
  func intervalIfPresent(_ key: Key) throws -> [Double]? {
    guard let values = try decodeIfPresent([Double].self, forKey: key) else { return nil }
    guard values.count == 2, values.allSatisfy(\.isFinite), values[0] <= values[1] else {
      throw outside(key, "two finite numbers in order", "\(values)")
    }
    return values
  }

  /// A duration in seconds, or nil if there is none.
  func secondsIfPresent(_ key: Key) throws -> Double? {
    try notNegativeIfPresent(key)
  }

  private static var largest: Int { 1 << 53 }

  private func outside(_ key: Key, _ range: String, _ found: String) -> DecodingError {
    .dataCorruptedError(forKey: key, in: self, debugDescription: "should be \(range). Found \(found).")
  }
}
