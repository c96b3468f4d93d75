import Foundation

/// Numbers of a run's files within what they can be, so that a damaged file is refused by name where it is read.
extension KeyedDecodingContainer {
  /// A count from `least` to 2^53: sums of many still fit an integer, and a double tells each apart.
  func count(_ key: Key, from least: Int = 0) throws -> Int {
    let value: Int
    do { value = try decode(Int.self, forKey: key) } catch {
      // A number that is no integer of 64 bits.
      guard let number = try? decode(Double.self, forKey: key) else { throw error }
      throw outside(key, "from \(least) to 2^53", "\(number)")
    }
    guard (least...Self.largest).contains(value) else {
      throw outside(key, "from \(least) to 2^53", "\(value)")
    }
    return value
  }

  /// The same where there may be none.
  func countIfPresent(_ key: Key, from least: Int = 0) throws -> Int? {
    try contains(key) && !decodeNil(forKey: key) ? count(key, from: least) : nil
  }

  /// A duration.
  func seconds(_ key: Key) throws -> Double {
    let value = try decode(Double.self, forKey: key)
    guard value >= 0, value.isFinite else { throw outside(key, "finite and not negative", "\(value)") }
    return value
  }

  /// The same where there may be none.
  func secondsIfPresent(_ key: Key) throws -> Double? {
    try contains(key) && !decodeNil(forKey: key) ? seconds(key) : nil
  }

  private static var largest: Int { 1 << 53 }

  private func outside(_ key: Key, _ range: String, _ found: String) -> DecodingError {
    .dataCorruptedError(forKey: key, in: self, debugDescription: "should be \(range). Found \(found).")
  }
}
