import Components
import Datasets

/// The draw of a data set's splits at random.
///
/// One rule holds for all kinds of data: the draw depends on `split.seed` alone. A number is one split for all runs.
/// With `run` each seed of a comparison has its own split, the same for single-task training and for every method, so
/// that the runs of one seed stay comparable.
package struct SplitDraw: Hashable, Sendable {
  /// The seed of the draw.
  package enum Seed: Hashable, Sendable {
    case fixed(Int)
    /// The run's own seed.
    case run

    /// The seed of the draw of a run.
    func value(for reading: DataReading) -> UInt64 {
      switch self {
      case .fixed(let seed): UInt64(seed)
      case .run: UInt64(reading.seed)
      }
    }
  }

  package var seed: Seed
  /// Whether test samples are drawn, in addition to those of validation.
  package var drawsTest: Bool
  /// The fold of a cross-validation that is the test split; nil if a share of the samples is.
  package var fold: Fold?
  /// Whether there can be folds.
  package var takesFolds: Bool
  /// Whether the data's fingerprint tells one draw from another.
  package var isInFingerprint = true

  /// Creates a draw.
  ///
  /// - Parameter takesFolds: whether there can be folds; nil if there can whenever test samples are drawn.
  package init(seed: Seed, drawsTest: Bool, fold: Fold? = nil, takesFolds: Bool? = nil) {
    self.seed = seed
    self.drawsTest = drawsTest
    self.fold = fold
    self.takesFolds = takesFolds ?? drawsTest
  }
}

// The keys of a draw.
extension SplitDraw {
  private static let more = "see \"Splits and seeds\""

  /// The setting of the draw's seed.
  ///
  /// - Parameters:
  ///   - meaning: what the seed decides.
  ///   - fallback: the default; nil where a missing seed is the run's own.
  static func seedSetting(
    _ meaning: String, key: String = "seed", default fallback: SettingValue? = 0
  ) -> Setting {
    Setting(
      key, .text("a whole number or `run`"), default: fallback,
      "\(meaning). A number is one division for all runs, and `run` one for each seed: \(more)")
  }

  /// The settings of a fold.
  ///
  /// - Parameter presence: the words that say where they can be given.
  static func foldSettings(_ presence: String = "") -> [Setting] {
    [
      Setting(
        "folds", .int(Bounds.folds),
        "\(presence)with `fold`: the number of folds of a cross-validation; \(more)"),
      Setting(
        "fold", .int(1...Bounds.folds.upperBound),
        "with `folds`: the fold that is the test split, from 1; `test` then does not count"),
    ]
  }
}

extension DeclaredSection {
  /// The fold of the keys `folds` and `fold`; nil if neither is given.
  func fold() throws -> Fold? {
    let count = try optionalInt("folds")
    let number = try optionalInt("fold", in: count.map { 1...$0 })
    guard (count == nil) == (number == nil) else {
      throw ConfigurationError(
        "`\(path(of: "folds"))` and `fold` should stand together. Found one alone.", at: origin)
    }
    return number.flatMap { number in count.flatMap { Fold(number, of: $0) } }
  }

  /// The seed of a random split: a whole number, or `run` for the run's own.
  func splitSeed(_ key: String) throws -> SplitDraw.Seed {
    try read(key, default: .fixed(0), write: { value, _ in Self.write(value) }, Self.splitSeed)
  }

  /// The seed of a random split; nil if none is given.
  func optionalSplitSeed(_ key: String) throws -> SplitDraw.Seed? {
    try readOptional(key, write: { value, _ in Self.write(value) }, Self.splitSeed)
  }

  private static func splitSeed(_ node: ConfigurationNode, _ path: String) throws -> SplitDraw.Seed {
    guard case .scalar(let scalar) = node.content else { throw node.mismatch(path, "a whole number or `run`") }
    if scalar.text == "run" { return .run }
    guard scalar.number != nil else { throw node.mismatch(path, "a whole number or `run`") }
    return .fixed(try node.int(path, in: Bounds.seed))
  }

  private static func write(_ seed: SplitDraw.Seed) -> ConfigurationNode.Content {
    switch seed {
    case .fixed(let seed): .value(seed)
    case .run: .value("run")
    }
  }
}
