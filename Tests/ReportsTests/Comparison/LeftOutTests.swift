import ExperimentFixtures
import Foundation
import Tasks
import TestSupport
import Testing

@testable import Reports
@testable import Runs
@testable import Statistics

/// One figure that is zero, undefined or absurd does not cost the comparison.
@Suite struct LeftOutTests {
  /// Each task with a second metric, which `change` sets.
  private func runs(_ change: (inout RunResult) -> Void) -> [RunFolder.Finished] {
    SmallExperiment().runs().map { run in
      var run = run
      for task in run.result.tasks {
        run.result.definitions.append(MetricDefinition(task: task, name: "f1", direction: .higherIsBetter))
        run.result.metrics["test"]?[task]?["f1"] = 0.5
      }
      change(&run.result)
      return run
    }
  }

  private func comparison(_ runs: [RunFolder.Finished]) throws -> Comparison {
    try Comparison(
      of: runs, options: ComparisonOptions(bootstrap: SeedBootstrap(samples: 100)),
      context: ReportContext(experiment: "small"))
  }

  @Test func aZeroBaselineLeavesItsMetricOut() throws {
    let comparison = try comparison(
      runs { if $0.method == RunResult.singleTask { $0.metrics["test"]?["kind"]?["f1"] = 0 } })
    #expect(comparison.leftOut == [LeftOutMetric(task: "kind", metric: "f1", reason: .zero)])
    let whole = try self.comparison(runs { _ in })
    let left = try #require(comparison.methods.last?.deltaM?.percent)
    let all = try #require(whole.methods.last?.deltaM?.percent)
    #expect(abs(left * 3 - all * 4) < 1e-9)
    #expect(
      comparison.facts.contains { $0.name == "Left out of Δm" && $0.value == "`f1` of `kind` (its baseline is 0)" })
    #expect(
      comparison.recommendation.text.contains(
        "Δm rests on 3 of 4 metrics, without `f1` of `kind` (its baseline is 0)."))
    #expect(comparison.methods.allSatisfy { $0.estimates.count == 4 && $0.meanRank != nil })
  }

  @Test func aMetricThatManyTasksLeaveOutIsNamedOnce() {
    func text(_ leaving: Int) -> String {
      let tasks = (0..<12).map { "t\($0)" }
      return Comparison.leftOutText(
        tasks.prefix(leaving).map { LeftOutMetric(task: $0, metric: "f1", reason: .zero) }, of: tasks)
    }
    #expect(text(2) == "`f1` of `t0` (its baseline is 0), `f1` of `t1` (its baseline is 0)")
    #expect(text(8) == "`f1` of 8 tasks (its baseline is 0)")
    #expect(text(12) == "`f1` of all tasks (its baseline is 0)")
  }

  @Test func aMetricThatNoRunHasIsNamedOnceWithTheReason() throws {
    let comparison = try comparison(
      runs { result in
        for task in result.tasks where task == "kind" {
          result.definitions.append(MetricDefinition(task: task, name: "auc", direction: .higherIsBetter))
        }
      })
    #expect(
      comparison.problems == [
        "No run has `auc` of `kind`: it is not defined for the labels of the test split: it needs labels of more than one class."
      ])
    #expect(comparison.leftOut == [LeftOutMetric(task: "kind", metric: "auc", reason: .undefined)])
    #expect(comparison.hasDeltaM && comparison.best?.deltaM != nil && comparison.best?.meanRank != nil)
  }

  @Test func aTaskOfWhichNothingIsLeftHasNoChange() throws {
    let comparison = try comparison(
      runs { if $0.method == RunResult.singleTask { $0.metrics["test"]?["kind"] = ["accuracy": 0, "f1": 0] } })
    let best = try #require(comparison.best)
    #expect(best.taskChanges.map { $0 == nil } == [true, false])
    #expect(abs(try #require(best.deltaM?.percent) - (try #require(best.taskChanges[1]?.percent))) < 1e-9)
    #expect(!comparison.markdown().isEmpty && !comparison.csv().isEmpty && !comparison.json().isEmpty)
  }

  /// "There is no single-task baseline" is said only where there is none.
  @Test func theReasonForNoDeltaMIsTheTrueOne() throws {
    func text(_ runs: [RunFolder.Finished]) throws -> String {
      let comparison = try comparison(runs)
      #expect(comparison.best == nil)
      return try #require(comparison.facts.first { $0.name == "Δm" }).value
    }
    let zero = runs { result in
      guard result.method == RunResult.singleTask else { return }
      result.metrics = result.metrics.mapValues { $0.mapValues { $0.mapValues { _ in 0 } } }
    }
    #expect(try text(zero) == "none: no metric has a baseline that it can be relative to")
    let failed = runs { if $0.method == RunResult.singleTask { $0.failure = "made up" } }
    #expect(try text(failed) == "none: the single-task runs of this comparison are not whole")
    let none = runs { _ in }.filter { $0.result.method != RunResult.singleTask }
    #expect(try text(none) == "none: there is no single-task baseline in this comparison")
  }

  @Test func trueZerosThatAMetricLeavesOutAreInTheNotes() throws {
    let comparison = try comparison(runs { $0.leftOut = ["test": ["age": ["MAE": 12]]] })
    #expect(comparison.footnotes.contains("`MAE` of `age` leaves out 12 true values of 0 in the test split."))
  }

  @Test func absurdCountsDoNotTrap() throws {
    let comparison = try comparison(
      runs {
        $0.steps = .max
        $0.parameters = .max
        $0.seconds = 1e308
        $0.selection.epoch = .max
      })
    #expect(comparison.methods.allSatisfy { $0.cost.steps == .max })
    let scratch = TemporaryFolder(), folder = scratch.url
    #expect(try !comparison.write(to: folder, vegaBundle: nil).isEmpty)
    #expect(!comparison.json().isEmpty && !comparison.terminal().isEmpty)
    #expect([Int.min, -1].saturatedSum() == .min && [3, 4].saturatedSum() == 7)
    #expect(RunCurve.curve([-1.7e308, nil, 1.7e308]).count == 3)
  }

  @Test func aFigureWithoutAFiniteChangeCostsItsRowAlone() throws {
    let comparison = try comparison(
      runs { if $0.label == "UW" { $0.metrics["test"]?["kind"]?["accuracy"] = 1.7e308 } })
    #expect(comparison.problems == ["UW: Δm is not a finite number."])
    #expect(comparison.methods.map { $0.deltaM == nil } == [true, false, true])
  }

  @Test func severalExperimentsSayWhatTheirChangesRestOn() throws {
    var first = try comparison(
      runs { if $0.method == RunResult.singleTask { $0.metrics["test"]?["kind"]?["f1"] = 0 } })
    first.context.experiment = "first"
    let study = try Survey(of: [first, try comparison(runs { _ in })])
    #expect(study.problems == ["first: Δm is without `f1` of `kind`, since its baseline is 0."])
  }

  @Test func whereOneMetricOfATaskCountsTheTasksAreCounted() throws {
    let comparison = try Comparison(
      of: runs { if $0.method == RunResult.singleTask { $0.metrics["test"]?["kind"]?["accuracy"] = 0 } },
      options: ComparisonOptions(convention: .oneMetricPerTask, bootstrap: SeedBootstrap(samples: 100)),
      context: ReportContext(experiment: "small"))
    #expect(
      comparison.recommendation.text.contains(
        "Δm rests on 1 of 2 tasks, without `accuracy` of `kind` (its baseline is 0)."))
  }

  private var job: RunJob {
    RunJob(experiment: "small", method: "ew", label: "EW").against(
      ["kind": ["accuracy": 0.5], "age": ["MAE": 0]], of: Repetition(seed: 0))
  }

  @Test func aTrainingMeasuresDeltaMByWhatItsBaselineHas() throws {
    let definitions = SmallExperiment.definitions
    let percent = try #require(job.deltaM(["kind": ["accuracy": 0.55], "age": ["MAE": 3]], definitions))
    #expect(abs(percent + 10) < 1e-9)
    #expect(job.measured(definitions)?.leftOut.map(\.name) == ["`MAE` of `age`"])
    #expect(job.deltaM(["age": ["MAE": 3]], definitions) == nil)
    var nothing = job
    nothing.baseline = ["kind": ["accuracy": 0], "age": [:]]
    #expect(nothing.measured(definitions) == nil)
  }
}
