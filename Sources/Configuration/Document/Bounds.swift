import Components

/// The bounds of a configuration's whole numbers: beyond what any experiment has, and far below where counts that are
/// made of them overflow.
package enum Bounds {
  /// The largest whole number that every reader of JSON knows exactly.
  package static let seed = 0...9_007_199_254_740_991
  static let epochs = 1...1_000_000
  static let batch = 1...100_000_000
  /// The batches of one update.
  static let accumulated = 1...1_000_000
  /// The updates between two events.
  package static let updates = 1...1_000_000_000
  /// The samples of a generated data set.
  static let samples = 1...100_000_000
  /// The tasks of a generated data set, or of each of its groups.
  static let tasks = 1...1_000
  /// One side of an image.
  static let pixels = 8...32_768
  /// The columns of a table.
  static let columns = 1...1_000_000
  /// The bytes of a file after it is uncompressed.
  static let text = 1...1_000_000_000_000_000
  static let classes = 2...65_536
  /// The folds of a cross-validation.
  static let folds = 2...1_000
  /// The words of a sentence.
  static let words = 1...65_536
  /// The bits of a molecule's fingerprint.
  static let bits = 1...1_048_576
  /// The threads that prepare batches.
  static let workers = 1...256
  /// The batches that wait.
  static let prefetched = 0...1_000
  /// The trainings at a time.
  static let jobs = 1...1_024
  /// The threads of one operation, on any machine; `ExperimentConfiguration.checkMachine` has this machine's number.
  static let threads = 1...4_096
  /// The trainings of a search.
  static let trainings = 1...1_000_000
  /// The points of one row's grid, and of the finer grid around the best one.
  static let points = 10_000
  /// The items of a list of whole numbers.
  static let items = 1_000
}

extension ClosedRange<Int> {
  /// The words for a value out of the range: "positive", "at least 8", "at most 4096", "between 1 and 3".
  package func expectation(of value: Int) -> String {
    if upperBound < 100 { return "between \(lowerBound) and \(upperBound)" }
    if value > upperBound { return "at most \(upperBound)" }
    return lowerBound == 0 ? "zero or positive" : lowerBound == 1 ? "positive" : "at least \(lowerBound)"
  }
}

extension Setting.Kind {
  /// A whole number within two bounds.
  package static func int(_ bounds: ClosedRange<Int>) -> Setting.Kind {
    .wholeNumber(.between(Double(bounds.lowerBound), Double(bounds.upperBound)))
  }

  /// The word of one of an enumeration's cases.
  package static func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Setting.Kind
  where Choice.RawValue == String {
    .word(Choice.allCases.map(\.rawValue))
  }
}
