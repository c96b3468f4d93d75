import Foundation
import Printing
import Runs
import Statistics

// What the runs say.
extension IntrinsicDimensionStudy {
  private static let source = "abstract"

  static let claims: [StudyClaim] = [
    StudyClaim(
      "Together, tasks need fewer numbers each than alone for the same accuracy.", source: source,
      confidence: .abstract, kind: .superiority, margin: 0.5, unit: "doublings",
      experiments: joints.map(\.name) + dimensions.map(alone),
      control: "the accuracy of tasks alone at every size.",
      otherwise: "an interval that lies wholly below half a doubling.",
      isReconstruction: true
    ) { results in
      .init([.init(paired: try sizesAtGoal(results).map { log2($0.alone / $0.together) })], ["together over alone"])
    },
    bound(
      "The bound of tasks together is below the error of guessing.", of: judged.name, "guessing over the bound"
    ) { run in try kept("guessing", run)[0] - kept("bound", run)[0] },
    bound(
      "The bound of tasks together is lower than the bounds of tasks alone.", of: judged.name,
      "mean bound of a task alone over the joint bound"
    ) { run in try mean(kept("single", run)) - kept("bound", run)[0] },
    bound(
      "With permuted labels of digits, the bound is below the error of guessing.", of: digits.name,
      "guessing over the bound"
    ) { run in try kept("guessing", run)[0] - kept("bound", run)[0] },
    bound(
      "With permuted labels of digits, the bound of tasks together is lower than the bounds of tasks alone.",
      of: digits.name, "mean bound of a task alone over the joint bound"
    ) { run in try mean(kept("single", run)) - kept("bound", run)[0] },
    StudyClaim(
      "A bound fails in no more draws of the samples than it may.", source: "the bound's theorem", confidence: .own,
      kind: .exact, experiments: [validity.name],
      control: "without the message's length the bound would be the training error.",
      otherwise: "more failures than a binomial law with δ allows at 95 %."
    ) { results in
      let runs = try results.runs(validity.name).filter { $0.result.label == row }
      let failures = try runs.count { try kept("tested", $0)[0] > kept("bound", $0)[0] }
      let optimists = try runs.count { try kept("tested", $0)[0] > kept("decoded", $0)[0] }
      let allowed = Double(runs.count) * delta
      return .init(checks: [
        (
          "\(failures) of \(runs.count) draws have a larger error than the bound, at most \(NumberText.fixed(allowed, 0)) are expected; "
            + "\(optimists) have a larger one than on the training samples",
          Double(failures) <= allowed + 1.645 * (allowed * (1 - delta)).squareRoot()
        )
      ])
    },
  ]

