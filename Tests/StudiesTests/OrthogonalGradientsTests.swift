import Foundation
import TestSupport
import Testing

@testable import Reports
@testable import Runs
@testable import Statistics
@testable import Studies
@testable import Tasks

@Suite struct OrthogonalGradientsTests {
  private let study = OrthogonalGradientsStudy.card

  /// A run with two test accuracies and cosines of the given deviation in each of two epochs.
  private func run(
    _ experiment: String, _ label: String, seed: Int, accuracy: [Double], deviation: Double, seconds: Double = 10
  ) -> StudyEvidence.Run {
    let tasks = ["left", "right"]
    let metrics = Dictionary(uniqueKeysWithValues: zip(tasks, accuracy).map { ($0, ["accuracy": $1]) })
    var result = RunResult(
      experiment: experiment, cell: "\(label)-\(seed)", method: "ew", label: label, seed: seed, tasks: tasks,
      definitions: tasks.map { MetricDefinition(task: $0, name: "accuracy", direction: .higherIsBetter) },
      selection: .init(split: "validation", criterion: "last epoch", epoch: 2), metrics: ["test": metrics], losses: [:],
      seconds: seconds, steps: 10, parameters: 7)
    result.processorSeconds = seconds
    return .init(
      result: result, digest: "",
      kept: [
        "cosines": [11, 11], "mean cosine": [0.1, 0.1], "deviation of cosines": [deviation, deviation],
      ])
  }

  private func evidence(_ runs: [String: [StudyEvidence.Run]]) -> StudyEvidence {
    StudyEvidence(
      of: study, .standard, made: [:],
      experiments: runs.map { name, runs in
        let record = ExperimentRecord(
          context: [:], notes: [], order: [], convention: .ratioMean, margin: 1, samples: 200, level: 0.95, seed: 0,
          cells: runs.map(\.result.cell), constant: nil)
        return .init(name: name, yaml: "", record: record, constant: nil, runs: runs, failures: [])
      }, computed: [:])
  }

  /// Ten seeds of each arm, and configurations whose accuracy falls with their deviation.
  private func invented() -> [String: [StudyEvidence.Run]] {
    var runs: [String: [StudyEvidence.Run]] = [:]
    for seed in 0..<10 {
      let noise = 1 + 0.01 * Double(seed % 4)
      func add(_ experiment: String, _ label: String, _ accuracy: Double, _ deviation: Double, _ seconds: Double = 10) {
        runs[experiment, default: []].append(
          run(
            experiment, label, seed: seed, accuracy: [accuracy * noise, accuracy * noise],
            deviation: deviation * noise, seconds: seconds * noise))
      }
      add("plain", "none", 0.8, 0.2)
      add("plain", "CosReg 10", 0.8, 0.1, 25)
      add("dropout", "dropout", 0.8, 0.25)
      add("batch-norm", "BN", 0.85, 0.1)
      add("batch-norm", "CosReg 0.1 + BN", 0.851, 0.1)
    }
    for (place, experiment) in OrthogonalGradientsStudy.configurations(.standard).enumerated() {
      runs[experiment.name] = (0..<6).map { row in
        let rank = Double(6 * place + (row + place) % 6)
        return run(
          experiment.name, "\(row + 1)", seed: 0, accuracy: [0.9 - 0.01 * rank, 0.9 - 0.01 * rank],
          deviation: 0.1 + 0.01 * (row == 0 ? rank + 2.5 : rank))
      }
    }
    return runs
  }

