import Testing
import Torch

@testable import Tasks

/// Metrics of tasks with a rare class.
@Suite struct RareClassTests {
  private func value(_ name: String, _ task: LearningTask, _ prediction: Tensor, _ target: Tensor) throws -> Double? {
    let evaluation = try task.measured(by: [name]).evaluation()
    // In batches of 5, so that a mean of batches would be another number.
    for (prediction, target) in zip(prediction.split(5), target.split(5)) { evaluation.update(prediction, target) }
    return try evaluation.compute()[0].value
  }

  /// Equal logits among them; the numbers are scikit-learn 1.9.1's `average_precision_score` and `f1_score`.
  @Test func yesOrNoAgainstScikitLearn() throws {
    let logits = Tensor([-3, -1.5, 0.25, -0.5, 2, -1.5, -2.25, 0, -4, 1.25, -0.75, -3] as [Double], shape: [12, 1])
    let labels = Tensor([0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0] as [Float], shape: [12, 1])
    for (name, expected) in [("average-precision", 0.625), ("f1", 0.5)] {
      let found = try #require(try value(name, .binary("rare"), logits, labels))
      #expect(abs(found - expected) < 1e-12, "\(name)")
    }
  }

  @Test func classesAgainstScikitLearn() throws {
    let logits: [Double] = [
      2, 0.5, -1, 0.1, 1.2, 0.3, 1.5, 1, 0.2, 0.5, 0.4, 0.9, 0.3, 0.2, 0.1, 2.25, -1, 0, 0.75, 1.9, -0.3, 0.1, 0.2, 0.4,
      1,
      0, 0.5, 0, 1, 0.75,
    ]
    let labels = Tensor([0, 1, 0, 0, 1, 0, 1, 2, 2, 0] as [Int])
    for (name, expected) in [("average-precision", 0.75), ("f1", 0.588_888_888_888_888_9)] {
      let found = try #require(
        try value(name, .classification("kind", classes: 3), Tensor(logits, shape: [10, 3]), labels))
      #expect(abs(found - expected) < 1e-12, "\(name)")
    }
  }

  private func names(_ task: LearningTask) -> [String] { task.metrics.map(\.name) }

  @Test func aRareYesIsMeasuredByAveragePrecisionAndF1Too() {
    let task = LearningTask.binary("rich")
    #expect(names(task.measured(forShares: [0.91, 0.09])) == ["auc", "accuracy", "average-precision", "f1"])
    for shares in [[0.9, 0.1], [0.05, 0.95], []] {
      #expect(names(task.measured(forShares: shares)) == ["accuracy", "auc"])
    }
    let several = LearningTask.binary("tags", labels: 3)
    #expect(names(several.measured(forShares: [0.99, 0.01])) == ["accuracy", "auc"])
  }

  @Test func classesAreMeasuredByMacroF1AndARareOneByAveragePrecision() {
    let task = LearningTask.classification("kind", classes: 3)
    #expect(names(task.measured(forShares: [0.4, 0.3, 0.3])) == ["accuracy", "f1"])
    #expect(names(task.measured(forShares: [0.5, 0.45, 0.05])) == ["accuracy", "f1", "average-precision"])
    let many = LearningTask.classification("kind", classes: 30)
    #expect(names(many.measured(forShares: Array(repeating: 1 / 30, count: 30))) == ["accuracy", "f1"])
    #expect(names(LearningTask.regression("number").measured(forShares: [])) == ["mae", "rmse", "r2"])
  }

  /// F1 at one half is 0 until a sample is answered with yes; average precision changes by many times what AUC does.
  @Test func whatIsShownBesideIsNoPartOfDeltaM() {
    let task = LearningTask.binary("rich").measured(forShares: [0.95, 0.05])
    let metrics = task.metrics.map { MetricValue($0.name, 0.5, $0.direction, isRatio: $0.isRatio) }
    let baseline = Baseline(identity: "single-task", seeds: [], tasks: [TaskMetrics("rich", metrics)])
    let found = baseline.divisible(by: .ratioMean)
    #expect(found.baseline.tasks[0].metrics.map(\.name) == ["auc", "accuracy"])
    #expect(found.leftOut.map(\.metric) == ["average-precision", "f1"])
    #expect(found.leftOut.allSatisfy { $0.reason == .beside && $0.isExpected })
    #expect(baseline.divisible(by: .metricMean).leftOut.isEmpty)
    #expect(Metrics.isRatio("f1") && Metrics.isRatio("average-precision"))
  }
}
