import Printing
import Runs
import Statistics

/// The tables of the page: figures, ranks and their tests.
extension LanguageStudy {
  /// A row of the tables: a network for each task, or a way to share.
  private static let rows: [Arm?] = [nil] + Arm.allCases

  private static func title(_ arm: Arm?) -> String { arm?.rawValue ?? "one task each" }

  /// By seed, the figure of each task in each row, in points.
  private static func tables(_ results: StudyResults) throws -> [[[Int: Double]]] {
    try rows.map { arm in
      try Task.allCases.map { task in
        try arm.map { try points(of: task, $0, results) } ?? pointsAlone(of: task, results)
      }
    }
  }

  static func figures(_ results: StudyResults) throws -> ReportTable {
    let tables = try tables(results)
    let cells = try zip(rows, tables).map { arm, tasks -> [ReportTable.Cell] in
      let means = tasks.map { ReportTable.Cell.spread(of: Array($0.values), decimals: 1) }
      return [.init(text: title(arm))] + means + [try gain(of: arm, results)] + (try cost(of: arm, results))
    }
    return ReportTable(
      title: "Test figures, mean ± standard deviation over seeds",
      columns: [.init(title: "Way to share", isNumeric: false)]
        + Task.allCases.map {
          .init(title: $0.rawValue, detail: $0.metric == "accuracy" ? "% accuracy" : "% span F1", arrow: "↑")
        } + [
          .init(title: "Δm", detail: "%, 95 % interval", arrow: "↑"), .init(title: "Parameters"),
          .init(title: "Processor time", detail: "s", arrow: "↓"),
        ], rows: cells)
  }

  /// Δm over the networks of one task.
  private static func gain(of arm: Arm?, _ results: StudyResults) throws -> ReportTable.Cell {
    guard let arm else { return .absent }
    let values = try results.values(of: .init(arm.rawValue, "EW")) {
      try results.deltaM(of: $0, overSingleTasksOf: Arm.fullyShared.rawValue)
    }
    let effect = EffectEstimate(paired: values.sorted { $0.key < $1.key }.map(\.value))
    let interval = effect.interval(level: SeedBootstrap.defaultLevel).map { " \(NumberText.interval($0, 1))" } ?? ""
    return .init(text: NumberText.signed(effect.value, 1) + interval)
  }

  /// The parameters and the mean processor time of a seed; of the networks of one task those of all together.
  private static func cost(of arm: Arm?, _ results: StudyResults) throws -> [ReportTable.Cell] {
    let runs =
      try arm.map { arm in [try results.runs(arm.rawValue).filter { $0.result.label == "EW" }] }
      ?? Task.allCases.map { try alone($0, results) }
    let parameters = runs.compactMap { $0.first?.result.parameters }.reduce(0, +)
    let seconds = runs.compactMap { Statistics.mean($0.map { $0.result.cost }) }
    return [
      .init(text: NumberText.grouped(parameters)), .init(text: NumberText.seconds(seconds.reduce(0, +))),
    ]
  }

  // MARK: ranks

  /// The scores of all rows on each corpus and seed.
  static func scores(_ results: StudyResults) throws -> BlockedScores {
    let tables = try tables(results)
    let seeds = Set(tables.flatMap { $0.flatMap(\.keys) }).sorted()
    let blocks = Task.allCases.indices.flatMap { task in seeds.map { (task, $0) } }
    return BlockedScores(
      methods: rows.map(title), blocks: blocks.map { "\(Task.allCases[$0].rawValue), seed \($1)" },
      improvements: try blocks.map { task, seed in
        try tables.enumerated().map { place, tasks in
          guard let value = tasks[task][seed], value.isFinite else {
            throw StudyResults.Missing(
              description: "\(title(rows[place])) has no figure of \(Task.allCases[task].rawValue) with seed \(seed)")
          }
          return value
        }
      })
  }

  static func ranks(_ results: StudyResults) throws -> ReportTable {
    let scores = try scores(results), means = scores.meanRanks, wins = scores.wins
    let nemenyi = NemenyiTest(scores)
    let order = means.indices.sorted { (means[$0], $0) < (means[$1], $1) }
    return ReportTable(
      title: "Ranks over \(scores.blocks.count) blocks, each a corpus and a seed",
      columns: [
        .init(title: "Way to share", isNumeric: false), .init(title: "mean rank", arrow: "↓"),
        .init(title: "best in", detail: "blocks", arrow: "↑"),
        .init(title: "against the first", detail: "Nemenyi p"),
      ],
      rows: order.map { method in
        let p = method == order[0] ? nil : nemenyi?.p(order[0], method)
        return [
          .init(text: scores.methods[method]), .init(text: NumberText.fixed(means[method], 2)),
          .init(text: "\(wins[method])"), p.map { .init(text: NumberText.probability($0, bare: true)) } ?? .absent,
        ]
      })
  }

  /// Whether the ranks differ at all, by how much they should, and whether a seed's ranking is that of another.
  static func tests(_ results: StudyResults) throws -> ReportTable {
    let scores = try scores(results), friedman = FriedmanTest(scores), nemenyi = NemenyiTest(scores)
    let means = try tables(results).map { tasks in
      tasks.reduce(into: [Int: Double]()) { sums, values in
        for (seed, value) in values { sums[seed, default: 0] += value / Double(tasks.count) }
      }
    }
    func row(_ words: String, _ value: String?) -> [ReportTable.Cell] {
      [.init(text: words), value.map { .init(text: $0) } ?? .absent]
    }
    return ReportTable(
      title: "Tests of the ranks",
      columns: [.init(title: "Quantity", isNumeric: false), .init(title: "value")],
      rows: [
        row("Friedman's test: p", friedman.map { NumberText.probability($0.p, bare: true) }),
        row(
          "Nemenyi's critical difference of mean ranks, 5 %", nemenyi.map { NumberText.fixed($0.criticalDifference, 2) }
        ),
        row(
          "Kendall's τ between two seeds' rankings by the mean over corpora",
          NumberText.fixed(try WeightingComparisonStudy.correlation(of: means), 2)),
      ])
  }
}
