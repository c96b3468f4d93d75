import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Experiments
@testable import Runs

/// Trainings and evaluations with weights of samples: `data.sample-weight`.
@Suite("Trainings with weights of samples") struct WeightedRunTests {
  private let scratch = TemporaryFolder()

  /// A row: two inputs, a number, a yes or no, a class, and its weight.
  private struct Row {
    var a, b: Double
    var number: Int
    var answer: String
    var kind: String
    var weight: Int

    init(_ place: Int, weight: Int) {
      (a, b) = (Double(place % 7) / 7, Double(place % 5) / 5)
      number = place % 7 - place % 5
      answer = place % 3 == 0 ? "yes" : "no"
      kind = ["x", "y", "z"][place % 11 % 3]
      self.weight = weight
    }

    var line: String { "\(a),\(b),\(number),\(number * number),\(answer),\(kind),\(weight)" }
  }

  private func file(_ rows: [Row], _ name: String) -> String {
    scratch.write((["a,b,number,square,answer,kind,w"] + rows.map(\.line)).joined(separator: "\n"), name).path
  }

  private func experiment(
    train: String, test: String? = nil, weight: Bool = true, _ sections: String = "balancing: uw-so",
    name: String = "weighted",
    numbers: String = "{column: number, kind: regression}, {column: square, kind: regression}"
  ) throws -> ExperimentConfiguration {
    try ExperimentConfiguration(
      reading: ConfigurationDocument(
        yaml: """
          name: \(name)
          data:
            kind: table
            files: {train: \(train)\(test.map { ", test: \($0)" } ?? "")}
            targets: [\(numbers), {column: answer, kind: binary, positive: "yes"}, {column: kind, kind: classification}]
            inputs: {numeric: [a, b]}
            \(weight ? "sample-weight: w" : "")
            cache: \(scratch.url.path)/cache
          network: {trunk: mlp, hidden: [4]}
          training: {epochs: 2, batch: 16, threads: 1, learning-rate: 0.01}
          output: {folder: \(scratch.url.path)/runs}
          \(sections)
          """), catalogue: .toolkit)
  }

  private func run(_ experiment: ExperimentConfiguration) throws -> (result: RunResult, weights: [String: [Float]]) {
    let runner = try SingleRun(experiment).runner(resuming: false, restarting: true)
    let result = try runner.run()
    let kept = try #require(try runner.folder.checkpoints.load("last"))
    return (
      result, Dictionary(uniqueKeysWithValues: kept.model.map { ($0.name, $0.tensor.array(of: Float.self)) })
    )
  }

  private static let weights = (0..<60).map { [1, 0, 3, 2][$0 % 4] }

