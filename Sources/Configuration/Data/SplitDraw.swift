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

extension ConfigurationSection {
  /// The fold of the keys `folds` and `fold`; nil if neither is given.
  func fold() throws -> Fold? {
    let count = try optionalInt("folds", in: Bounds.folds)
    let number = try optionalInt("fold", in: 1...(count ?? Bounds.folds.upperBound))
    guard (count == nil) == (number == nil) else {
      throw ConfigurationError(
        "`\(path(of: "folds"))` and `fold` should stand together. Found one alone.", at: node.origin)
    }
    return number.flatMap { number in count.flatMap { Fold(number, of: $0) } }
  }
}

extension ConfigurationSection {
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
