import Statistics
import Tasks

/// The figures of a comparison's tables that are marked: the best of a column, and those that do not differ from it
/// beyond a simultaneous interval over all pairs of rows. If no row differs from the best, nothing is marked, since the
/// best could be any of them. A row of one seed is never marked.
struct Highlights: Sendable, Hashable {
  /// The labels of rows marked by Δm, where single-task training counts as zero.
  var deltaM: Set<String> = []
  /// The labels of rows marked by the change of each task.
  var changes: [Set<String>] = []
  /// The labels of rows marked in each column of the metrics.
  var metrics: [Set<String>] = []
}

extension Comparison {
  /// The labels of the rows to mark in each column of the metrics.
  func highlightedMetrics(_ simultaneous: inout SimultaneousIntervals) -> [Set<String>] {
    columns.indices.map { column in
      let samples = methods.map { row in
        SeedSample(
          zip(row.repetitions, row.estimates[column]?.values ?? []).map { ($0, [$1]) }, isOverSplits: splitCount != nil)
      }
      let rows = methods.indices.filter { samples[$0] != nil }.map { methods[$0] }
      let arms = samples.compactMap { $0 }
      let statistics = SeedJackknife(arms, sets: rows.indices.map { [$0] }) { $0[0][0] }
      let best = simultaneous.best(of: statistics, columns[column].direction).map { rows[$0] }
      // What is worse than single-task training is never marked, however little.
      let alone = singleTask?.estimates[column]?.mean
      return Set(best.filter { !isWorse($0.estimates[column]?.mean, than: alone, column) }.map(\.label))
    }
  }
}

extension DeltaMMeasure {
  /// The labels of the rows to mark by Δm, and by the change of each of the measure's tasks.
  func highlights(
    _ methods: [MethodSummary], _ samples: [SeedSample?], _ simultaneous: inout SimultaneousIntervals
  ) -> (deltaM: Set<String>, changes: [Set<String>]) {
    let compared = methods.indices.filter { methods[$0].deltaM != nil && samples[$0] != nil }
    // A given baseline is no row of the table.
    let single = options.baseline == nil ? methods.first(where: \.isSingleTask)?.label : nil
    let labels = compared.map { methods[$0].label } + [single].compactMap { $0 }
    let arms = [base.sample] + compared.compactMap { samples[$0] }
    let sets = compared.indices.map { [$0 + 1, 0] } + (single == nil ? [] : [[0, 0]])
    func marked(_ coefficients: [Double]) -> Set<String> {
      let statistics = SeedJackknife(arms, sets: sets) { percent($0[0], $0[1], coefficients) }
      let best = simultaneous.best(of: statistics, options.convention.direction)
      // What is worse than single-task training is never marked, however little.
      return Set(best.filter { options.convention.improvement(statistics.estimates[$0]) >= 0 }.map { labels[$0] })
    }
    return (marked(coefficients), tasks.map { marked(coefficients(of: $0)) })
  }
}

extension SimultaneousIntervals {
  /// The positions of the best statistic and of those whose difference from it the intervals do not tell from zero;
  /// empty if they tell none from it.
  mutating func best(of statistics: SeedJackknife, _ direction: Direction) -> Set<Int> {
    let estimates = statistics.estimates
    let known = estimates.indices.filter { statistics.deviation($0) != nil }
    let best = known.min {
      direction == .lowerIsBetter ? estimates[$0] < estimates[$1] : estimates[$0] > estimates[$1]
    }
    guard let best else { return [] }
    let intervals = differences(of: statistics, from: best)
    let worse = known.filter { intervals[$0].map { !$0.contains(0) } ?? false }
    return worse.isEmpty ? [] : Set(known).subtracting(worse)
  }
}
