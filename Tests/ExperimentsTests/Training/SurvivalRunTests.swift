import Configuration
import Foundation
import Runs
import TestSupport
import Testing

@testable import Experiments

/// Experiments on survival times, from a table to figures and predictions.
@Suite struct SurvivalRunTests {
  private let scratch = TemporaryFolder()

  /// The hazard grows with `a`; every third patient is lost from sight halfway.
  private func file(_ count: Int = 120) -> URL {
    let rows = (0..<count).map { row -> String in
      let a = Double(row * 37 % 101) / 50 - 1, draw = Double(row * 53 % 97 + 1) / 98
      let time = -log(draw) * exp(-1.5 * a) * 10
      return "\(a),\(Double(row % 9)),\(row % 3 == 0 ? time / 2 : time),\(row % 3 == 0 ? "alive" : "dead")"
    }
    return scratch.write((["a,b,months,state"] + rows).joined(separator: "\n"), "patients.csv")
  }

  private func experiment(_ sections: String = "balancing: uw-so", weight: String = "", training: String = "") throws
    -> ExperimentConfiguration
  {
    let target = "column: months, kind: survival, event: state, event-value: dead"
    return try ExperimentConfiguration(
      reading: ConfigurationDocument(
        yaml: """
          name: patients
          data:
            kind: table
            files: {train: \(file().path)}
            inputs: {numeric: [a]}
            targets:
              - {name: risk, \(target), metrics: [c-index, uno-c-index, time-auc]}
              - {name: course, \(target), intervals: [0, 4, 8, 16, 32]}
            \(weight)
            cache: \(scratch.url.path)/cache
          network: {trunk: mlp, hidden: [8]}
          training: {epochs: 6, batch: 32, threads: 1, learning-rate: 0.02\(training)}
          output: {folder: \(scratch.url.path)/runs}
          \(sections)
          """), catalogue: .toolkit)
  }

  @Test func riskAndCourseAreLearnedTogether() throws {
    let experiment = try experiment(), whole = try TrainingOutcome(training: experiment)
    #expect(try TrainingOutcome(stopping: experiment) == whole)
    let test = try #require(whole.metrics["test"])
    #expect(test["risk"]?.keys.sorted() == ["c-index", "time-auc", "uno-c-index"])
    for value in test.values.flatMap(\.values) { #expect(value > 0.6 && value <= 1) }
    let check = try DataCheck(of: experiment).text
    #expect(check.contains("classes censored 3") && check.contains("event 6"), "\(check)")
  }

  @Test func aRunOfBatchesWithTheirEventsThatIsStoppedEndsWithTheSameBits() throws {
    let plain = try experiment("only: [risk]", training: ", checkpoint-every: 1")
    let drawn = try experiment("only: [risk]", training: ", checkpoint-every: 1, events-per-batch: 16")
    let whole = try TrainingOutcome(training: drawn)
    #expect(try TrainingOutcome(stopping: drawn) == whole)
    #expect(try TrainingOutcome(training: plain).weights != whole.weights)
  }

  @Test(arguments: ["mgda", "uw", "famo"]) func everyKindOfMethodTakesThem(_ method: String) throws {
    let outcome = try TrainingOutcome(training: experiment("balancing: \(method)"))
    #expect(outcome.metrics["test"]?.values.allSatisfy { $0.values.allSatisfy(\.isFinite) } == true)
  }

  @Test func weightsOfPatientsCount() throws {
    let one = try TrainingOutcome(training: experiment()),
      weighted = try TrainingOutcome(
        training: experiment(weight: "sample-weight: b"))
    #expect(one.metrics["test"] != weighted.metrics["test"])
  }

  @Test func predictionsAreARiskAndATime() throws {
    let run = try SingleRun(experiment()).runner(resuming: false, restarting: true)
    try run.run()
    let output = scratch.url.appending(path: "predictions.csv")
    _ = try Predictor([run.folder.url]).predict(file(), writing: output)
    let lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines[0].contains("risk") && lines[0].contains("course") && lines.count == 121)
    let column = try #require(lines[0].firstIndex(of: "course"))
    for line in lines.dropFirst() { #expect((0...32).contains(try #require(Double(line[column])))) }
  }
}
