import Components
import Configuration
import Datasets
import Tasks
import TestSupport
import Testing
import Torch

@testable import Experiments

/// Classes in an order. A network answers with a logit for "above 0", one for "above 1", …, `[batch, classes - 1]`.
private struct Grades: DiscreteLabels {
  static let words = "grades"

  let classes: Int

  var answer: Answer { .classNumber }

  func mask(_ target: Tensor) -> Tensor { target.greaterOrEqual(0) }

  func validate(_ target: Tensor, task: String) throws(LabelError) {
    try refuse(
      target, where: target.greaterOrEqual(Double(classes)), task: task, should: "be below \(classes)")
  }

  func checkFit(_ target: Tensor, to output: Tensor, task: String) throws(FitError) {
    guard target.shape == [output.shape[0]], output.shape.last == classes - 1 else {
      throw FitError(task, "targets", should: "be [\(output.shape[0])]", found: "\(target.shape)")
    }
  }

  func prediction(_ output: Tensor, scale: Scale) -> Tensor { output.greater(0).sum([1]) }

  func sums(of target: Tensor, outputs: Int) -> (sums: Tensor, counts: Tensor) {
    let count = mask(target).sum().to(.float64)
    return (above(target).clamp(min: 0).sum([0]).to(.float64), count.expand([outputs]))
  }

  func constant(sums: [Double], counts: [Double]) -> [Double] { zip(sums, counts).map { $0 / $1 - 0.5 } }

  var decision: ConfusionStatistic.Decision {
    .init { prediction, target in (prediction.greater(0).sum([1]), target, mask(target)) }
  }

  func confidences(_ prediction: Tensor, _ target: Tensor) -> Confidences {
    let sure = prediction.abs().sigmoid().amin([1])
    return Confidences(
      sure, isRight: prediction.greater(0).sum([1]).equal(target), isLabelled: mask(target))
  }

  /// Whether each label is above each class, `[batch, classes - 1]`; −1 without a label.
  func above(_ target: Tensor) -> Tensor {
    let classes = Tensor.arange(0, Double(classes - 1))
    let above = (target.to(.float32).unsqueeze(1) - classes).greater(0).to(.float32)
    return above.maskedFill(mask: mask(target).logicalNot().unsqueeze(1), -1)
  }
}

/// The cross-entropy of "above", with every step between two grades the same.
private struct GradeLoss: TaskLoss {
  static let card = LossCard(About("grade-cross-entropy", "the cross-entropy of each step"), of: Grades.self) {
    _, labels in GradeLoss(labels: labels)
  }

  let labels: Grades

  var likelihood: Likelihood { .softmax }

  func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    BinaryCrossEntropy()(prediction, labels.above(target))
  }
}

/// How far predicted grades are from true ones.
private final class GradeDistance: Statistic {
  static let card = MetricCard(
    About("grade-distance", "the mean number of grades between prediction and truth"), of: Grades.self,
    better: .lowerIsBetter, unit: .fixed("grades"), statistic: { labels, _ in GradeDistance(labels) }
  ) { $0 }

  let labels: Grades
  var (sum, count) = (0.0, 0.0)

  init(_ labels: Grades) { self.labels = labels }

  func reset() { (sum, count) = (0, 0) }

  func update(_ prediction: Tensor, _ target: Tensor) {
    let mask = labels.mask(target)
    let distance = (labels.prediction(prediction, scale: .identity) - target).abs()
    sum += distance.maskedFill(mask: mask.logicalNot(), 0).sum().item()
    count += mask.sum().item()
  }

  func summary() -> Double? { count > 0 ? sum / count : nil }
}

/// Labels of a form that the toolkit does not have, from a configuration to figures.
@Suite struct OwnLabelFormTests {
  let scratch = TemporaryFolder()

  /// The experiment's parts, with grades instead of the classes of its table.
  private func parts(_ task: String = "") throws -> ExperimentParts {
    var table = SmallTable()
    table.catalogue.losses.add(GradeLoss.card)
    table.catalogue.metrics.add(GradeDistance.card)
    let experiment = try table.experiment(
      """
      tasks: {difference: {loss: grade-cross-entropy, metrics: [grade-distance]\(task)}}
      training: {epochs: 40, learning-rate: 0.05, batch: 14, early-stopping: none}
      """, targets: "[{column: difference, kind: classification}]", in: scratch)
    let read = try experiment.dataSource()
    let grades = try LearningTask(
      "difference", .init("grading"), outputs: 4, labels: Labels(Grades(classes: 5)), loss: BinaryCrossEntropy(),
      metrics: [table.catalogue.metrics.metric("grade-distance", for: Labels(Grades(classes: 5)))])
    let source = DataSource(
      name: read.name, train: read.train, validation: read.validation, test: read.test, tasks: [grades],
      input: read.input, fingerprint: read.fingerprint)
    return try ExperimentParts(experiment, data: source)
  }

  @Test func theyTrainAndAreEvaluated() throws {
    let parts = try parts(), task = parts.tasks[0]
    #expect(task.loss is GradeLoss && task.metrics[0].unit == "grades")
    let before = try #require(
      try parts.evaluator()(parts.trainEvaluationLoader(), split: "train").metrics["difference"]?["grade-distance"])
    _ = try parts.trainer().fit(parts.trainLoader, validation: parts.validationLoader)
    let tally = try #require(AnswerTally(task))
    let figures = try parts.evaluator()(parts.trainEvaluationLoader(), split: "train") { outputs, batch in
      tally.update(try #require(outputs["difference"]), try #require(batch.targets["difference"]))
    }
    let after = try #require(figures.metrics["difference"]?["grade-distance"])
    #expect(after < 0.3 && after < before, "\(before), \(after)")
    let (confusion, calibration) = try tally.summary()
    #expect(confusion?.accuracy.map { $0 > 0.7 } == true)
    #expect(calibration?.samples == confusion?.total)
  }

  @Test func aConstantAndASummaryKnowThem() throws {
    let task = try parts().tasks[0]
    let target = Tensor([0, 4, 4, -1, 2] as [Int64])
    var constant = ConstantPrediction(of: task)
    constant.learn(target)
    let answer = try #require(constant(for: target))
    #expect(task.prediction(answer).array(of: Int.self) == [2, 2, 2, 2, 2])
    var summary = LabelSummary(task, names: nil)
    summary.add(target, of: task)
    #expect(summary.labelled == 4 && summary.elements == 5 && summary.classes == [1, 0, 1, 0, 2])
    #expect(
      errorText { try task.validate(Tensor([5] as [Int64])) } == "`difference` labels should be below 5. Found 5.0.")
  }

  @Test func errorsNameTheForm() {
    let labels = Labels(Grades(classes: 5))
    #expect(errorText { try Losses.named("huber", for: labels) } == "`huber` is not a loss of grades.")
    #expect(errorText { try Metrics.named("mae", for: labels) } == "`mae` is not a metric of grades. There is none.")
    #expect(labels == Labels(Grades(classes: 5)) && labels != Labels(Grades(classes: 4)) && labels != .classes(5))
  }
}
