import Statistics
import Tasks

/// The options by which runs become a comparison.
package struct ComparisonOptions: Sendable {
  /// The split whose figures are reported.
  package var split: String
  /// The convention of Δm.
  package var convention: DeltaM.Convention
  /// The main metric of each task, for `DeltaM.Convention.oneMetricPerTask`; the first metric of a task that is not
  /// named.
  package var mainMetrics: [String: String]
  /// The baseline of Δm; nil for the single-task runs of the comparison.
  package var baseline: Baseline?
  /// The labels in the order of the experiment, in which methods are compared. Labels that are not named follow as they
  /// come.
  package var order: [String]
  /// The confidence level of all intervals, and the redraws and seed of the pointwise ones.
  package var bootstrap: SeedBootstrap
  /// The number of simulations of a family of comparisons for the critical value of its simultaneous intervals.
  package var familyDraws: Int

  /// The margin in percent: a Δm within it counts as equal to the baseline.
  package var margin: Double

  /// The unit that counts as one block when methods are ranked and tested; nil for the default.
  package var blocks: BlockChoice?

  package init(
    split: String = "test", convention: DeltaM.Convention = .ratioMean, mainMetrics: [String: String] = [:],
    baseline: Baseline? = nil, order: [String] = [], bootstrap: SeedBootstrap = SeedBootstrap(),
    familyDraws: Int = LargestT.defaultDraws, margin: Double = 1, blocks: BlockChoice? = nil
  ) {
    self.split = split
    self.convention = convention
    self.mainMetrics = mainMetrics
    self.baseline = baseline
    self.order = order
    self.bootstrap = bootstrap
    self.familyDraws = familyDraws
    self.margin = margin
    self.blocks = blocks
  }
  /// The intervals that decide whether sharing pays and which methods are worse than the best.
  var simultaneous: SimultaneousIntervals {
    SimultaneousIntervals(level: bootstrap.level, draws: familyDraws, seed: bootstrap.seed)
  }
}
