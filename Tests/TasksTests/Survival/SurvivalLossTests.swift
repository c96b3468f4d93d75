import Components
import Foundation
import TestSupport
import Testing
import Torch

@testable import Tasks

@Suite struct SurvivalLossTests {
  private static let times = [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3]
  private static let events = [true, true, false, true, true, false, false, true, true, true]
  private static let risks = [0.3, -1.2, 0.8, 2.1, -0.4, 0.5, 1.5, -2.2, 0.1, 0.9]

  private static func targets(_ times: [Double] = times, _ events: [Bool] = events) -> Tensor {
    Tensor(zip(times, events).map { SurvivalLabels.label($0, isEvent: $1) })
  }

  private static func column(_ values: [Double]) -> Tensor { Tensor(values).unsqueeze(1).requiringGrad() }

  /// The mean over events of the logarithm of their share among those at risk.
  private static func value(_ risks: [Double], _ times: [Double], _ events: [Bool], _ weights: [Double]? = nil)
    -> Double
  {
    let all = risks.indices, weights = weights ?? all.map { _ in 1 }
    var sum = 0.0, count = 0.0
    for i in all where events[i] {
      let rivals = all.filter { times[$0] >= times[i] }.reduce(0) { $0 + weights[$1] * exp(risks[$1]) }
      sum -= weights[i] * (risks[i] - log(rivals))
      count += weights[i]
    }
    return sum / count
  }

  @Test func itIsThePartialLikelihoodWhateverTheOrder() {
    let loss = CoxLoss(), expected = Self.value(Self.risks, Self.times, Self.events)
    #expect(abs(loss(Self.column(Self.risks), Self.targets()).item() - expected) < 1e-12)
    let order = [7, 2, 9, 0, 4, 1, 8, 3, 6, 5]
    let risks = Self.column(order.map { Self.risks[$0] })
    let moved = loss(risks, Self.targets(order.map { Self.times[$0] }, order.map { Self.events[$0] }))
    #expect(abs(moved.item() - expected) < 1e-12)
    moved.backward()
    #expect(abs(risks.grad!.sum().item()) < 1e-12)
    let shifted = loss(Self.column(Self.risks.map { $0 + 1_000 }), Self.targets())
    #expect(abs(shifted.item() - expected) < 1e-9)
  }

  @Test func equalRisksHaveTheMeanOfLogarithms() {
    let loss = CoxLoss()(Self.column([0, 0, 0, 0]), Self.targets([1, 2, 3, 4], [true, true, true, true]))
    #expect(abs(loss.item() - log(24) / 4) < 1e-12)
  }

  @Test func aMissingLabelIsInNoComparison() {
    let risks = Self.column(Self.risks + [50])
    let target = Tensor.cat([Self.targets(), Tensor([Double.nan])])
    let loss = CoxLoss()(risks, target)
    #expect(abs(loss.item() - Self.value(Self.risks, Self.times, Self.events)) < 1e-12)
    loss.backward()
    #expect(risks.grad![10].item() == 0)
  }

  @Test(arguments: [[-1.0, -2], [.nan, .nan], [-0.0]]) func withoutAnEventItTeachesNothing(_ targets: [Double]) {
    let risks = Self.column(targets.map { _ in 0.7 })
    let loss = CoxLoss()(risks, Tensor(targets))
    #expect(loss.item() == 0)
    loss.backward()
    #expect(risks.grad!.abs().sum().item() == 0)
  }

  @Test func anEventAtTimeZeroIsNotCensored() {
    let loss = CoxLoss()(Self.column([0, 0]), Self.targets([0, 0], [true, false]))
    #expect(abs(loss.item() - log(2)) < 1e-12)
  }

  @Test func aWeightIsHowOftenASampleOccurs() {
    let weights = [1.0, 2, 0, 1, 3, 1, 2, 0, 1, 1]
    let places = weights.enumerated().flatMap { [Int](repeating: $0, count: Int($1)) }
    let risks = Self.column(Self.risks)
    let loss = CoxLoss().weighted(risks, Self.targets(), weights: Tensor(weights))
    #expect(abs(loss.item() - Self.value(Self.risks, Self.times, Self.events, weights)) < 1e-12)
    let repeated = CoxLoss()(
      Self.column(places.map { Self.risks[$0] }),
      Self.targets(places.map { Self.times[$0] }, places.map { Self.events[$0] }))
    #expect(abs(loss.item() - repeated.item()) < 1e-12)
    loss.backward()
    #expect(risks.grad!.isFinite().all().item() == 1 && risks.grad![2].item() == 0)
    let none = CoxLoss().weighted(risks, Self.targets(), weights: Tensor.zeros([10], dtype: .float64))
    #expect(none.item() == 0)
  }

  @Test func theLossOfASplitIsTheMeanOverItsEvents() {
    let loss = CoxLoss(), risks = Self.column(Self.risks), target = Self.targets()
    let sums = [0, 5].map { start in
      loss.sums(
        risks.narrow(0, start: start, length: 5), target.narrow(0, start: start, length: 5), labels: Tensor([5.0]))
    }
    let halves = [0..<5, 5..<10].map {
      Self.value(Array(Self.risks[$0]), Array(Self.times[$0]), Array(Self.events[$0]))
    }
    let counts = [4.0, 3]
    #expect((sums[0] + sums[1]).array(of: Double.self)[1] == 7)
    let expected = zip(halves, counts).reduce(0) { $0 + $1.0 * $1.1 } / 7
    #expect(abs(loss.loss(ofSums: (sums[0] + sums[1]).array(of: Double.self))! - expected) < 1e-12)
  }

  @Test func aDiscreteTimeLossIsThatOfEachSample() {
    let form = SurvivalLabels(intervals: [0, 2, 4, 8]), loss = DiscreteTimeLoss(form)
    let logits = Tensor([0.2, -1, 0.5, 1.5, 0.3, -0.7, 2, 0, -2], shape: [3, 3])
    // An event in the second interval, a censored time past the middle of the second, and no label.
    let target = Tensor([3.0, -3.5, .nan])
    func minusLog(_ z: Double) -> Double { log1p(exp(-z)) }
    let expected = (minusLog(0.2) + minusLog(1) + minusLog(1.5) + minusLog(0.3)) / 3 / 2
    #expect(abs(loss(logits, target).item() - expected) < 1e-12)
    let ofWeights = loss.weighted(logits, target, weights: Tensor([3.0, 1, 0]))
    let one = (minusLog(0.2) + minusLog(1)) / 3, other = (minusLog(1.5) + minusLog(0.3)) / 3
    #expect(abs(ofWeights.item() - (3 * one + other) / 4) < 1e-12)
    #expect(
      abs(loss.loss(ofSums: loss.sums(logits, target, labels: Tensor([2.0])).array(of: Double.self))! - expected)
        < 1e-12)
  }

  @Test func lossesStandWithTheirTasks() throws {
    let risk = LearningTask.survival("death"), discrete = LearningTask.survival("death", intervals: [0, 1, 2])
    #expect(risk.loss is CoxLoss && risk.outputs == 1 && discrete.loss is DiscreteTimeLoss && discrete.outputs == 2)
    #expect(
      errorText { _ = try risk.trained(with: "discrete-time") }
        == "`discrete-time` should stand with a task with `intervals`. Found none.")
    #expect(
      errorText { _ = try discrete.trained(with: "cox") }
        == "`cox` should stand with a task without `intervals`. Found 2 intervals.")
    #expect(errorText { _ = try risk.trained(with: "l1") } == "`l1` is not a loss of survival times.")
  }
}