  /// Rows that are the same training would be refused when the study comes to them.
  @Test(arguments: StudyCard.Scale.allCases)
  func configurationsDiffer(_ scale: StudyCard.Scale) {
    for experiment in OrthogonalGradientsStudy.configurations(scale) {
      let rows = experiment.yaml.matches(of: /training: \{batch: (\d+), learning-rate: ([^}]+)\}/).map {
        "\($0.1) \($0.2)"
      }
      #expect(rows.count == (scale == .quick ? 2 : 6) && Set(rows).count == rows.count)
    }
  }

  @Test func armsOfDifferentNetworksArePairedOverSeeds() throws {
    let claims = evidence(invented()).judged(by: study)
    // Dropout has wider cosines here, and CosReg adds a tenth of a point to BN.
    #expect(claims.map(\.verdict).prefix(3) == ["does not hold", "holds", "holds"])
    #expect(claims[3].verdict == "holds, but smaller than the margin")
    #expect(claims[4].verdict == "holds" && claims[5].verdict == "holds")
    let narrower = try #require(claims[1].question.effects.first)
    #expect(narrower.seeds == 10 && abs(narrower.value - 0.1 * 1.013) < 0.01)
    #expect(abs(try #require(claims[5].question.effects.first).value - log(2.5)) < 1e-12)
  }

  @Test func theCorrelationIsOverConfigurations() throws {
    let claim = evidence(invented()).judged(by: study)[4]
    #expect(claim.repeated == "configurations" && claim.question.effects[0].seeds == 30)
    let page = StudyPage(study, evidence(invented())).markdown()
    #expect(page.contains("Each configuration") && page.contains("Each seed"))
    // Without a relation nothing holds.
    var shuffled = invented()
    for name in shuffled.keys where name.hasPrefix("filters") {
      for row in 0..<6 {
        let width = 0.1 + 0.01 * Double((7 * row + name.count * 5) % 11)
        shuffled[name]![row].kept["deviation of cosines"] = [width, width]
      }
    }
    #expect(evidence(shuffled).judged(by: study)[4].verdict != "holds")
  }

  @Test func aMissingSeedOfAnotherNetworkIsNamed() {
    var runs = invented()
    runs["dropout"]!.removeLast()
    #expect(
      evidence(runs).judged(by: study)[0].remarks == ["Not tested: dropout has no run of seed 9."])
  }

  /// A configuration that diverged leaves the correlation open, and the remark says which one and why.
  @Test func aConfigurationThatDivergedLeavesTheCorrelationOpen() {
    var runs = invented()
    runs["filters-16"]![3].result.failure = "The loss is not finite at step 7."
    let claims = evidence(runs).judged(by: study)
    #expect(claims[4].remarks == ["Not tested: 4 of filters-16, seed 0: The loss is not finite at step 7."])
    #expect(claims[1].verdict == "holds")
  }

  /// Two epochs of the values 1, 3 and 5, 7, 9 have the deviation of all five together, √10.
  @Test func deviationsOfEpochsAreJoined() throws {
    var joined = run("plain", "none", seed: 0, accuracy: [0.5, 1], deviation: 1)
    joined.kept = ["cosines": [2, 3], "mean cosine": [2, 7], "deviation of cosines": [sqrt(2), 2]]
    #expect(abs(try OrthogonalGradientsStudy.deviation(joined) - sqrt(10)) < 1e-12)
    #expect(abs(try OrthogonalGradientsStudy.deviation(joined, epochs: 1) - sqrt(2)) < 1e-12)
    #expect(abs(try OrthogonalGradientsStudy.accuracy(joined) - 200.0 / 3) < 1e-12)
  }

  /// The random configurations are the same ones always, and no two of an experiment are alike.
  @Test func configurationsAreDrawnOnce() {
    let first = OrthogonalGradientsStudy.configurations(.standard)
    #expect(first == OrthogonalGradientsStudy.configurations(.standard) && first.count == 5)
    #expect(first[0].yaml.contains("{method: ew, label: 1, training: {batch: "))
    let settings = first.flatMap { experiment in
      experiment.yaml.split(separator: "\n").filter { $0.contains("label:") }.map {
        experiment.name + $0.drop { $0 != "t" }
      }
    }
    #expect(settings.count == 30)
  }
}
