import Datasets
import Foundation
import Testing

@testable import Experiments

@Suite("Splits that are drawn at random")
struct SplitDrawTests {
  private let scratch: ResultsScratch

  init() throws {
    scratch = try ResultsScratch()
    let rows = (0..<60).map { "\($0),\(Double($0 * 7 % 13)),\(Double($0 * 5 % 11))" }
    try Data((["a,s,d"] + rows).joined(separator: "\n").utf8).write(to: scratch.url.appending(path: "t.csv"))
  }

  /// Two regressions of sixty rows.
  private func experiment(split: String, _ rest: String = "") throws -> ExperimentConfiguration {
    let yaml = """
      name: tiny
      data:
        kind: table
        files: {train: \(scratch.url.path)/t.csv}
        targets: [{column: s, kind: regression}, {column: d, kind: regression}]
        cache: \(scratch.url.path)/cache
        split: {\(split)}
      network: {trunk: mlp, hidden: [4]}
      comparison: {methods: [ew], seeds: [3, 4]}
      output: {folder: \(scratch.url.path)/runs}
      \(rest)
      """
    return try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: .toolkit)
  }

  private func fingerprint(_ cell: ExperimentCell) throws -> String { try cell.configuration.dataSource().fingerprint }

  @Test("With a number all seeds have one split")
  func oneSplit() throws {
    let experiment = try experiment(split: "seed: 1")
    #expect(try fingerprint(experiment.cell(seed: 3)) == fingerprint(experiment.cell(seed: 4)))
  }

  @Test("With `run` each seed has a split of its own, the same for one task alone and for all")
  func splitOfASeed() throws {
    let experiment = try experiment(split: "seed: run")
    let split = try fingerprint(experiment.cell(seed: 3))
    #expect(try fingerprint(experiment.cell(alone: "s", seed: 3)) == split)
    #expect(try fingerprint(experiment.cell(seed: 4)) != split)
    // It is the split that the number draws.
    #expect(try self.experiment(split: "seed: 3").dataSource().fingerprint == split)
  }

  @Test("A comparison names a run as its own training does", arguments: ["seed: 1", "seed: run"])
  func names(split: String) throws {
    let experiment = try experiment(split: split)
    let planner = try RunPlanner(experiment, data: experiment.dataSource())
    let point = try #require(experiment.comparison.methods[0].points(tasks: 2).first)
    for seed in [3, 4] {
      let run = try planner.multiTask("EW", point, number: 0, seed, .final, baseline: nil)
      let alone = try SingleRun(self.experiment(split: split, "seed: \(seed)\nbalancing: ew"))
      #expect(planner.name(of: run) == alone.url.lastPathComponent)
    }
  }

  @Test("A seed that is no number names what it should be")
  func wrongSeed() {
    #expect(
      configurationError { _ = try experiment(split: "seed: each") }.contains(
        "`data.split.seed` should be a whole number or `run`. Found \"each\"."))
  }

  @Test("Each kind of data says what is drawn")
  func kinds() throws {
    func draw(_ data: String) throws -> SplitDraw? { try ConfigurationSample.read("data: {\(data)}").data.draw }
    let targets = "targets: [{column: s, kind: regression}]"
    #expect(try draw("kind: scenes") == nil)
    #expect(try draw("kind: camvid, folder: a") == nil)
    #expect(try draw("kind: moleculenet, file: a.csv") == SplitDraw(seed: .fixed(0), drawsTest: true))
    #expect(
      try draw("kind: nyuv2, folder: a, split: {seed: run}") == SplitDraw(seed: .run, drawsTest: false))
    #expect(
      try draw("kind: table, files: {train: a, test: b}, \(targets)") == SplitDraw(seed: .fixed(0), drawsTest: false))
    #expect(
      try draw(
        "kind: table, files: {train: a}, \(targets), "
          + "split: {by: column, column: c, validation-values: [1], test-values: [2]}") == nil)
    #expect(try draw("kind: event-log, file: a.csv")?.seed == .run)
    #expect(try draw("kind: event-log, file: a.csv, split-seed: 2")?.seed == .fixed(2))
  }

  @Test("A report says what its intervals are over")
  func sentences() throws {
    var comparison = try ReportFixture().comparison()
    #expect(
      comparison.intervalsSentence == "Intervals are over 3 seeds of initialisation and order, with one split.")
    comparison.context.match(try experiment(split: "seed: run").matching)
    #expect(
      comparison.intervalsSentence
        == "Intervals are over 3 splits, each with its own seed of initialisation and order.")
    let sentence = String(comparison.intervalsSentence.dropFirst("Intervals are ".count).dropLast())
    #expect(comparison.terminal(width: 200).contains(sentence) && comparison.markdown().contains(sentence))
    #expect(try comparison.html().contains(sentence) && comparison.latex().contains(sentence))
    #expect(comparison.json().contains(sentence))
  }
}
