import Printing
import Tasks

/// A study of several comparisons: the same methods on several data sets and networks.
///
/// ```swift
/// let study = try Survey(of: comparisons)
/// try study.write(to: folder)
/// ```
package struct Survey: Sendable {
  /// The comparisons in the order given; each name once.
  package var comparisons: [Comparison]
  /// The analysis of which methods differ over experiments, seeds or metrics; nil for one method or one block.
  package var ranking: RankAnalysis?

  /// Creates a study.
  ///
  /// - Parameter blocks: the unit that counts as one block when methods are ranked; nil for experiments.
  /// - Throws: ``ComparisonError`` if splits or conventions differ.
  package init(of comparisons: [Comparison], blocks: BlockChoice? = nil) throws {
    guard comparisons.count > 1 else { throw ComparisonError.oneExperiment(found: comparisons.count) }
    let splits = Set(comparisons.map(\.options.split)).sorted()
    guard splits.count == 1 else { throw ComparisonError.differing(what: "split", found: splits) }
    let conventions = Set(comparisons.map(\.options.convention.printedName)).sorted()
    guard conventions.count == 1 else { throw ComparisonError.differing(what: "convention of Δm", found: conventions) }
    let names = comparisons.map(\.context.experiment)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ComparisonError.sameExperiment(twice)
    }
    self.comparisons = comparisons
    ranking = RankAnalysis(of: comparisons, choice: blocks)
  }

  package var convention: DeltaM.Convention { comparisons[0].options.convention }

  package var split: String { comparisons[0].options.split }

  /// The multi-task methods by label: the ranked ones from the best mean rank to the worst, then the others.
  package var labels: [String] {
    var labels = ranking.map { ranking in ranking.order.map { ranking.scores.methods[$0] } } ?? []
    for label in legend.map(\.label) where !labels.contains(label) { labels.append(label) }
    return labels
  }

  /// The methods with their colours: those of the first comparison, then those that only others have.
  var legend: [Plot.LegendEntry] {
    var rows: [(method: String, label: String)] = []
    for comparison in comparisons {
      for method in comparison.multiTask.sorted(by: { $0.position < $1.position }) {
        if !rows.contains(where: { $0.label == method.label }) { rows.append((method.method, method.label)) }
      }
    }
    let colours = MethodColours(rows)
    return rows.map { .init(label: $0.label, colour: colours[$0.label]) }
  }

  /// A method in a comparison.
  func method(_ label: String, _ comparison: Comparison) -> MethodSummary? {
    comparison.multiTask.first { $0.label == label }
  }

  /// The experiments as a list: "scenes, scenes-mlp and digits".
  package var title: String { NumberText.list(comparisons.map(\.context.experiment)) }

  /// The methods with the best mean rank and what the tests say, in a few sentences.
  package var answer: String {
    guard let ranking else { return "There are too few methods or experiments in common to rank them" }
    let best = ranking.order[0]
    return "\(ranking.scores.methods[best]) has the best mean rank, \(NumberText.fixed(ranking.meanRanks[best], 2)) of "
      + "\(ranking.scores.methods.count) methods"
  }
}
