/// The part of a data set that a sample belongs to.
public enum Split: String, CaseIterable, Sendable, Codable {
  case train, validation, test

  /// The position in the keys of random streams.
  var number: UInt64 { self == .train ? 0 : self == .validation ? 1 : 2 }
}
