import ExperimentFixtures
import Foundation
import Tasks
import TestSupport
import Testing

@testable import Components
@testable import Reports
@testable import Runs
@testable import Statistics

/// Of ``SmallExperiment``, by NumPy 2.4.6 and SciPy 1.17.1.
enum SmallReference {
  static let percent = -6.394993894993893
  static let interval = (-14.698940806325687, 1.908953016337903)
  static let perSeed = [-2.5, -8.391608391608399, -7.936507936507933]
  static let difference = 9.41697191697192
  static let differenceInterval = (5.123610681032889, 13.710333152910952)
}

@Suite struct ComparisonTests {
  /// Each seed is compared with its own baseline, even if a method lacks some seeds.
  @Test func aMissingSeedLeavesTheOthersTheirBaseline() throws {
    let runs = SmallExperiment().runs()
    func perSeed(_ runs: [RunFolder.Finished]) throws -> [Double] {
      let comparison = try Comparison(
        of: runs, options: ComparisonOptions(), context: ReportContext(experiment: "small"))
      return try #require(comparison.methods.first { $0.label == "UW" }?.deltaM?.perSeed)
    }
    let whole = try perSeed(runs)
    let without = try perSeed(runs.filter { $0.result.label != "UW" || $0.result.seed != 1 })
    #expect(whole.count == 3 && without == [whole[0], whole[2]])
  }

  @Test func meansAndDeviationsAreOverSeeds() throws {
    let row = try #require(try SmallExperiment().comparison().methods.first { $0.label == "EW" })
    let accuracy = try #require(row.estimates[0])
    #expect(abs(accuracy.mean - 0.57) < 1e-12)
    #expect(abs(try #require(accuracy.standardDeviation) - 0.02645751311064588) < 1e-12)  // NumPy, ddof=1
    #expect(row.medianSeconds == 3)
    #expect(row.bestEpochs == [3, 4, 5])
  }

  /// The reference leaves out each seed in turn; EW's own standard error is below the typical one of EW and UW.
  @Test func deltaMAndItsInterval() throws {
    let comparison = try SmallExperiment().comparison()
    let change = try #require(comparison.methods.first { $0.label == "EW" }?.deltaM)
    #expect(abs(change.percent - SmallReference.percent) < 1e-9)
    let interval = try #require(change.interval)
    #expect(abs(interval.low - SmallReference.interval.0) < 1e-9)
    #expect(abs(interval.high - SmallReference.interval.1) < 1e-9)
    #expect(interval.degreesOfFreedom == 2 && interval.comparisons == 2)
    #expect(zip(change.perSeed, SmallReference.perSeed).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  /// What decides is simultaneous; what one task gains is judged alone.
  @Test func everyIntervalSaysItsKind() throws {
    let comparison = try SmallExperiment().comparison()
    let method = comparison.methods[1]
    #expect(method.deltaM?.interval?.kind == "simultaneous")
    #expect(method.taskChanges.compactMap { $0?.interval?.kind } == ["pointwise", "pointwise"])
    #expect(comparison.json().contains(#""interval":"pointwise","comparisons":null"#))
    #expect(comparison.json().contains(#""interval":"simultaneous","comparisons":2"#))
    let lines = comparison.csv().components(separatedBy: "\r\n")
    #expect(lines[0].contains(",interval_level,interval_kind,") && lines[2].contains(",0.95,simultaneous,"))
  }

  @Test func theDifferenceOfTwoMethods() throws {
    let difference = try #require(try SmallExperiment().comparison().differences.first)
    #expect(difference.label == "UW")
    #expect(abs(difference.percent - SmallReference.difference) < 1e-9)
    let interval = try #require(difference.interval)
    #expect(abs(interval.low - SmallReference.differenceInterval.0) < 1e-9)
    #expect(abs(interval.high - SmallReference.differenceInterval.1) < 1e-9)
    #expect(difference.isBeyondInterval && interval.comparisons == 1)
  }

  @Test func rowsAreTheBaselineThenFromBestToWorst() throws {
    #expect(try SmallExperiment().comparison().methods.map(\.label) == ["single-task", "EW", "UW"])
    var turned = SmallExperiment()
    turned.methods.swapAt(0, 1)
    let comparison = try turned.comparison()
    #expect(comparison.methods.map(\.label) == ["single-task", "EW", "UW"])
    #expect(comparison.methods.map(\.meanRank) == [2, 1, 3])
    // Colours follow the names, neither the order nor the success.
    let colours = try SmallExperiment().comparison().legend(comparison.methods).map(\.colour)
    #expect(colours[0] == nil && colours == comparison.legend(comparison.methods).map(\.colour))
  }

  @Test func everyConventionHasItsSign() throws {
    for convention in DeltaM.Convention.allCases {
      let comparison = try SmallExperiment().comparison(ComparisonOptions(convention: convention))
      let percent = try #require(comparison.methods[1].deltaM?.percent)
      #expect(abs(convention.improvement(percent) - -SmallReference.percent) < 1e-9)
      #expect(comparison.methods.map(\.label) == ["single-task", "EW", "UW"])
    }
  }

  @Test func theShareOfEachTaskAveragesToDeltaM() throws {
    let row = try SmallExperiment().comparison().methods[1]
    let mean = try #require(Statistics.mean(row.taskChanges.compactMap { $0?.percent }))
    #expect(abs(mean - (try #require(row.deltaM?.percent))) < 1e-9)
  }

  @Test func theBaselineIsNamed() throws {
    #expect(
      try SmallExperiment().comparison().baseline?.summary == "single-task runs of this comparison (seeds 0, 1, 2)")
    var without = SmallExperiment()
    without.single = []
    let comparison = try without.comparison()
    #expect(comparison.baseline == nil)
    #expect(comparison.methods.allSatisfy { $0.deltaM == nil })
    let given = Baseline(
      identity: "table 2", seeds: [],
      tasks: [
        TaskMetrics("kind", [MetricValue("accuracy", 0.52, .higherIsBetter)]),
        TaskMetrics("age", [MetricValue("MAE", 2.1, .lowerIsBetter)]),
      ])
    let against = try without.comparison(ComparisonOptions(baseline: given))
    #expect(against.baseline?.summary == "table 2")
    #expect(abs(try #require(against.methods[0].deltaM?.percent) - SmallReference.percent) < 1e-9)
  }

