import Components
import Foundation
import Runs
import Statistics
import Tasks

/// The study of loss weighting strategies: whether training two tasks together helps, by data, amount of data, pair and strategy.
package enum WeightingComparisonStudy {
  package static let card = StudyCard(
    About(
      "weighting-comparison", title: "A comparison of loss weighting strategies",
      "whether two tasks that nobody chose for each other gain from one network, with which weighting and with how much data",
      citation: Citation(
        "T. Gong, T. Lee, C. Stephenson, V. Renduchintala, S. Padhy, A. Ndirango, G. Keskin, O. H. Elibol",
        "A Comparison of Loss Weighting Strategies for Multi Task Learning in Deep Neural Networks", "IEEE Access",
        2019,
        "DOI 10.1109/ACCESS.2019.2943604"),
      deviations: [
        "Only the abstract could be read. Shares of data, networks, the second and third data set, measures and margins are ours.",
        "Three strategies of the paper, the sum, DWA and UW, and UW-SO at the temperature 10. No strategy and no single task is tuned.",
        "Of Mulan's sets those with at most six targets, with all pairs of them. Two digits have one pair.",
        "Cells of one data set share samples, and single-task runs are shared by the strategies of a cell. The binomial interval "
          + "takes cells as independent.",
      ]),
    data: [.mnist, .fashion, .mulan],
    minutes: 40,
    protocolText: [
      "Two digits, two pieces of clothing, or a digit and a piece of clothing in one picture of 28×28 pixels; 2, 10 and 50 % of 20,000 "
        + "training pictures, of which the smaller shares are parts of the larger ones. LeNet, Adam at 0.001, batch 64, about 624 updates for "
        + "each share: 104, 20 and 4 epochs.",
      "Mulan: andro, atp1d, edm, enb, jura and sf1, all 38 pairs of targets. MLP with 64 and 32 units, Adam at 0.002, batch 32, 60 "
        + "epochs; one division with 20 % of the rows for validation and 30 % for test.",
      "Each pair is trained with four strategies and each of its tasks alone, with the same trunk, epochs and seeds. The kept epoch is the "
        + "best of validation.",
      "A cell is a pair, a share of the data and a strategy. Its gain is Δm over the single tasks of the same seed. It gains if the 95 % "
        + "interval over the seeds lies above 0.",
    ],
    claims: claims,
    experiments: { scale in PairOfTasks.all.map { StudyExperiment($0.name, $0.yaml(scale)) } },
    kept: { run in
      guard run.result.label == "DWA" else { return [:] }
      return [
        firstWeights: run.records.prefix(2).flatMap { record in run.result.tasks.map { record.weights?[$0] ?? .nan } }
      ]
    },
    tables: { results in
      [try digitTable(results)] + (try Mulan.all.filter { $0.pairs.count > 1 }.map { try matrix(of: $0, results) })
    })

  static let strategies = ["EW", "DWA", "UW", "UW-SO"]
  private static let firstWeights = "weights of the first two epochs"
  private static let control = "single-task training with the same trunk, epochs and seeds is what a gain is over."

  // MARK: claims

  private static let claims = [
    StudyClaim(
      "A pair of tasks that nobody chose usually gains nothing from one network.", source: "abstract",
      confidence: .abstract, kind: .superiority, margin: 0.1, unit: "share of the cells",
      experiments: PairOfTasks.all.map(\.name), control: control,
      otherwise: "an interval of the share of cells with a gain that lies wholly above 0.4."
    ) { results in
      let intervals = try PairOfTasks.all.flatMap { pair in
        try strategies.map { strategy -> Interval in
          let effect = EffectEstimate(
            paired: try gains(strategy, pair.name, results).sorted { $0.key < $1.key }.map(\.value))
          guard let interval = effect.interval(level: SeedBootstrap.defaultLevel) else {
            throw StudyResults.Missing(description: "\(strategy) of \(pair.name) has too few seeds")
          }
          return interval
        }
      }
      let gaining = intervals.map { $0.low > 0 }, losing = intervals.count { $0.high < 0 }
      return .init(
        [EffectEstimate(of: gaining, below: 0.5)],
        [
          "one half over the share of cells that gain: \(gaining.count { $0 }) of \(intervals.count) gain, \(losing) lose"
        ], over: "cells")
    },
    StudyClaim(
      "Which pair is trained explains more of the gain than which strategy.", source: "ours, after the abstract",
      confidence: .own, kind: .superiority, margin: 0.1, unit: "share of the variance",
      experiments: Mulan.withSeveralPairs.flatMap(\.pairs).map(\.name), control: control,
      otherwise: "an interval that lies wholly below 0.1."
    ) { results in
      let columns = try Mulan.withSeveralPairs.map { set in
        let tables = try set.pairs.map { pair in try strategies.map { try gains($0, pair.name, results) } }
        let seeds = Set(tables.flatMap { $0.flatMap(\.keys) }).sorted()
        return try seeds.map { seed -> Double in
          let table = tables.map { row in row.map { $0[seed] ?? .nan } }
          guard let shares = VarianceExplained(of: table) else {
            throw StudyResults.Missing(description: "the gains on \(set.name), seed \(seed), are no table that varies")
          }
          return shares.rows - shares.columns
        }
      }
      return .init(
        [EffectEstimate(blocked: columns[0].indices.map { seed in columns.map { $0[seed] } })], ["pair over strategy"])
    },
    StudyClaim(
      "The ranking of the strategies is not stable: Kendall's τ between two seeds is below one half.",
      source: "ours, after the abstract", confidence: .own, kind: .superiority, margin: 0.1, unit: "τ",
      experiments: PairOfTasks.all.map(\.name), control: "τ is 1 if each seed has the same ranking, and 0 by chance.",
      otherwise: "an interval of the mean τ that lies wholly above 0.4."
    ) { results in
      let correlations = try PairOfTasks.all.map { pair in
        try correlation(of: strategies.map { try gains($0, pair.name, results) })
      }
      return .init(
        [EffectEstimate(paired: correlations.map { 0.5 - $0 })], ["one half over τ between seeds"],
        over: "pairs and shares")
    },
    StudyClaim(
      "With less data the sum gains more.", source: "ours; the abstract names several amounts of data",
      confidence: .own,
      kind: .superiority, margin: 1, unit: "points of Δm",
      experiments: Digits.all.flatMap { [$0.pair(2), $0.pair(50)] }.map(\.name),
      control: "each share has as many updates.", otherwise: "an interval that lies wholly below 1 point."
    ) { results in
      try digitEffect("2 % over 50 % of the data", Digits.all.map { ($0.pair(2), $0.pair(50)) }, results)
    },
    StudyClaim(
      "Two digits gain more from each other than a digit and a piece of clothing.", source: "ours, after the abstract",
      confidence: .own, kind: .superiority, margin: 1, unit: "points of Δm",
      experiments: Digits.shares.flatMap { [Digits.mnist.pair($0), Digits.mixed.pair($0)] }.map(\.name),
      control: control,
      otherwise: "an interval that lies wholly below 1 point."
    ) { results in
      try digitEffect(
        "two digits over a digit and a piece of clothing",
        Digits.shares.map { (Digits.mnist.pair($0), Digits.mixed.pair($0)) }, results)
    },
    StudyClaim(
      "DWA weighs both tasks alike in its first two epochs.", source: "the formula of DWA", confidence: .paper,
      kind: .exact,
      experiments: PairOfTasks.all.map(\.name), control: "later epochs have other weights.",
      otherwise: "another weight."
    ) { results in
      .init(
        checks: try PairOfTasks.all.map { pair in
          let runs = try results.runs(pair.name).filter { $0.result.label == "DWA" }
          return (
            "\(pair.name): \(runs.count) runs",
            !runs.isEmpty
              && runs.allSatisfy { run in
                run.kept[firstWeights].map { !$0.isEmpty && $0.allSatisfy { abs($0 - 1) < 1e-6 } } ?? false
              }
          )
        })
    },
  ]

  // MARK: figures

  /// Δm of a strategy over the single tasks of a pair, by seed.
  private static func gains(_ strategy: String, _ pair: String, _ results: StudyResults) throws -> [Int: Double] {
    try results.values(of: .init(pair, strategy)) { try results.deltaM(of: $0, overSingleTasksOf: pair) }
  }

  /// The mean over pairs of seeds of Kendall's τ-b between the rankings of strategies.
  ///
  /// - Parameter gains: of each strategy, by seed.
  static func correlation(of gains: [[Int: Double]]) throws -> Double {
    let seeds = Set(gains.flatMap(\.keys)).sorted()
    guard seeds.count > 1, gains.allSatisfy({ $0.count == seeds.count }) else {
      throw StudyResults.Missing(description: "a ranking lacks a seed")
    }
    let rankings = seeds.map { seed in gains.map { $0[seed]! } }
    let values = rankings.indices.flatMap { first in
      rankings.indices.dropFirst(first + 1).map { second in
        // Strategies that are all alike have no order.
        NumberPairs(predictions: rankings[first], truths: rankings[second]).kendall() ?? 0
      }
    }
    return values.reduce(0, +) / Double(values.count)
  }

  /// What the sum gains in the first of two cells more than in the second, over seeds and several such cells.
  private static func digitEffect(
    _ contrast: String, _ cells: [(PairOfTasks, PairOfTasks)], _ results: StudyResults
  ) throws -> StudyClaim.Answer {
    let columns = try cells.map { first, second in
      let (ones, others) = (try gains("EW", first.name, results), try gains("EW", second.name, results))
      return try ones.keys.sorted().map { seed -> Double in
        guard let other = others[seed] else {
          throw StudyResults.Missing(description: "\(second.name) has no run of seed \(seed)")
        }
        return ones[seed]! - other
      }
    }
    return .init(
      [EffectEstimate(blocked: columns[0].indices.map { seed in columns.map { $0[seed] } })], [contrast])
  }
}
