import Components
import TestSupport
import Testing
import Torch

@testable import Tasks

/// The form that the documentation shows: numbers that cannot be negative.
private struct Ages: LabelForm {
  static let words = "ages"

  func validate(_ target: Tensor, task: String) throws(LabelError) {
    try refuse(target, where: target.less(0), task: task, should: "be at least 0")
  }
}

/// A statistic that is never asked.
private final class NoStatistic: Statistic {
  func reset() {}
  func update(_ prediction: Tensor, _ target: Tensor) {}
  func summary() -> Double? { nil }
}

@Suite struct LabelFormTests {
  @Test func formsAreEqualByTheirValuesAlsoWhereNoNumberMarksAMissingOne() {
    #expect(Labels.numbers() == .numbers(missing: .nan) && Labels.numbers() != .numbers(missing: 0))
    #expect(Labels.classes(3) != .classes(3, ignore: 255) && Labels.classes(3) == .classes(3))
    #expect(Labels.directions() != .directions(.channelSum) && Labels.binary != .numbers())
    #expect(Labels.binary != Labels.binary.complete && Labels(Ages()) != .numbers())
    let different: Set<Labels> = [.numbers(), .numbers(missing: -.nan), .numbers(missing: 0), .binary, .binary]
    #expect(different.count == 3)
  }

  @Test func aFormHasWhatNumbersHaveUnlessItSaysOtherwise() throws {
    let labels = Labels(Ages())
    #expect(labels.count(Tensor([1, .nan, 40] as [Float])).item() == 2)
    #expect(
      errorText { try labels.validate(Tensor([1, -2] as [Float]), task: "a") }
        == "`a` labels should be at least 0. Found -2.0.")
    #expect(
      errorText { try labels.complete.validate(Tensor([.nan] as [Float]), task: "a") }
        == "`a` labels should all be present. Found nan.")
    let task = try LearningTask(
      "a", .regression, outputs: 1, labels: labels, scale: Scale(mean: 30, standardDeviation: 10), loss: L1Loss(),
      metrics: [Metrics.named("mae", for: .numbers())])
    #expect(task.prediction(Tensor([1] as [Float])).item() == 40)
    var constant = ConstantPrediction(of: task)
    constant.learn(Tensor([1, .nan, 4, 4] as [Float]))
    #expect(constant.answer == [3])
    #expect(AnswerTally(task) == nil)
  }

  @Test func aLossAndAMetricNameTheFormsThatTheyAreMadeFor() {
    #expect(Losses.all["focal"]?.facts.first == Fact("labels", "yes-or-no labels, class labels"))
    #expect(Metrics.all["auc"]?.facts.first == Fact("labels", "class labels, yes-or-no labels"))
    #expect(Metrics.all["mse"]?.facts.last == Fact("unit", "the task's, squared"))
    #expect(Metrics.all["angle-mean"]?.facts.last == Fact("unit", "°"))
  }

  @Test func aMetricThatIsAddedComesAfterThoseOfItsForm() throws {
    let catalogue = Metrics.all.adding(
      MetricCard(
        About("bias", "the mean of prediction minus truth"), of: NumberLabels.self, better: .lowerIsBetter,
        unit: .ofTask, statistic: { _, _ in NoStatistic() }
      ) { $0 })
    let names = catalogue.metrics(for: .numbers()).map(\.name)
    #expect(names.first == "absolute-error" && names.suffix(2) == ["kendall", "bias"])
    #expect(try catalogue.metric("bias", for: .numbers(), unit: "m").unit == "m")
    // One name has another place in each form's list.
    #expect(
      catalogue.metrics(for: .binary).map(\.name).prefix(5) == [
        "accuracy", "error-rate", "auc", "average-precision", "f1",
      ])
    #expect(catalogue.metrics(for: .classes(3)).map(\.title)[5...6] == ["macro F1", "weighted F1"])
  }
}
