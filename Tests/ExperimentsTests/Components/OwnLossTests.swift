import Components
import Configuration
import Tasks
import TestSupport
import Testing
import Torch

@testable import Experiments

/// The quantile loss: a truth above the prediction costs q times the distance, one below it 1 − q times.
private struct QuantileLoss: TaskLoss {
  static let card = LossCard(
    About(
      "quantile", "the distance, with other costs above and below",
      settings: [Setting("q", .number(.fraction), default: 0.5, "the share of truths below the prediction")]),
    of: NumberLabels.self
  ) { setup, labels in QuantileLoss(q: setup.settings.number("q"), labels: labels) }

  let q: Double
  let labels: NumberLabels

  var likelihood: Likelihood { .laplace }

  func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let target = target.reshape(prediction.shape), mask = labels.mask(target)
    let distance = (target - prediction).maskedFill(mask: mask.logicalNot(), 0)
    return (distance * q).maximum(distance * (q - 1)).sum() / mask.sum().clamp(min: 1)
  }
}

/// How many truths lie at or below their prediction.
private final class Coverage: Statistic {
  static let card = MetricCard(
    About("coverage", "the share of truths at or below the prediction"), of: NumberLabels.self,
    better: .higherIsBetter, statistic: { labels, _ in Coverage(labels) }
  ) { $0 }

  let labels: NumberLabels
  var (covered, count) = (0.0, 0.0)

  init(_ labels: NumberLabels) { self.labels = labels }

  func reset() { (covered, count) = (0, 0) }

  func update(_ prediction: Tensor, _ target: Tensor) {
    let target = target.reshape(prediction.shape), mask = labels.mask(target)
    covered += (prediction - target).greaterOrEqual(0).logicalAnd(mask).sum().item()
    count += mask.sum().item()
  }

  func summary() -> Double? { count > 0 ? covered / count : nil }
}

/// Losses and metrics that a program adds to the toolkit's.
@Suite struct OwnLossTests {
  let scratch = TemporaryFolder()

  private var table: SmallTable {
    var table = SmallTable()
    table.catalogue.losses.add(QuantileLoss.card)
    table.catalogue.metrics.add(Coverage.card)
    return table
  }

  @Test func whatTakesNoWeightsIsRefusedOnDataThatHasSome() throws {
    func failure(_ settings: String) throws -> String {
      let experiment = try table.experiment(
        "", targets: "[{column: sum, kind: regression, \(settings)}]\n  sample-weight: difference", in: scratch)
      return errorText { try experiment.selectedTasks(of: experiment.dataSource()) }
    }
    #expect(
      try failure("loss: quantile")
        == "`data.sample-weight`: The task `sum` should have a loss that takes weights of samples. Found `QuantileLoss`."
    )
    #expect(
      try failure("metrics: [mae, coverage]")
        == "`data.sample-weight`: The task `sum` should have metrics that take weights of samples. Found `coverage`.")
    #expect(try failure("loss: l1, weight: 2") == "no error")
  }

  @Test func aLossAndAMetricOfOnesOwnAreConfiguredTrainedAndEvaluated() throws {
    func run(q: Double) throws -> Double {
      let experiment = try table.experiment(
        "training: {epochs: 20, learning-rate: 0.1, batch: 14, early-stopping: none}",
        targets: "[{column: sum, kind: regression, loss: {kind: quantile, q: \(q)}, metrics: [coverage, mae]}]",
        in: scratch)
      #expect(experiment.tasks["sum"]?.loss?.settings.number("q") == q)
      #expect(try ExperimentParts(experiment).tasks[0].loss is QuantileLoss)
      let run = try SingleRun(experiment).runner(resuming: false, restarting: false)
      let result = try run.run()
      #expect(result.failure == nil)
      return try #require(
        result.metrics["train"]?["sum"]?["coverage"] ?? result.metrics["validation"]?["sum"]?["coverage"])
    }
    let (low, high) = (try run(q: 0.05), try run(q: 0.95))
    #expect(low < 0.5 && high > 0.5, "\(low), \(high)")
  }

  @Test func theyAreListedWithTheToolkits() throws {
    let loss = try #require(Listing("losses")?.entries(in: table.catalogue).last)
    #expect(loss.name == "quantile" && loss.details == ["labels": "numbers", "settings": "q"])
    let metric = try #require(Listing("metrics")?.entries(in: table.catalogue).last)
    #expect(metric.name == "coverage" && metric.details == ["labels": "numbers", "better": "higher", "unit": "–"])
    #expect(metric.summary == "the share of truths at or below the prediction")
  }

  @Test func theirErrorsAreThoseOfTheToolkits() throws {
    for (target, message) in [
      (
        "sum, kind: regression, loss: {kind: quantile, q: 2}",
        "`data.targets.0.loss.q` should be between 0 and 1. Found 2."
      ),
      ("sum, kind: regression, loss: quantil", "Did you mean `quantile`?"),
      ("sum, kind: regression, metrics: [coverge]", "Did you mean `coverage`?"),
      ("difference, kind: classification, loss: quantile", "`quantile` is not a loss of class labels."),
      ("difference, kind: classification, metrics: [coverage]", "`coverage` is not a metric of class labels."),
    ] {
      let text = errorText {
        _ = try ExperimentParts(try table.experiment("", targets: "[{column: \(target)}]", in: scratch))
      }
      #expect(text.contains(message), "\(text)")
    }
  }
}
