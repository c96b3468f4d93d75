import Foundation
import Statistics
import TestSupport
import Testing
import Torch

@testable import Tasks

@Suite struct SurvivalMetricTests {
  private static let target = Tensor([3.0, -1, 4, 1, -5, 9, .nan, 6])
  private static let risks = Tensor([0.3, 1.2, -0.8, 2.1, -0.4, -1.5, 9, 0.2]).unsqueeze(1)

  private static func known(_ tensor: Tensor) -> [Double] {
    tensor.flatten().array(of: Double.self).enumerated().filter { $0.offset != 6 }.map(\.element)
  }

  private static var times: SurvivalTimes {
    let labels = known(target)
    return SurvivalTimes(labels.map { abs($0) }, events: labels.map { $0 > 0 })
  }

  @Test func metricsAreOfTheWholeSplit() throws {
    let task = try LearningTask.survival("death").measured(by: ["c-index", "uno-c-index", "time-auc"])
    let evaluation = task.evaluation(), risks = Self.known(Self.risks)
    for start in [0, 4] {
      evaluation.update(
        Self.risks.narrow(0, start: start, length: 4), Self.target.narrow(0, start: start, length: 4))
    }
    let values = try evaluation.compute().map(\.value)
    let areas = TimeDependentAUC(risks, Self.times)
    #expect(
      values == [
        Concordance(risks, Self.times).value, Concordance.uno(risks, Self.times).value, areas.mean(at: areas.tenths),
      ])
  }

  @Test func expectedTimesAreTheOtherWayRound() throws {
    let task = LearningTask.survival("death", intervals: [0, 2, 4, 6]), evaluation = task.evaluation()
    let logits = Tensor.cat([-Self.risks, -Self.risks, -Self.risks], 1)
    evaluation.update(logits, Self.target)
    #expect(try evaluation.compute()[0].value == Concordance(Self.known(Self.risks), Self.times).value)
    let share = 1 / (1 + exp(0.3))
    let expected = 2 * (share + share * share + share * share * share)
    #expect(abs(task.prediction(logits)[0].item() - expected) < 1e-12)
  }

  /// A time of 0 keeps its minus: of two samples at 0 the event comes before the censored one, and not the other way round.
  @Test func aCensoredTimeOfZeroStaysCensored() throws {
    let evaluation = LearningTask.survival("death").evaluation()
    evaluation.update(Tensor([2.0, 1]).unsqueeze(1), Tensor([0.0, -0.0]))
    #expect(try evaluation.compute()[0].value == 1)
  }

  @Test func whatIsNotDefinedHasNoValue() throws {
    for target in [Tensor([-1.0, -2]), Tensor([Double.nan, .nan]), Tensor([2.0, 2])] {
      let evaluation = LearningTask.survival("death").evaluation()
      evaluation.update(Tensor([0.5, 1]).unsqueeze(1), target)
      #expect(try evaluation.compute()[0].value == nil)
    }
  }

  @Test func theConstantPredictionOfIntervalsIsTheShareThatSurvives() throws {
    var risk = ConstantPrediction(of: .survival("death"))
    risk.learn(Self.target)
    #expect(risk.answer == [0])
    var discrete = ConstantPrediction(of: .survival("death", intervals: [0, 2, 4]))
    discrete.learn(Self.target)
    // Of seven labels one event is before 2, and the censored one reaches the middle of the first interval alone; of the five others
    // one event is before 4.
    let shares = discrete.answer!.map { 1 / (1 + exp(-$0)) }
    #expect(abs(shares[0] - 6.0 / 7) < 1e-12 && abs(shares[1] - 4.0 / 5) < 1e-12)
  }

  @Test func labelsAreTimesOfOneForm() {
    let form = SurvivalLabels()
    #expect(
      errorText { try form.validate(Tensor([1, .infinity]), task: "death") }
        == "`death` labels should be finite. Found inf.")
    #expect(form.parts(Tensor([0.0, -0.0, 2, .nan])).events.array(of: Bool.self) == [true, false, true, false])
    let task = LearningTask.survival("death", intervals: [0, 1, 2])
    #expect(
      errorText { try task.checkFit(output: Tensor.zeros([4, 2]), target: Tensor.zeros([4, 2])) }
        == "`death`: targets should be [4]. Found [4, 2].")
  }
}
