import Tasks
import Testing

/// One metric that is zero or undefined does not cost the others their Δm.
@Suite struct DivisibleBaselineTests {
  private let baseline = Baseline(
    identity: "alone", seeds: [0],
    tasks: [
      TaskMetrics("y", [MetricValue("mae", 2, .lowerIsBetter), MetricValue("r2", .nan, .higherIsBetter)]),
      TaskMetrics("z", [MetricValue("f1", 0, .higherIsBetter), MetricValue("accuracy", 0.8, .higherIsBetter)]),
      TaskMetrics("w", [MetricValue("auc", .nan, .higherIsBetter)]),
    ])

  @Test func metricsThatNothingCanBeRelativeToAreLeftOutByName() {
    let (kept, leftOut) = baseline.divisible(by: .metricMean)
    #expect(kept.tasks.map(\.task) == ["y", "z"])
    #expect(kept.tasks.flatMap { $0.metrics.map(\.name) } == ["mae", "accuracy"])
    #expect(leftOut.map(\.name) == ["`r2` of `y`", "`f1` of `z`", "`auc` of `w`"])
    #expect(leftOut.map(\.reason) == [.undefined, .zero, .undefined])
    #expect(kept.identity == "alone" && kept.seeds == [0])
  }

  /// Another metric in the place of the main one would be another measure.
  @Test func aTaskWithoutItsMainMetricIsLeftOut() {
    let (kept, leftOut) = baseline.divisible(by: .oneMetricPerTask)
    #expect(kept.tasks.map(\.task) == ["y"])
    #expect(leftOut.map(\.name) == ["`f1` of `z`", "`auc` of `w`"])
    #expect(baseline.divisible(by: .oneMetricPerTask, mainMetrics: ["z": "accuracy"]).baseline.tasks.count == 2)
  }

  @Test func aWholeBaselineIsKept() {
    let whole = Baseline(
      identity: "a", seeds: [], tasks: [TaskMetrics("y", [MetricValue("r2", -0.1, .higherIsBetter)])])
    let (kept, leftOut) = whole.divisible(by: .taskMean)
    #expect(kept == whole && leftOut.isEmpty)
  }
}
