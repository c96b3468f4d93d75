/// The unit that counts as one block when methods are ranked and tested.
///
/// Tests of ranks assume that blocks are independent of each other. Experiments are, as far as their data are. Seeds of
/// one experiment are too, but the answer is then about that experiment alone. Metrics of the same runs are not, so
/// their probabilities only describe.
package enum BlockChoice: String, Sendable, Hashable, CaseIterable, Codable {
  /// The Δm of each experiment (data set and network), mean over seeds: as in Demšar (JMLR 7, 2006), who ranks over
  /// data sets.
  case experiments
  /// The Δm of each seed of each experiment.
  case seeds
  /// The Δm of each split of each experiment, of means over its seeds.
  case splits
  /// The relative change of each metric of each experiment, mean over seeds: the "mean rank" of the CAGrad, Nash-MTL and
  /// FAMO papers.
  case metrics

  /// The default: experiments if there are several; for one experiment its seeds, or its metrics if there is no Δm of
  /// two seeds.
  static func usual(for comparisons: [Comparison]) -> BlockChoice {
    if comparisons.count > 1 { return comparisons.allSatisfy { $0.best != nil } ? .experiments : .metrics }
    guard comparisons.contains(where: { ($0.best?.deltaM?.seeds.count ?? 0) > 1 }) else { return .metrics }
    return BlockChoice.seeds.fitting(comparisons)
  }

  /// This choice, with seeds or splits replaced by what the comparisons repeat their runs over.
  func fitting(_ comparisons: [Comparison]) -> BlockChoice {
    guard self == .seeds || self == .splits else { return self }
    return comparisons.contains { $0.splitCount != nil } ? .splits : .seeds
  }

  /// A number of blocks in words: "3 seeds".
  func counted(_ count: Int) -> String { count == 1 ? "1 \(rawValue.dropLast())" : "\(count) \(rawValue)" }

  /// The value of a block in words.
  var value: String {
    switch self {
    case .experiments: "Δm of an experiment's means over its seeds"
    case .seeds: "Δm of a seed"
    case .splits: "Δm of a split, of means over its seeds"
    case .metrics: "the relative change of a metric, mean over seeds"
    }
  }
}