  private static func bound(
    _ sentence: String, of experiment: String, _ contrast: String,
    _ value: @escaping @Sendable (StudyEvidence.Run) throws -> Double
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: source, confidence: .abstract, kind: .superiority, margin: 0.05, unit: "error",
      experiments: [experiment], control: "the error of the decoded networks, which no bound can be below.",
      otherwise: "an interval that lies wholly below 0.05."
    ) { results in
      let values = try results.values(of: .init(experiment, row), value).sorted { $0.key < $1.key }
      return .init([.init(paired: values.map(\.value))], [contrast])
    }
  }

  // MARK: figures

  private static func kept(_ name: String, _ run: StudyEvidence.Run) throws -> [Double] {
    guard let values = run.kept[name], !values.isEmpty else {
      throw StudyResults.Missing(description: "\(run.result.experiment), seed \(run.result.seed), has no certificate")
    }
    return values
  }

  private static func mean(_ values: [Double]) -> Double { Statistics.mean(values) ?? .nan }

  /// The mean test accuracy of a run's tasks.
  private static func accuracy(_ run: StudyEvidence.Run) throws -> Double { mean(try run.metrics("accuracy")) }

  /// The mean test accuracy of tasks alone, by seed.
  private static func accuracies(ofTasksAlone dimension: Int, _ results: StudyResults) throws -> [Int: Double] {
    let runs = try results.runs(alone(dimension)).filter { $0.result.label == RunResult.singleTaskLabel }
    return try Dictionary(grouping: runs, by: \.result.seed).mapValues { mean(try $0.map(accuracy)) }
  }

  private typealias Sizes = (together: Double, alone: Double)

  /// The trained numbers of a task at the goal, of each seed.
  private static func sizesAtGoal(_ results: StudyResults) throws -> [Sizes] {
    let single = try dimensions.map { (size: Double($0), bySeed: try accuracies(ofTasksAlone: $0, results)) }
    let joint = try joints.map { joint in
      (size: joint.amortised, bySeed: try results.values(of: .init(joint.name, row), accuracy))
    }
    return try single[0].bySeed.keys.sorted().map { seed in
      func points(_ curve: [(size: Double, bySeed: [Int: Double])]) -> [(size: Double, accuracy: Double)] {
        curve.compactMap { point in point.bySeed[seed].map { (point.size, $0) } }
      }
      let own = points(single), goal = (own.map(\.accuracy).max() ?? .nan) - 0.02
      guard let alone = SizeAtAccuracy.size(own, reaching: goal),
        let together = SizeAtAccuracy.size(points(joint), reaching: goal)
      else {
        throw StudyResults.Missing(
          description: "no size reaches the accuracy \(NumberText.fixed(goal, 3)) of seed \(seed)")
      }
      return (together, alone)
    }
  }

  // MARK: tables

  private static func cell(_ values: [Double], _ digits: Int = 3) -> ReportTable.Cell {
    Statistics.mean(values).map { .init(text: NumberText.fixed($0, digits)) } ?? .absent
  }

  static func sizes(_ results: StudyResults) throws -> ReportTable {
    let together = try joints.map { joint -> [ReportTable.Cell] in
      let values = try results.values(of: .init(joint.name, row), accuracy).values.sorted()
      return [
        .init(text: "together, l = \(joint.length), k = \(joint.basis)"),
        .init(text: NumberText.fixed(joint.amortised, 1)), cell(values),
      ]
    }
    let single = try dimensions.map { dimension -> [ReportTable.Cell] in
      [
        .init(text: "alone, d = \(dimension)"), .init(text: NumberText.fixed(Double(dimension), 1)),
        cell(try accuracies(ofTasksAlone: dimension, results).values.sorted()),
      ]
    }
    return ReportTable(
      title: "Accuracy and trained numbers, mean over tasks and seeds",
      columns: [
        .init(title: "Subspace", isNumeric: false), .init(title: "numbers of a task"),
        .init(title: "test accuracy", arrow: "↑"),
      ], rows: together + single)
  }

  static func bounds(_ results: StudyResults) throws -> ReportTable {
    let names = joints.map(\.name) + [digits.name, validity.name]
    let rows = try names.filter(results.has).map { name -> [ReportTable.Cell] in
      let runs = try results.runs(name).filter { $0.result.label == row }
      func values(_ key: String) throws -> [Double] { try runs.map { mean(try kept(key, $0)) } }
      return [
        .init(text: name), cell(try values("bits"), 0), cell(try values("decoded")), cell(try values("tested")),
        cell(try values("bound")), cell(try values("single")), cell(try values("guessing")),
      ]
    }
    return ReportTable(
      title: "Errors and their bounds, mean over seeds",
      columns: [
        .init(title: "Experiment", isNumeric: false), .init(title: "bits"),
        .init(title: "training error", detail: "of the decoded networks", arrow: "↓"),
        .init(title: "test error", detail: "of the decoded networks", arrow: "↓"),
        .init(title: "bound", detail: "of all tasks", arrow: "↓"),
        .init(title: "bound of a task alone", detail: "mean over tasks", arrow: "↓"), .init(title: "guessing"),
      ], rows: rows)
  }
}
