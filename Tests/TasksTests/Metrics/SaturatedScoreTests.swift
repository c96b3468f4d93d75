import TestSupport
import Testing
import Torch

@testable import Tasks

private let rounding = Tolerance.relative(1e-12, absolute: 1e-12)

/// Predictions whose probabilities are all 1 in float32: ranks and logarithms must come from the logits. The expected values
/// are those of scikit-learn 1.8 on the logits in float64.
@Suite struct SaturatedScoreTests {
  private static let logits: [Float] = [18, 25, 19, 40, -3, 30.5, 17.5, 22]
  private static let answers: [Int] = [0, 1, 0, 1, 0, 1, 1, 0]
  private static let classLogits: [Float] = [
    40, 0, -5, 30, 55, 2, 0, 60, 59, 25, 26, 90, 70, 10, 69.5, 33, 71, 50,
  ]
  private static let classes: [Int] = [0, 1, 2, 2, 0, 0]

  private func values(_ task: LearningTask, _ names: [String], _ prediction: Tensor, _ target: Tensor) throws
    -> [Double]
  {
    let evaluation = try task.measured(by: names).evaluation()
    evaluation.update(prediction, target)
    return try evaluation.compute().map { try #require($0.value) }
  }

  @Test func yesOrNoAnswersKeepTheOrderOfTheirLogits() throws {
    let found = try values(
      .binary("z"), ["auc", "average-precision", "log-loss", "brier"], Tensor(Self.logits), Tensor(Self.answers))
    #expect(
      isClose(
        found, [0.8125, 0.8928571428571428, 7.381073424726175, 0.3752811464029012], rounding),
      "\(found)")
  }

  @Test func classesKeepTheOrderOfTheirLogits() throws {
    let found = try values(
      .classification("c", classes: 3), ["auc", "average-precision", "log-loss", "top-2-accuracy"],
      Tensor(Self.classLogits, shape: [6, 3]), Tensor(Self.classes))
    #expect(
      isClose(
        found, [0.9212962962962963, 0.9166666666666666, 6.631223112078413, 0.8333333333333334],
        rounding), "\(found)")
  }

  @Test func twoClassesAreOrderedAsTheDifferenceOfTheirLogits() throws {
    let logits = Tensor(Self.logits)
    let both = Tensor.stack([logits.zerosLike(), logits], 1)
    let found = try values(
      .classification("c", classes: 2), ["auc", "log-loss"], both + 100, Tensor(Self.answers))
    #expect(isClose(found, [0.8125, 7.381073424726175], rounding), "\(found)")
  }

  @Test func theStatisticItselfKeepsLogits() throws {
    let statistic = ScoreStatistic(.logits)
    statistic.update(Tensor(Self.logits), Tensor(Self.answers))
    let scores = try #require(try statistic.summary())
    #expect(
      isClose(
        [scores.areaUnderROC ?? 0, scores.logLoss ?? 0], [0.8125, 7.381073424726175], rounding)
    )
    #expect(scores.columns[0].scores.first == 40)
  }

  /// A loss of 1,000 is one, not 708, where the logarithm of the least number ends.
  @Test func logLossHasNoUpperEnd() throws {
    #expect(try values(.binary("z"), ["log-loss"], Tensor([1000] as [Float]), Tensor([0])) == [1000])
    #expect(
      try values(
        .classification("c", classes: 2), ["log-loss"], Tensor([1000, 0] as [Float], shape: [1, 2]), Tensor([1]))
        == [1000])
  }

  @Test func theSameAnswerIsYesInEveryMetric() throws {
    // A logit that is a probability of one half in float32, but below it.
    let found = try values(
      .binary("z"), ["accuracy", "subset-accuracy", "f1", "macro-f1"], Tensor([-1e-9, 2] as [Float]), Tensor([0, 1]))
    #expect(found == [1, 1, 1, 1])
  }
}
