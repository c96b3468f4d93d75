import TestSupport
import Testing

@testable import Tasks

@Suite struct DeltaMTests {
  let baseline = Baseline(
    identity: "single-task", seeds: [0],
    tasks: [
      TaskMetrics(
        "segmentation", [MetricValue("mIoU", 0.5, .higherIsBetter), MetricValue("accuracy", 0.8, .higherIsBetter)]),
      TaskMetrics("depth", [MetricValue("absolute error", 2, .lowerIsBetter)]),
    ])

  func model(mIoU: Double = 0.55, accuracy: Double = 0.8, depth: Double = 1.6) -> [TaskMetrics] {
    [
      TaskMetrics(
        "segmentation",
        [MetricValue("mIoU", mIoU, .higherIsBetter), MetricValue("accuracy", accuracy, .higherIsBetter)]),
      TaskMetrics("depth", [MetricValue("absolute error", depth, .lowerIsBetter)]),
    ]
  }

  /// Terms are +10, 0 and +20 %.
  @Test(arguments: [
    (DeltaM.Convention.metricMean, -10.0), (.taskMean, 12.5), (.oneMetricPerTask, 15.0),
  ])
  func eachConventionAveragesItsOwnWay(convention: DeltaM.Convention, expected: Double) throws {
    let deltaM = try DeltaM(of: model(), against: baseline, convention)
    #expect(abs(deltaM.percent - expected) < 1e-12)
    #expect(deltaM.isImprovement)
  }

  /// R² of 0.083 that becomes 0.099 is no gain of 19 %.
  @Test func theRatioMeanLeavesOutWhatHasNoTrueZero() throws {
    func stay(rmse: Double, r2: Double) -> [TaskMetrics] {
      [
        TaskMetrics(
          "stay",
          [MetricValue("rmse", rmse, .lowerIsBetter), MetricValue("r2", r2, .higherIsBetter, isRatio: false)])
      ]
    }
    let alone = Baseline(identity: "single-task", seeds: [0], tasks: stay(rmse: 10, r2: 0.083))
    let shared = stay(rmse: 10.1, r2: 0.099)
    #expect(abs(try DeltaM(of: shared, against: alone, .ratioMean).percent - 1) < 1e-9)
    #expect(try DeltaM(of: shared, against: alone, .metricMean).percent < -9)
    let (kept, leftOut) = alone.divisible(by: .ratioMean)
    #expect(kept.tasks[0].metrics.map(\.name) == ["rmse"])
    #expect(leftOut == [LeftOutMetric(task: "stay", metric: "r2", reason: .notRatio)])
    #expect(alone.divisible(by: .metricMean).leftOut.isEmpty)
  }

  @Test func whatCanBeNegativeIsNoRatio() {
    let all = [Labels.classes(3), .binary, .numbers(), .directions()].flatMap { Metrics.all.metrics(for: $0) }
    #expect(
      Set(all.filter { !$0.isRatio }.map(\.name)) == [
        "r2", "explained-variance", "pearson", "spearman", "kendall", "kappa", "quadratic-kappa", "matthews",
      ])
    #expect(!Metrics.isRatio("r2") && Metrics.isRatio("rmse") && Metrics.isRatio("my-metric"))
  }

  @Test func aMainMetricCanBeNamed() throws {
    let deltaM = try DeltaM(
      of: model(), against: baseline, .oneMetricPerTask, mainMetrics: ["segmentation": "accuracy"])
    #expect(abs(deltaM.percent - 10) < 1e-12)
  }

  @Test func theConventionIsPrintedWithTheNumber() throws {
    #expect(
      "\(try DeltaM(of: model(), against: baseline, .metricMean))" == "−10.00 (Δm, metric mean, lower is better, %)")
    #expect("\(DeltaM(percent: 1.005, convention: .taskMean))" == "+1.00 (Δm, task mean, higher is better, %)")
    #expect(
      "\(DeltaM(percent: -0.001, convention: .oneMetricPerTask))"
        == "0.00 (Δm, one metric per task, higher is better, %)")
  }

  @Test func termsConvertBetweenConventions() throws {
    let terms = try DeltaM.Terms(of: model(), against: baseline)
    #expect(terms.tasks.map(\.task) == ["segmentation", "depth"])
    for convention in DeltaM.Convention.allCases {
      #expect(try terms.deltaM(convention) == DeltaM(of: model(), against: baseline, convention))
    }
  }

  @Test func aNegativeBaselineKeepsTheSign() throws {
    let poor = Baseline(
      identity: "poor", seeds: [], tasks: [TaskMetrics("dose", [MetricValue("R²", -0.5, .higherIsBetter)])])
    let deltaM = try DeltaM(
      of: [TaskMetrics("dose", [MetricValue("R²", 0.5, .higherIsBetter)])], against: poor, .taskMean)
    #expect(deltaM.percent == 200)
  }

  @Test func everyErrorNamesTaskAndMetric() throws {
    var zero = baseline
    zero.tasks[1].metrics[0].value = 0
    #expect(
      errorText { _ = try DeltaM(of: model(), against: zero, .taskMean) }
        == "The baseline of `absolute error` of task `depth` should be finite and not zero. Found 0.0.")
    zero.tasks[1].metrics[0].value = .infinity
    #expect(
      errorText { _ = try DeltaM(of: model(), against: zero, .taskMean) }
        == "The baseline of `absolute error` of task `depth` should be finite and not zero. Found inf.")
    #expect(
      errorText { _ = try DeltaM(of: model(depth: .nan), against: baseline, .taskMean) }
        == "`absolute error` of task `depth` should be finite. Found nan.")
    #expect(
      errorText { _ = try DeltaM(of: Array(model().prefix(1)), against: baseline, .taskMean) }
        == "The model should have the task `depth`. Found `segmentation`.")
    #expect(
      errorText { _ = try DeltaM(of: model(), against: baseline.restricted(to: ["depth"]), .taskMean) }
        == "The baseline should have the task `segmentation`. Found `depth`.")
    #expect(
      errorText { _ = try baseline.restricted(to: ["normals"]) }
        == "The baseline should have the task `normals`. Found `segmentation`, `depth`.")
    var less = baseline
    less.tasks[0].metrics.removeLast()
    #expect(
      errorText { _ = try DeltaM(of: model(), against: less, .taskMean) }
        == "The baseline should have the metric `accuracy` of task `segmentation`. Found `mIoU`.")
    #expect(
      errorText { _ = try DeltaM(of: model(), against: baseline, .oneMetricPerTask, mainMetrics: ["depth": "RMSE"]) }
        == "The model should have the metric `RMSE` of task `depth`. Found `absolute error`.")
    var opposite = baseline
    opposite.tasks[1].metrics[0].direction = .higherIsBetter
    #expect(
      errorText { _ = try DeltaM(of: model(), against: opposite, .taskMean) }
        == "`absolute error` of task `depth` should be better the same way in the model and in the baseline. Found the opposite."
    )
    #expect(
      errorText { _ = try DeltaM(of: [], against: baseline, .taskMean) }
        == "Δm should be over at least one task. Found none.")
    #expect(
      errorText { _ = try DeltaM.Terms([.init("depth", [])]).deltaM(.taskMean) }
        == "The task `depth` should have a metric. Found none.")
  }

  @Test func theBaselineSaysWhereItCameFrom() {
    #expect(baseline.summary == "single-task (seed 0)")
    #expect(Baseline(identity: "table 2", seeds: [], tasks: []).summary == "table 2")
  }
}
