import Components
import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Experiments
@testable import Reports
@testable import Runs
@testable import Statistics
@testable import Studies
@testable import Tasks

/// The part of the study of common paradigms on corruptions, with invented figures.
@Suite struct CorruptionTransferTests {
  private static let metrics: [String: Direction] = ["mIoU": .higherIsBetter, "error": .lowerIsBetter]

  /// A result whose figures under corruption are given shares of the clean ones: `[kind][severity]`.
  private func result(
    _ label: String, seed: Int, clean: Double, _ shares: [String: [Double]],
    in experiment: String = "transfer-corrupted"
  ) -> RunResult {
    let definitions = Self.metrics.map { MetricDefinition(task: "segmentation", name: $0.key, direction: $0.value) }
    var result = RunResult(
      experiment: experiment, cell: "\(experiment)-\(label)-\(seed)", method: label.lowercased(), label: label,
      seed: seed,
      tasks: ["segmentation"] + (label == "EW" ? ["boundary"] : []), definitions: definitions,
      selection: .init(split: "validation", criterion: "last epoch", epoch: 1),
      metrics: ["test": ["segmentation": Self.metrics.mapValues { _ in clean }]], losses: [:], seconds: 1, steps: 1,
      parameters: 1)
    let corrupted = shares.mapValues { $0.map { $0 * clean } }
    result.corrupted = .init(
      severities: [1, 5], metrics: ["segmentation": Self.metrics.mapValues { _ in corrupted }])
    return result
  }

  private func results(_ runs: [RunResult]) -> StudyResults { StudyResults(evidence(experiments(runs))) }

  private func experiments(_ runs: [RunResult]) -> [StudyEvidence.Experiment] {
    let record = ExperimentRecord(
      context: [:], notes: [], order: ["EW"], convention: .ratioMean, margin: 1, samples: 200, level: 0.95, seed: 0,
      cells: runs.map(\.cell), constant: nil)
    return Dictionary(grouping: runs, by: \.experiment).sorted { $0.key < $1.key }.map { name, runs in
      let yaml = CorruptionTransfer.experiments(.standard).first { $0.name == name }!.yaml
      return StudyEvidence.Experiment(
        name: name, yaml: yaml, record: record, constant: nil,
        runs: runs.map { .init(result: $0, digest: $0.cell, kept: [:]) }, failures: [])
    }
  }

  private func evidence(_ experiments: [StudyEvidence.Experiment]) -> StudyEvidence {
    StudyEvidence(of: LandscapeStudy.card, .standard, made: [:], experiments: experiments, computed: [:])
  }

  /// Of a metric of which more is better, what learned together keeps 0.1 more; of the other it grows 0.1 more: −0.1 and
  /// +0.1 cancel out, kind by kind. With the better metric alone nothing would.
  @Test func theDegradationIsTheMeanOfMetricsAndSeverities() throws {
    var together = result("EW", seed: 0, clean: 0.5, ["fog": [0.9, 0.7], "snow": [0.8, 0.6]])
    var alone = result("Single-task", seed: 0, clean: 0.8, ["fog": [0.8, 0.6], "snow": [0.8, 0.2]])
    let both = try CorruptionTransfer.degradation(of: "segmentation", together, against: alone)
    #expect(both.count == 2 && both.allSatisfy { abs($0) < 1e-12 })
    together.definitions.removeAll { $0.name == "error" }
    alone.definitions.removeAll { $0.name == "error" }
    let one = try CorruptionTransfer.degradation(of: "segmentation", together, against: alone)
    #expect(zip(one, [-0.1, -0.2]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(errorText { try CorruptionTransfer.degradation(of: "depth", together, against: alone) }.hasPrefix("depth"))
  }

  @Test func effectsArePositiveWhereLearningTogetherDegradesLess() throws {
    var runs: [RunResult] = []
    for seed in 0..<5 {
      let noise = 0.001 * Double(seed)
      runs.append(result("EW", seed: seed, clean: 0.5, ["fog": [0.9, 0.7 + noise], "snow": [0.8, 0.6]]))
      runs.append(result("Single-task", seed: seed, clean: 0.5, ["fog": [0.8, 0.6], "snow": [0.7, 0.5]]))
    }
    for index in runs.indices { runs[index].definitions.removeAll { $0.name == "error" } }
    let effect = try CorruptionTransfer.effect(on: "segmentation", results(runs))
    #expect(abs(effect.value - 0.1005) < 1e-12 && effect.seeds == 5 && effect.degreesOfFreedom == 1)
    #expect(
      errorText { try CorruptionTransfer.effect(on: "segmentation", results(Array(runs.dropLast()))) }.contains("seeds")
    )
    runs[0].failure = "The loss is not finite."
    #expect(
      errorText { try CorruptionTransfer.effect(on: "segmentation", results(runs)) }
        == "EW, seed 0: The loss is not finite.")
    runs[0].failure = nil
    runs[3].corrupted = nil
    #expect(
      errorText { try CorruptionTransfer.effect(on: "segmentation", results(runs)) }.contains("under corruptions"))
  }

  /// A run that is trained again needs the run of the same row and seed that it starts from, once.
  @Test func aRunIsTrainedAgainWithWhatItStartsFrom() throws {
    let runs = ["transfer-clean", "transfer-corrupted"].flatMap { name in
      ["EW", "Single-task"].flatMap { label in
        (0..<2).map { result(label, seed: $0, clean: 0.5, ["fog": [0.9]], in: name) }
      }
    }
    let evidence = evidence(experiments(runs))
    let card = StudyCard(
      About("own", title: "Own", "a study"), minutes: 1, protocolText: [], claims: [],
      experiments: CorruptionTransfer.experiments)
    let runner = try StudyRunner(card, .standard, in: URL(filePath: "/runs"), data: "/data")
    let (first, second) = (evidence.experiments[0], evidence.experiments[1])
    func cells(_ runs: [(experiment: StudyEvidence.Experiment, run: StudyEvidence.Run)]) throws -> [String: [String]] {
      try evidence.withStarts(runs, runner).mapValues { $0.map(\.result.cell) }
    }
    #expect(try cells([(first, first.runs[0])]) == ["transfer-clean": ["transfer-clean-EW-0"]])
    let started = [
      "transfer-clean": ["transfer-clean-Single-task-1"], "transfer-corrupted": ["transfer-corrupted-Single-task-1"],
    ]
    #expect(try cells([(second, second.runs[3])]) == started)
    #expect(try cells([(second, second.runs[3]), (first, first.runs[3])]) == started)
  }

  /// A figure under corruption that came out otherwise is seen, and a result is read as it was written.
  @Test func figuresUnderCorruptionAreCompared() throws {
    let first = result("EW", seed: 0, clean: 0.5, ["fog": [0.9, 0.7]])
    let read = try JSONDecoder().decode(RunResult.self, from: JSONEncoder().encode(first))
    #expect(read == first && StudyCheck.difference(of: first, read) == nil)
    var second = first
    second.corrupted?.metrics["segmentation"]?["mIoU"]?["fog"]?[1].formSquareRoot()
    #expect(
      try #require(StudyCheck.difference(of: first, second))
        .hasPrefix("mIoU of segmentation under fog at severity 5 is "))
  }
}
