import Foundation
import Runs
import Statistics

/// The claims on the searches: how good, how dear, and how different the methods are.
extension AnalyticalUncertaintyStudy {
  static let uwso = "UW-SO"
  private static let scalarization = "Scalarization"
  private static let single = "single-task training, searched in the same way, is the baseline of all figures."

  static let comparing = [
    StudyClaim(
      "UW-SO is as good as the best constant weights of a grid.", source: "abstract, tables 1 and 2",
      confidence: .paper,
      kind: .equivalence, margin: 1, unit: "points of Δm", experiments: SearchedData.weighted.map(\.name),
      control: single,
      otherwise: "an interval that lies wholly above 1 or below −1."
    ) { results in
      let columns = try run(SearchedData.weighted, results).map { data in
        try results.paired(data, (uwso, scalarization)) { try results.deltaM(of: $0, overSingleTasksOf: data) }.perSeed
      }
      return .init([EffectEstimate(blocked: transposed(columns))], ["UW-SO over Scalarization"])
    },
    StudyClaim(
      "UW-SO's search costs at most half of Scalarization's: in runs, in steps and in seconds.",
      source: "the sections on the protocol", confidence: .paper, kind: .superiority, margin: log(2), unit: "log ratio",
      experiments: SearchedData.weighted.map(\.name),
      control:
        "a method without a parameter of its own has the least number of runs; the pages of the searches list it.",
      otherwise: "an interval that lies wholly below a factor of 2."
    ) { results in
      let searches = try run(SearchedData.weighted, results).map { try results.search($0) }
      func effect(_ cost: (SearchRecord.Row) -> Double) throws -> EffectEstimate {
        EffectEstimate(paired: try searches.map { log(cost(try $0.row(scalarization)) / cost(try $0.row(uwso))) })
      }
      return .init(
        [
          try effect { Double($0.searchRuns) }, try effect { Double($0.searchSteps) }, try effect(\.searchSeconds),
        ], ["runs", "steps", "seconds"].map { "\($0) of Scalarization over those of UW-SO" }, over: "data sets")
    },
    StudyClaim(
      "UW-SO has a better rank than each of the six common weightings.", source: "tables 1 to 3", confidence: .paper,
      kind: .superiority, margin: 1, unit: "ranks", experiments: SearchedData.different.map(\.name),
      control: "all seven stand in the same ranking, RLW with random weights among them.",
      otherwise: "an interval that lies wholly below one rank."
    ) { results in try ranks(results) },
    StudyClaim(
      "In a wider network the methods differ less.", source: "the section on results", confidence: .paper,
      kind: .superiority, margin: 1, unit: "points of Δm", experiments: ["scenes", "scenes-wide"],
      control: "single-task networks of the narrow width are the baseline of both.",
      otherwise: "an interval that lies wholly below 1 point."
    ) { results in
      let narrow = try spreads("scenes", results), wide = try spreads("scenes-wide", results)
      return .init(
        [EffectEstimate(paired: narrow.keys.sorted().compactMap { seed in wide[seed].map { narrow[seed]! - $0 } })],
        ["spread of the narrow network over that of the wide one"])
    },
  ]

  /// The names of data sets that have to be there, and of CamVid if it was run.
  private static func run(_ sets: [SearchedData], _ results: StudyResults) -> [String] {
    sets.map(\.name) + (results.has(SearchedData.camvid.name) ? [SearchedData.camvid.name] : [])
  }

  /// Columns of blocks as rows of seeds.
  static func transposed(_ columns: [[Double]]) -> [[Double]] {
    columns[0].indices.map { seed in columns.map { $0[seed] } }
  }

  // MARK: ranks

  /// The methods of the ranking, UW-SO first.
  private static let ranked = [uwso] + SearchedData.common.map(\.1)

  /// How many ranks UW-SO is ahead of each common weighting, over seeds and data sets. A method without a result is the last.
  private static func ranks(_ results: StudyResults) throws -> StudyClaim.Answer {
    let sets = run(SearchedData.different, results)
    // By data set, method and seed.
    let values = try sets.map { data in
      try ranked.map { method in
        try results.values(of: .init(data, method)) { try results.deltaM(of: $0, overSingleTasksOf: data) }
      }
    }
    let seeds = Set(values.flatMap { $0.flatMap(\.keys) }).sorted()
    func improvement(_ value: Double?) -> Double { value ?? -.greatestFiniteMagnitude }
    let ranksOfSeeds = seeds.map { seed in
      values.map { methods in
        Ranking.averageRanks(methods.map { improvement($0[seed]) }, .higherIsBetter).map { $0 ?? .nan }
      }
    }
    let means = BlockedScores(
      methods: ranked, blocks: sets,
      improvements: values.map { methods in methods.map { improvement(Statistics.mean(Array($0.values))) } })
    let nemenyi = NemenyiTest(means), friedman = FriedmanTest(means)
    return .init(
      ranked.indices.dropFirst().map { other in
        EffectEstimate(blocked: ranksOfSeeds.map { sets in sets.map { $0[other] - $0[0] } })
      },
      ranked.indices.dropFirst().map { other in
        let p = nemenyi.map { ", Nemenyi p \(text($0.p(0, other)))" } ?? ""
        return
          "UW-SO over \(ranked[other]) (mean ranks \(text(means.meanRanks[0])) and \(text(means.meanRanks[other]))\(p)"
          + (friedman.map { ", Friedman p \(text($0.p)))" } ?? ")")
      })
  }

  private static func text(_ value: Double) -> String { String(format: "%.3f", value) }

  // MARK: spread

  /// The distance between the best and the worst method by seed, both chosen by the mean of the other seeds.
  ///
  /// - Throws: `StudyResults.Missing` if a method lacks a seed.
  static func spreads(_ experiment: String, _ results: StudyResults) throws -> [Int: Double] {
    let methods = try (ranked + ["UW-O", scalarization]).map { method in
      try results.values(of: .init(experiment, method)) { try results.deltaM(of: $0, overSingleTasksOf: "scenes") }
    }.filter { !$0.isEmpty }
    let seeds = Set(methods.flatMap(\.keys)).sorted()
    return try seeds.reduce(into: [:]) { spreads, seed in
      let means = try methods.map { values -> Double in
        guard values.count == seeds.count else {
          throw StudyResults.Missing(description: "a method of \(experiment) lacks a seed")
        }
        return values.filter { $0.key != seed || seeds.count == 1 }.values.reduce(0, +)
      }
      let order = means.indices.sorted { means[$0] < means[$1] }
      guard let worst = order.first, let best = order.last else { return }
      spreads[seed] = methods[best][seed]! - methods[worst][seed]!
    }
  }
}

extension SearchRecord {
  /// The row of a method.
  ///
  /// - Throws: `StudyResults.Missing` if the search has none.
  fileprivate func row(_ label: String) throws -> Row {
    guard let row = rows.first(where: { $0.label == label && $0.task == nil }) else {
      throw StudyResults.Missing(description: "the search of \(experiment) has no \(label)")
    }
    return row
  }
}
