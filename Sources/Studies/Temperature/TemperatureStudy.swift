import Components
import Printing
import Runs
import Statistics

/// The study of temperatures: whether UW-SO needs a search of its temperature, or whether a rule finds one within a single run.
package enum TemperatureStudy {
  package static let card = StudyCard(
    About(
      "temperature", title: "UW-SO without a temperature to search",
      "whether a temperature that follows the losses is as good as one that was searched",
      citation: Citation(
        "L. Kirchdorfer, C. Elich, S. Kutsche, H. Stuckenschmidt, L. Schott, J. M. Köhler",
        "Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning", "GCPR", 2024, "arXiv 2408.07985"),
      deviations: [
        "The paper leaves a heuristic for the temperature to future work, and reports that learning it by gradient descent was not good. All "
          + "rules here are this toolkit's.",
        "Data sets, networks and epochs are those of the study analytical-uncertainty, at one learning rate that was not searched.",
        "The searched temperature is in units of the mean inverse loss of the first batch, so that one grid serves all data sets.",
        "Margins are ours: a point of Δm.",
      ]),
    data: [.mnist, .school, .sarcos, .adult, .tox21, .processMonitoring, .waterQuality, .parkinsons],
    minutes: 90,
    protocolText: [
      "The temperature of UW-SO is searched among \(searched.map(\.brief).joined(separator: ", ")) by Δm on validation, over seeds 0 to "
        + "\(firstJudged - 1). All rows are then compared on test, over seeds \(firstJudged) to \(seeds - 1), which chose nothing.",
      "The rules have the settings that were written down before any run: `relative` with 1, `entropy` with a share of 0.5, the same with a "
        + "half-life of an eighth of the epochs, `bandit` over 0.3, 1, 3, 10 and 30 with 20 steps each, `uw-so-hyper` every 10 steps.",
      "The gap is Δm of a rule less Δm of UW-SO with the searched temperature, in points; larger is better. Δm is the mean over tasks of the "
        + "mean over each task's metrics of the improvement over single-task networks of the same seed. Intervals over data sets redraw "
        + "seeds and data sets.",
      "Nobody looked at \(unseen.map(\.name).joined(separator: " and ")) before a rule was chosen on the other seven.",
    ],
    claims: rules.map { rule in
      StudyClaim(
        "UW-SO with the rule \(rule.label) is not worse than with a searched temperature.",
        source: "ours, the question",
        confidence: .own, kind: .notWorse, margin: 1, unit: "points of Δm", experiments: chosen.map(\.name),
        control: "equal weights stand in the same tables.", otherwise: "an interval that lies wholly below −1 point."
      ) { results in .init([try gap(rule.label, chosen, results)], ["\(rule.label) over the searched temperature"]) }
    } + [
      StudyClaim(
        "The searched temperature is better than equal weights.", source: "abstract, tables 1 to 3", confidence: .paper,
        kind: .superiority, margin: 1, unit: "points of Δm", experiments: chosen.map(\.name),
        control: "both have the same networks, epochs and learning rate.",
        otherwise: "an interval that lies wholly below 1 point."
      ) { results in
        let gap = try gaps("EW", chosen, results).map { $0.map { -$0 } }
        return .init([EffectEstimate(blocked: gap)], ["the searched temperature over EW"])
      },
      StudyClaim(
        "On data sets that took no part in the choice, the chosen rule is not worse either.", source: "ours, the check",
        confidence: .own, kind: .notWorse, margin: 1, unit: "points of Δm", experiments: unseen.map(\.name),
        control: "the rule was chosen by the claims above.",
        otherwise: "an interval that lies wholly below −1 point for one of them."
      ) { results in
        .init(
          try unseen.map { data in
            EffectEstimate(paired: try gaps(shipped, [data], results).map { $0[0] })
          }, unseen.map { "\(shipped) over the searched temperature, \($0.name)" })
      },
    ],
    experiments: { scale in (chosen + unseen).map { StudyExperiment($0.name, experiment($0, scale)) } },
    tables: { results in [try gapTable(results)] })

  /// The data sets on which a rule is chosen.
  private static let chosen = SearchedData.different
  /// Those on which the choice is checked.
  private static let unseen = [SearchedData.waterQuality, SearchedData.parkinsons]
  /// The rule that lost least on those, which `uw-so-auto` has by default.
  private static let shipped = rules[3].label

  private static let searched = [0.1, 0.3, 1, 3, 10, 30, 100]
  private static let searchedLabel = "UW-SO searched"
  private static let seeds = 10
  /// The seeds before it choose the temperature.
  private static let firstJudged = 3

  /// The candidates, with the settings that were written down before any run; E stands for the epochs.
  private static let rules: [(label: String, settings: @Sendable (_ epochs: Int) -> String)] = [
    ("relative", { _ in "method: uw-so-auto, rule: relative, temperature: 1, beta: 0.99" }),
    ("entropy", { _ in "method: uw-so-auto, rule: entropy, share: 0.5, half-life: 0" }),
    ("entropy, annealed", { "method: uw-so-auto, rule: entropy, share: 0.5, half-life: \(Double($0) / 8)" }),
    (
      "bandit",
      { _ in "method: uw-so-auto, rule: bandit, temperatures: [0.3, 1, 3, 10, 30], window: 20, beta: 0.99" }
    ),
    ("hyper-gradient", { _ in "method: uw-so-hyper, start: 1, learning-rate: 0.05, period: 10, beta: 0.99" }),
  ]

  /// The seeds that are compared; those before them choose the temperature.
  private static func judged(_ scale: StudyCard.Scale) -> Range<Int> { scale == .quick ? 1..<4 : firstJudged..<seeds }

  // MARK: figures

  /// How far a row is ahead of the searched temperature: a row for each judged seed, a column for each data set.
  private static func gaps(_ row: String, _ sets: [SearchedData], _ results: StudyResults) throws -> [[Double]] {
    let columns = try sets.map { data in
      func values(_ label: String) throws -> [Double] {
        let values = try results.values(of: .init(data.name, label)) {
          try results.deltaM(of: $0, overSingleTasksOf: data.name)
        }
        return try judged(results.scale).map { seed in
          guard let value = values[seed] else {
            throw StudyResults.Missing(description: "\(label) of \(data.name) has no run of seed \(seed)")
          }
          return value
        }
      }
      return zip(try values(row), try values(searchedLabel)).map { $0 - $1 }
    }
    return judged(results.scale).enumerated().map { place, _ in columns.map { $0[place] } }
  }

  private static func gap(_ row: String, _ sets: [SearchedData], _ results: StudyResults) throws -> EffectEstimate {
    EffectEstimate(blocked: try gaps(row, sets, results))
  }

  /// The gap of each rule on each data set, with the interval over the seeds.
  private static func gapTable(_ results: StudyResults) throws -> ReportTable {
    let sets = chosen + unseen, labels = rules.map(\.label) + ["EW"]
    let columns = try labels.map { try gaps($0, sets, results) }
    let rows = sets.enumerated().map { place, data in
      [ReportTable.Cell(text: data.name)]
        + columns.map { column -> ReportTable.Cell in
          let effect = EffectEstimate(paired: column.map { $0[place] })
          let interval = effect.interval(level: SeedBootstrap.defaultLevel)
          return .init(
            text: NumberText.signed(effect.value, 1) + (interval.map { " \(NumberText.interval($0, 1))" } ?? ""))
        }
    }
    return ReportTable(
      title: "Gap to the searched temperature by data set",
      columns: [.init(title: "Data", isNumeric: false)]
        + labels.map { .init(title: $0, detail: "points of Δm", arrow: "↑") },
      rows: rows, naming: 1)
  }

  // MARK: experiments

  private static func experiment(_ data: SearchedData, _ scale: StudyCard.Scale) -> String {
    let isQuick = scale == .quick
    let grid = isQuick ? [1, 10] : searched
    let rows =
      ["ew", "{method: uw-so, label: \(searchedLabel), grid: {relative-temperature: {values: \(grid)}}}"]
      + rules.map { "{\($0.settings(data.epochs(scale))), label: \"\($0.label)\"}" }
    return data.fixed(
      scale, rows, isAlone: true, seeds: (judged(scale).upperBound, judged(scale).lowerBound))
  }
}
