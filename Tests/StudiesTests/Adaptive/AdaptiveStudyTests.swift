import Foundation
import TestSupport
import Testing

@testable import Reports
@testable import Runs
@testable import Statistics
@testable import Studies
@testable import Tasks

/// The claims of the study of adaptive weights on invented runs.
@Suite struct AdaptiveStudyTests {
  private static let tasks = ["class", "animal", "low"]

  /// A run whose accuracy is given for each of its tasks.
  private static func run(_ label: String, seed: Int, _ accuracy: [String: Double]) -> StudyEvidence.Run {
    let names = tasks.filter { accuracy[$0] != nil }
    let metrics = accuracy.mapValues { ["accuracy": $0] }
    let result = RunResult(
      experiment: "cifar", cell: "\(label)-\(names.joined())-\(seed)", method: label.lowercased(), label: label,
      seed: seed, tasks: names,
      definitions: names.map { MetricDefinition(task: $0, name: "accuracy", direction: .higherIsBetter) },
      selection: .init(split: "validation", criterion: "last epoch", epoch: 1),
      metrics: ["test": metrics, "validation": metrics], losses: [:], seconds: 1, steps: 10, parameters: 7)
    return .init(result: result, digest: "", kept: [:])
  }

  private static func runs(gain: Double) -> [StudyEvidence.Run] {
    (0..<6).flatMap { seed -> [StudyEvidence.Run] in
      let noise = 0.001 * Double(seed % 3)
      let alone = ["class": 0.4, "animal": 0.8, "low": 0.7].map {
        run(RunResult.singleTaskLabel, seed: seed, [$0: $1 + noise])
      }
      return alone
        + [("EW", 0), ("DWA", 0.001), ("UW", 0), ("Constant", 0.01), ("Adaptive", gain)].map { label, more in
          run(label, seed: seed, ["class": 0.41 + more + noise * (1 + more), "animal": 0.79, "low": 0.7])
        }
    }
  }

  private static func evidence(gain: Double) -> StudyEvidence {
    let runs = runs(gain: gain)
    let record = ExperimentRecord(
      context: [:], notes: [], order: ["EW", "DWA", "UW", "Adaptive", "Constant"], convention: .ratioMean, margin: 1,
      samples: 200, level: 0.95, seed: 0, cells: runs.map(\.result.cell), constant: nil)
    return StudyEvidence(
      of: AdaptiveStudy.card, .standard, made: [:],
      experiments: [.init(name: "cifar", yaml: "", record: record, constant: nil, runs: runs, failures: [])],
      computed: [:])
  }

  @Test func theHardestTaskIsThatOfTheLargestSingleTaskError() throws {
    #expect(try AdaptiveStudy.hardestTask(Self.runs(gain: 0)) == "class")
    // Joint runs do not decide it.
    let joint = [Self.run("EW", seed: 0, ["class": 0.1, "low": 0.9])]
    let alone = [
      Self.run(RunResult.singleTaskLabel, seed: 0, ["class": 0.9]),
      Self.run(RunResult.singleTaskLabel, seed: 0, ["low": 0.8]),
    ]
    #expect(try AdaptiveStudy.hardestTask(joint + alone) == "low")
    #expect(errorText { try AdaptiveStudy.hardestTask(joint) } == "there is no single-task run")
  }

  @Test func aGainOfTheHardestTaskHolds() throws {
    let claims = Self.evidence(gain: 0.02).judged(by: AdaptiveStudy.card)
    #expect(claims.map(\.verdict) == Array(repeating: "holds (of our reconstruction)", count: 4))
    // Points: two of a hundred, less the tenth that DWA has.
    #expect(abs(try #require(claims[0].question.effects.first).value - 2) < 0.01)
    #expect(abs(try #require(claims[2].question.effects.first).value - 1.9) < 0.01)
    #expect(claims[0].contrasts == ["Adaptive over EW on class"])
  }

  @Test func aLossOfTheHardestTaskIsRefuted() {
    let claims = Self.evidence(gain: -0.02).judged(by: AdaptiveStudy.card)
    #expect(claims[0].verdict == "does not hold (of our reconstruction)")
  }

  /// The rule's shares at the losses ln 10, ln 2 and ln 2.
  @Test func theConstantRowHasTheWeightsOfGuessing() {
    #expect(isClose(AdaptiveStudy.chanceWeights, [1.8726, 0.5637, 0.5637], .absolute(1e-4)))
  }
}
