import Tasks

/// How runs become a comparison.
public struct ComparisonOptions: Sendable {
  /// The split whose figures are reported.
  public var split: String
  /// Δm's convention.
  public var convention: DeltaM.Convention
  /// Task name to metric name, for `DeltaM.Convention.oneMetricPerTask`; the first metric where none is named.
  public var mainMetrics: [String: String]
  /// What Δm is measured against; nil takes the single-task runs of the comparison.
  public var baseline: Baseline?
  /// Labels in the order of the experiment, in which methods are compared; those not named follow as they come.
  public var order: [String]
  /// Confidence level of all intervals; redraws and seed of the pointwise ones.
  public var bootstrap: SeedBootstrap
  /// How often a family of comparisons is simulated for the critical value of its simultaneous intervals.
  public var familyDraws: Int

  /// Δm within so many percent of the baseline counts as equal to it.
  public var margin: Double

  /// What counts as one block where methods are ranked and tested; nil takes the usual.
  public var blocks: BlockChoice?

  public init(
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