  @Test func searchRunsAreCountedAndNotAveraged() throws {
    let experiment = SmallExperiment()
    var runs = experiment.runs()
    var search = SmallExperiment.result("EW", "ew", seed: 0, values: [(0, 0.9), (1, 0.1)])
    search.role = .search
    runs.append(RunFolder.Finished(result: search, records: []))
    let comparison = try Comparison(of: runs, context: ReportContext(experiment: "small"))
    let row = try #require(comparison.methods.first { $0.label == "EW" })
    #expect(row.runs == 4)
    #expect(row.searchRuns == 1)
    #expect(try row.estimates == experiment.comparison().methods[1].estimates)
  }

  @Test func failedAndIncompleteRunsAreNamed() throws {
    var runs = SmallExperiment().runs()
    let failed = try #require(runs.firstIndex { $0.result.label == "EW" && $0.result.seed == 1 })
    runs[failed].result.failure = "The loss of `age` is not finite at step 77."
    let missing = try #require(runs.firstIndex { $0.result.cell == "single-task-2-age" })
    runs.remove(at: missing)
    let broken = try #require(runs.firstIndex { $0.result.label == "UW" && $0.result.seed == 0 })
    runs[broken].result.metrics["test"]?["age"]?["MAE"] = .nan
    let comparison = try Comparison(of: runs, context: ReportContext(experiment: "small"), problems: ["known before"])
    #expect(
      comparison.problems == [
        "known before", "single-task, seed 2: there is no run of `age`, so the seed is left out.",
        "EW, seed 1: The loss of `age` is not finite at step 77.",
        "UW, seed 0: `MAE` of `age` is missing or not finite.",
      ])
    #expect(comparison.baseline?.seeds == [0, 1])
    #expect(comparison.methods.first { $0.label == "EW" }?.seeds == [0, 2])
    #expect(comparison.methods.first { $0.label == "UW" }?.estimates[1] == nil)
    #expect(comparison.methods.first { $0.label == "UW" }?.meanRank == nil)
  }

  @Test func whatCannotBeComparedIsRefused() throws {
    #expect(
      errorText { _ = try Comparison(of: [], context: ReportContext(experiment: "none")) }
        == "A comparison should have at least one finished run with figures of the `test` split. Found none.")
    let runs = SmallExperiment().runs()
    #expect(
      errorText {
        let options = ComparisonOptions(split: "dev")
        _ = try Comparison(of: runs, options: options, context: ReportContext(experiment: "small"))
      } == "A comparison should have at least one finished run with figures of the `dev` split. Found none.")
    var twice = runs
    var copy = try #require(runs.first { $0.result.label == "EW" })
    copy.result.cell = "other"
    twice.append(copy)
    #expect(
      errorText { _ = try Comparison(of: twice, context: ReportContext(experiment: "small")) }
        == "The runs of `EW` should have different seeds. Found seed 0 in `ew-0-kind` and `other`.")
    var version = runs
    version[2].result.definitions[0].version = "2"
    #expect(
      errorText { _ = try Comparison(of: version, context: ReportContext(experiment: "small")) } == """
        `accuracy` of task `kind` should be one metric in all runs. Found version 1, higher is better and \
        version 2, higher is better.
        """)
    var other = runs
    other[0].result.experiment = "large"
    #expect(
      errorText { _ = try Comparison(of: other, context: ReportContext(experiment: "small")) }
        == "A comparison should be of one experiment. Found `large`, `small`.")
  }
}