  private func expectClose(_ a: RunResult, _ b: RunResult, _ split: String) {
    #expect(a.losses[split]?.count == 4)
    for (task, loss) in a.losses[split] ?? [:] {
      #expect(isClose(loss, b.losses[split]?[task] ?? .nan, .relative(1e-5)), "\(task)")
    }
    for (task, metrics) in a.metrics[split] ?? [:] {
      #expect(!metrics.isEmpty)
      for (metric, value) in metrics {
        #expect(
          isClose(value, b.metrics[split]?[task]?[metric] ?? .nan, .relative(1e-5, absolute: 1e-7)), "\(task) \(metric)"
        )
      }
    }
  }

  @Test(arguments: ["ew", "uw-so", "famo", "pcgrad", "{method: cagrad, scope: representation}"])
  func methodsTrainWithWeights(method: String) throws {
    let train = file((0..<60).map { Row($0, weight: Self.weights[$0]) }, "train.csv")
    let weighted = try run(experiment(train: train, "balancing: \(method)"))
    let plain = try run(experiment(train: train, weight: false, "balancing: \(method)", name: "plain"))
    #expect(weighted.result.failure == nil && weighted.result.losses["test"]?.values.allSatisfy(\.isFinite) == true)
    #expect(weighted.weights != plain.weights)
  }

  @Test(arguments: ["ew", "pcgrad"]) func weightsOfOneChangeNothing(method: String) throws {
    let train = file((0..<60).map { Row($0, weight: 1) }, "train.csv")
    let weighted = try run(experiment(train: train, "balancing: \(method)"))
    let plain = try run(experiment(train: train, weight: false, "balancing: \(method)", name: "plain"))
    for split in ["validation", "test"] { expectClose(weighted.result, plain.result, split) }
    for (name, values) in weighted.weights {
      #expect(isClose(values.map(Double.init), (plain.weights[name] ?? []).map(Double.init), .absolute(1e-5)))
    }
  }

  @Test func anEvaluationWithWholeWeightsIsThatOfRepeatedRows() throws {
    let train = file((0..<60).map { Row($0, weight: 1) }, "train.csv")
    let rows = (0..<40).map { Row($0 * 3 + 1, weight: Self.weights[$0]) }
    let repeated = rows.flatMap { row in
      Array(repeating: row, count: row.weight).map { row in
        var row = row
        row.weight = 1
        return row
      }
    }
    let weighted = try run(experiment(train: train, test: file(rows, "weighted.csv")))
    let more = try run(experiment(train: train, test: file(repeated, "repeated.csv"), name: "repeated"))
    expectClose(weighted.result, more.result, "test")
    let plain = try run(experiment(train: train, test: file(rows, "weighted.csv"), weight: false, name: "plain"))
    #expect(
      !isClose(
        weighted.result.losses["test"]?["number"] ?? .nan, plain.result.losses["test"]?["number"] ?? .nan,
        .relative(1e-3)))
  }

  @Test func labelsOfRowsWithoutWeightAreNotLearned() throws {
    func answers(_ answer: String) throws -> [String: [Float]] {
      let rows = (0..<60).map { place in
        var row = Row(place, weight: Self.weights[place])
        if row.weight == 0 { (row.answer, row.kind) = (answer, answer == "yes" ? "x" : "z") }
        return row
      }
      return try run(experiment(train: file(rows, "\(answer).csv"))).weights
    }
    let yes = try answers("yes")
    #expect(try answers("no") == yes)
  }

  @Test func theSummarySaysThatFiguresAreWeighted() throws {
    let train = file((0..<60).map { Row($0, weight: Self.weights[$0]) }, "train.csv")
    #expect(try experiment(train: train).dataSource().summary.hasSuffix("; losses and metrics weighted by `w`"))
    #expect(try !experiment(train: train, weight: false).dataSource().summary.contains("weighted"))
  }

  @Test func aSetAmongSeveralCanHaveWeights() throws {
    let train = file((0..<60).map { Row($0, weight: Self.weights[$0]) }, "train.csv")
    let other = file((0..<40).map { Row($0 + 1, weight: 1) }, "other.csv")
    let experiment = try ExperimentConfiguration(
      reading: ConfigurationDocument(
        yaml: """
          name: sets
          data:
            sets:
              one: {kind: table, files: {train: \(train)}, targets: [{column: number, kind: regression}],
                    inputs: {numeric: [a, b]}, sample-weight: w, cache: \(scratch.url.path)/cache}
              two: {kind: table, files: {train: \(other)}, targets: [{column: square, kind: regression}],
                    inputs: {numeric: [a, b]}, cache: \(scratch.url.path)/cache}
          network: {trunk: mlp, hidden: [4]}
          training: {epochs: 1, batch: 16, threads: 1}
          output: {folder: \(scratch.url.path)/runs}
          """), catalogue: .toolkit)
    let result = try run(experiment).result
    #expect(result.losses["test"]?.count == 2)
    let text = try DataDescription(of: experiment).text
    #expect(text.components(separatedBy: "losses and metrics are weighted by `w`:").count == 2)
  }
}
