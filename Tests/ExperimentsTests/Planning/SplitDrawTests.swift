import Datasets
import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Experiments
@testable import Reports
@testable import Runs
@testable import Statistics

@Suite("Splits that are drawn at random")
struct SplitDrawTests {
  private let scratch: TemporaryFolder

  init() throws {
    scratch = TemporaryFolder()
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

  /// Runs of three splits, in which the baseline and what methods gain differ from split to split.
  private func runs(seeds: [Int], isFolded: Bool = true) -> [RunFolder.Finished] {
    (1...3).flatMap { split in
      var fixture = ReportFixture()
      fixture.seeds = isFolded ? seeds : [split]
      for index in fixture.metrics.indices { fixture.metrics[index].single *= 1 + 0.1 * Double(split * index % 3) }
      for index in fixture.methods.indices {
        fixture.methods[index].gains = fixture.methods[index].gains.map { $0 + 0.02 * Double(split * (index + 1) % 3) }
      }
      return fixture.runs().map { run in
        var run = run
        run.result.cell += "-\(split)"
        if isFolded { run.result.fold = Fold(split, of: 3) }
        return run
      }
    }
  }

  private func comparison(_ runs: [RunFolder.Finished]) throws -> Comparison {
    try Comparison(
      of: runs, options: ComparisonOptions(bootstrap: SeedBootstrap(samples: 100)), context: ReportFixture().context)
  }

  private func fingerprint(_ cell: ConfiguredRun) throws -> String { try cell.configuration.dataSource().fingerprint }

  @Test func withANumberAllSeedsHaveOneSplit() throws {
    let experiment = try experiment(split: "seed: 1")
    #expect(try fingerprint(experiment.run(seed: 3)) == fingerprint(experiment.run(seed: 4)))
  }

  @Test func withRunEachSeedHasASplitOfItsOwnTheSameForOneTaskAloneAndForAll() throws {
    let experiment = try experiment(split: "seed: run")
    let split = try fingerprint(experiment.run(seed: 3))
    #expect(try fingerprint(experiment.run(alone: "s", seed: 3)) == split)
    #expect(try fingerprint(experiment.run(seed: 4)) != split)
    // It is the split that the number draws.
    #expect(try self.experiment(split: "seed: 3").dataSource().fingerprint == split)
  }

  @Test(arguments: ["seed: 1", "seed: run"])
  func aComparisonNamesARunAsItsOwnTrainingDoes(split: String) throws {
    let experiment = try experiment(split: split)
    let planner = try RunPlanner(experiment, data: experiment.dataSource())
    let point = try #require(experiment.comparison.methods[0].points(tasks: 2).first)
    for seed in [3, 4] {
      let run = try planner.multiTask("EW", point, number: 0, Repetition(seed: seed), .final, baseline: nil)
      let alone = try SingleRun(self.experiment(split: split, "seed: \(seed)\nbalancing: ew"))
      #expect(planner.name(of: run) == alone.url.lastPathComponent)
    }
  }

  @Test func aSeedThatIsNoNumberNamesWhatItShouldBe() {
    #expect(
      errorText { _ = try experiment(split: "seed: each") }.contains(
        "`data.split.seed` should be a whole number or `run`. Found \"each\"."))
  }

