import Statistics

/// Confidence intervals of a statistic of images: percentiles of the statistic over redrawn images.
///
/// Images are drawn with repetition from those of their own fold, as many as the fold has, because the maps of one fold come from one
/// network. The statistic of a difference is computed of the same images on both sides, which keeps them paired.
///
/// Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap, Chapman and Hall, 1993, section 13.3.
package struct ImageBootstrap: Sendable, Hashable {
  /// The largest share of draws without a value. With more, the rest would not stand for all.
  package static let mostUndefined = 0.05

  /// The level of confidence, between 0 and 1.
  package let level: Double
  /// The number of redraws.
  package let samples: Int
  /// The seed of the generator.
  package let seed: UInt64
  /// The images of each fold.
  private let groups: [[Int]]

  /// Creates a bootstrap.
  ///
  /// - Parameter folds: the fold of each image, any whole numbers; equal ones for images of one fold.
  /// - Throws: `LocalisationError` for no image, a level that is not between 0 and 1, or fewer than 2 redraws.
  package init(
    folds: [Int], level: Double = SeedBootstrap.defaultLevel, samples: Int = SeedBootstrap.defaultSamples,
    seed: UInt64 = 0
  ) throws {
    guard !folds.isEmpty else { throw LocalisationError("`folds` should hold the fold of each image. Found none.") }
    guard level > 0, level < 1 else {
      throw LocalisationError("`level` should be between 0 and 1. Found \(level).")
    }
    guard samples > 1 else { throw LocalisationError("`samples` should be above 1. Found \(samples).") }
    (self.level, self.samples, self.seed) = (level, samples, seed)
    let images = Dictionary(grouping: folds.indices) { folds[$0] }
    groups = images.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The interval of a statistic.
  ///
  /// - Parameter statistic: a number of some images, in which an image may be several times; nil where the images have none.
  /// - Returns: nil if more than ``mostUndefined`` of the draws have no finite value.
  package func interval(_ statistic: (_ images: [Int]) throws -> Double?) rethrows -> Interval? {
    var generator = SplitMix64(seed: seed)
    var values: [Double] = []
    for _ in 0..<samples {
      let images = groups.flatMap { group in group.map { _ in generator.pick(group) } }
      if let value = try statistic(images), value.isFinite { values.append(value) }
    }
    guard Double(values.count) >= (1 - Self.mostUndefined) * Double(samples) else { return nil }
    values.sort()
    let tail = (1 - level) / 2
    return Interval(
      low: Statistics.quantile(ofSorted: values, tail), high: Statistics.quantile(ofSorted: values, 1 - tail),
      level: level, method: .percentile)
  }
}