  @Test func eachKindOfDataSaysWhatIsDrawn() throws {
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

  @Test func aReportSaysWhatItsIntervalsAreOver() throws {
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

  @Test func eachFoldIsASplitOfItsOwnWhichAllRowsShare() throws {
    let experiment = try experiment(split: "seed: 1")
    let folds = [Fold(1, of: 3), Fold(2, of: 3)]
    let splits = try folds.map { try fingerprint(experiment.run(seed: 3, fold: $0)) }
    #expect(Set(splits).count == 2)
    #expect(try fingerprint(experiment.run(alone: "d", seed: 4, fold: folds[0])) == splits[0])
    #expect(try fingerprint(experiment.run(seed: 3)) != splits[0])
  }

  @Test func aComparisonOfSplitsNamesARunAsItsOwnTrainingDoes() throws {
    var experiment = try experiment(split: "seed: 1")
    experiment.comparison.splits = 3
    let planner = try RunPlanner(experiment, data: experiment.comparedData())
    let repetitions = experiment.comparison.repetitions
    #expect(repetitions.count == 6)
    let names = try repetitions.map { planner.name(of: try planner.singleTask("s", $0)) }
    #expect(Set(names).count == 6)
    let alone = try SingleRun(
      self.experiment(split: "seed: 1, folds: 3, fold: 2", "seed: 4\nonly: [s]\nbalancing: ew"))
    let same = try #require(repetitions.firstIndex(of: Repetition(seed: 4, fold: Fold(2, of: 3))))
    #expect(names[same] == alone.url.lastPathComponent)
  }

  @Test func withoutSplitsARunKeepsItsName() throws {
    let plain = try experiment(split: "seed: 1")
    let lines = try plain.run().resolved.canonicalLines
    #expect(lines.contains { $0.hasPrefix("data.split.seed=") })
    for key in ["data.split.fold", "data.split.folds", "comparison.splits"] {
      #expect(!lines.contains { $0.hasPrefix("\(key)=") })
    }
  }

  @Test func dataWhoseTestSamplesAreGivenRefuseSplits() {
    func failure(_ data: String) -> String {
      errorText { _ = try ConfigurationSample.read("data: {\(data)}\ncomparison: {splits: 5}") }
    }
    #expect(
      failure("kind: cityscapes, folder: a")
        == "`comparison.splits` should stand with data whose test samples are drawn at random. Found `data.kind: cityscapes`, "
        + "which has its own test samples. (experiment.yaml:2)")
    #expect(
      failure("kind: table, files: {train: a, test: b}, targets: [{column: s, kind: regression}]")
        .contains("its own test samples"))
    #expect(
      failure("kind: moleculenet, file: a.csv, split: {folds: 5, fold: 2}").contains(
        "`comparison.splits` takes every fold in turn. Found `data.split.fold`"))
    #expect(failure("kind: event-log, file: a.csv").contains("whose shares its protocol prescribes"))
    #expect(failure("kind: moleculenet, file: a.csv, split: {seed: run}").contains("Found `data.split.seed: run`"))
    #expect(
      failure("kind: moleculenet, file: a.csv, split: {folds: 5}").contains(
        "`data.split.folds` and `fold` should stand together. Found one alone."))
  }

  @Test func figuresAreOverSeedsAndSplitsIntervalsOverSplits() throws {
    let comparison = try comparison(runs(seeds: [0, 1]))
    let best = try #require(comparison.best), change = try #require(best.deltaM)
    #expect(comparison.splitCount == 3 && best.repetitions.count == 6)
    #expect(change.seeds == [1, 2, 3] && change.interval?.degreesOfFreedom == 2)
    #expect(comparison.baseline?.seeds == [0, 1])
    #expect(
      comparison.intervalsSentence
        == "Intervals are over 2 seeds × 3 splits of a cross-validation, in which a split counts with the mean of its seeds."
    )
    #expect(
      comparison.ranking?.choice == .splits && comparison.ranking?.scores.blocks == ["split 1", "split 2", "split 3"])
    let lines = comparison.seedsCSV().split(separator: "\r\n")
    #expect(lines[0].hasPrefix("experiment,method,label,seed,fold,split,"))
    #expect(lines[1].contains(",0,1,test,"))
  }

  @Test func aSplitThatLacksASeedDoesNotCount() throws {
    let all = runs(seeds: [0, 1])
    let lost = all.filter { !($0.result.label == "EW" && $0.result.seed == 1 && $0.result.fold?.number == 2) }
    let row = try #require(try comparison(lost).methods.first { $0.label == "EW" })
    #expect(row.repetitions.count == 5 && row.deltaM?.seeds == [1, 3])
  }

  @Test func overlappingTrainingSamplesMakeIntervalsWiderByNadeauAndBengiosFactor() throws {
    let folded = try #require(try comparison(runs(seeds: [7])).best?.deltaM?.interval)
    let plain = try #require(try comparison(runs(seeds: [], isFolded: false)).best?.deltaM?.interval)
    let factor = (folded.high - folded.low) / (plain.high - plain.low)
    #expect(abs(factor - (1 + 3.0 / 2).squareRoot()) < 1e-9)
    #expect(abs(folded.low + folded.high - plain.low - plain.high) < 1e-9)
  }

  @Test func aSplitCountsOnceWithTheMeanOfItsSeedsForMarksAsForIntervals() throws {
    func row(_ seed: Int, _ fold: Int, _ value: Double?) -> (repetition: Repetition, values: [Double?]) {
      (Repetition(seed: seed, fold: Fold(fold, of: 3)), [value])
    }
    let rows = [row(0, 1, 1), row(1, 1, 3), row(0, 2, 5), row(1, 2, 6), row(0, 3, 7), row(1, 3, nil)]
    let splits = try #require(SeedSample(rows, isOverSplits: true))
    #expect(splits.seeds == [1, 2] && splits.values == [[2], [5.5]])
    let seeds = try #require(SeedSample([row(0, 1, 1), row(1, 1, nil)], isOverSplits: false))
    #expect(seeds.seeds == [0] && seeds.values == [[1]])
    #expect(SeedSample([row(0, 1, nil)], isOverSplits: true) == nil)
  }
}
