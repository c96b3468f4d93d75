import Foundation
import Testing
import Torch

@testable import Balancing
@testable import Components

@Suite struct UWSOAutoTests {
  /// With the rule `entropy` unless another is given.
  private func auto(_ count: Int, _ parameters: [String: SettingValue]) throws -> any LossWeighting {
    let parameters = parameters.merging(["rule": "entropy"]) { given, _ in given }
    return try Catalogue.lossWeighting("uw-so-auto", setup(count, parameters, seed: 3))
  }

  private func effectiveNumber(_ weights: [Double]) -> Double {
    exp(-weights.filter { $0 > 0 }.reduce(0) { $0 + $1 * log($1) })
  }

  @Test(arguments: [0.0, 0.1, 0.5, 0.9, 1])
  func theWeightsHaveTheEffectiveNumberOfTasks(share: Double) throws {
    for losses in [[0.5, 1, 2], [0.01, 3], [1e-6, 1e3, 4, 0.2], (1...40).map { 0.1 * Double($0) }] {
      let weights = Answer(try auto(losses.count, ["share": .number(share)]), losses).weights
      let expected = 1 + share * Double(losses.count - 1)
      #expect(abs(effectiveNumber(weights) - expected) < 1e-4 * expected, "\(losses.count): \(weights)")
      #expect(weights == weights.sorted(by: >) || losses != losses.sorted(), "smaller losses weigh more")
    }
  }

  @Test func lossesThatAreTheSmallestTogetherAreTheLeastNumber() throws {
    let weights = Answer(try auto(3, ["share": 0]), [0.4, 0.4, 1]).weights
    #expect(abs(weights[0] - 0.5) < 1e-4 && abs(weights[1] - 0.5) < 1e-4 && weights[2] < 1e-4)
    #expect(Answer(try auto(3, ["share": 0]), [1, 1, 1]).weights.allSatisfy { abs($0 - 1.0 / 3) < 1e-12 })
  }

  @Test func absentTasksDoNotCount() throws {
    let weights = Answer(try auto(4, [:]), [0.5, 7, 1, 2], present: [true, false, true, true]).weights
    let without = Answer(try auto(3, [:]), [0.5, 1, 2]).weights
    #expect(weights[1] == 0)
    for (one, other) in zip([weights[0], weights[2], weights[3]], without) { #expect(abs(one - other) < 1e-9) }
  }

  @Test func theShareGoesHalfOfTheWayInAHalfLife() throws {
    let method = try auto(5, ["share": 0.2, "half-life": 3])
    let losses = [0.3, 0.5, 1, 2, 4]
    for (epoch, share) in [1, 0.2 + 0.8 * exp2(-1.0 / 3), 0.2 + 0.8 * exp2(-2.0 / 3), 0.6].enumerated() {
      let found = effectiveNumber(Answer(method, losses).weights)
      #expect(abs(found - (1 + 4 * share)) < 1e-3, "epoch \(epoch): \(found)")
      method.epochEnded(meanLosses: Tensor(losses))
    }
  }

  @Test func theFirstBatchHasTheRelativeTemperatureOfUWSO() throws {
    let losses = [0.3, 1.1, 0.02]
    let own = Answer(try auto(3, ["rule": "relative", "temperature": 2.5]), losses).weights
    let other = Answer(
      try Catalogue.lossWeighting("uw-so", setup(3, ["relative-temperature": 2.5])), losses
    ).weights
    for (one, other) in zip(own, other) { #expect(abs(one - other) < 1e-12) }
  }

  @Test func theRunningMeanFollowsTheInverseLosses() throws {
    let method = try auto(2, ["rule": "relative", "beta": 0.75])
    var mean = Double.nan
    for losses in [[1.0, 2], [0.5, 4], [0.1, 0.2]] {
      let own = (1 / losses[0] + 1 / losses[1]) / 2
      mean = mean.isNaN ? own : 0.75 * mean + 0.25 * own
      let odds = exp((1 / losses[0] - 1 / losses[1]) / mean)
      let weights = Answer(method, losses).weights
      #expect(abs(weights[0] / weights[1] / odds - 1) < 1e-6)
    }
    // A batch without a label changes nothing.
    let before = method.state["mean-inverse-loss"]!.item()
    _ = method.weigh(Tensor([1.0, 1]), present: Tensor([false, false]))
    #expect(method.state["mean-inverse-loss"]!.item() == before)
  }

  /// Another unit of all losses changes no weight, with any rule, over many batches.
  @Test(
    arguments: [
      ["rule": "relative"], ["rule": "entropy"], ["rule": "entropy", "half-life": 2], ["rule": "bandit", "window": 2],
    ] as [[String: SettingValue]])
  func theUnitOfTheLossesDoesNotMatter(_ parameters: [String: SettingValue]) throws {
    let (one, other) = (try auto(3, parameters), try auto(3, parameters))
    let generator = Generator(seed: 5)
    for step in 0..<30 {
      let losses = (Tensor.rand([3], dtype: .float64, generator: generator) + 0.1).array(of: Double.self)
      let scaled = losses.map { $0 * 1e3 }
      let (own, theirs) = (Answer(one, losses).weights, Answer(other, scaled).weights)
      for (a, b) in zip(own, theirs) { #expect(abs(a - b) < 1e-4, "step \(step)") }
      if step % 5 == 4 {
        one.epochEnded(meanLosses: Tensor(losses))
        other.epochEnded(meanLosses: Tensor(scaled))
      }
    }
  }

  /// The losses fall under one temperature alone: it is drawn most of the time.
  @Test func theBanditFindsTheTemperatureUnderWhichTheLossesFall() throws {
    let method = try auto(2, ["rule": "bandit", "window": 1, "temperatures": [0.3, 30]])
    var losses = [1.0, 2], draws = 0
    let rounds = 400
    for round in 0..<rounds {
      let weights = Answer(method, losses).weights
      let isEven = weights[0] < 0.6
      if round >= rounds / 2, isEven { draws += 1 }
      let factor = isEven ? 0.99 : 1.01
      losses = losses.map { $0 * factor }
    }
    #expect(draws > rounds / 2 * 7 / 10, "\(draws) of \(rounds / 2)")
  }

  @Test func anEmptyRangeOfTemperaturesIsRefused() throws {
    #expect { _ = try auto(2, ["rule": "bandit", "temperatures": []]) } throws: {
      "\($0)" == "`temperatures` should have at least one number. Found none."
    }
  }

  @Test func aCourseThatNoRunCanHaveLeftIsRefused() throws {
    let method = try auto(2, ["rule": "bandit"])
    var state = method.state
    state["course"] = Tensor([7, 0, 0, 0, 0, 0.0])
    #expect { try method.load(state: state) } throws: { "\($0)".contains("`course` of `uw-so-auto` should begin with") }
    state["course"] = Tensor([Double.nan, 0, 0, 0, 0, 0.0])
    #expect(throws: SettingError.self) { try method.load(state: state) }
  }
}

@Suite struct UWSOHyperTests {
  /// Two tasks in one dimension, whose losses on the two halves of a batch are known.
  private let losses: @Sendable (Double, BatchPart) -> [Double] = { theta, part in
    let shift = part == .train ? 0 : 0.4
    return [pow(theta - 1 - shift, 2) + 0.3, 2 * pow(theta + 1 + shift, 2) + 0.5]
  }

  /// What a step of plain gradient descent with the weights at a temperature does to the other half.
  private func judged(_ temperature: Double, _ theta: Double, mean: Double, rate: Double) -> Double {
    let own = losses(theta, .train), logits = own.map { 1 / ($0 * mean * temperature) }
    let odds = logits.map { exp($0 - logits.max()!) }, sum = odds.reduce(0, +)
    let slopes = zip(losses(theta + 1e-6, .train), losses(theta - 1e-6, .train)).map { ($0 - $1) / 2e-6 }
    let moved = theta - rate * zip(odds, slopes).reduce(0) { $0 + $1.0 / sum * $1.1 }
    return losses(moved, .validation).reduce(0) { $0 + log($1) }
  }

  @Test(arguments: [-0.9, -0.2, 0.3, 0.8, 2.5])
  func theTemperatureMovesToWhereAStepLowersTheOtherLosses(theta: Double) throws {
    let method = try UWSOHyper(tasks: 2, period: 1, dtype: .float64)
    let parameter = Tensor([theta]).requiringGrad()
    let probe = StepProbe(
      losses: { part in
        let shift = part == .train ? 0 : 0.4
        return Tensor.stack([
          ((parameter - 1 - shift).square() + 0.3).sum(), ((parameter + 1 + shift).square() * 2 + 0.5).sum(),
        ])
      }, present: nil, parameters: [parameter], learningRate: 1e-3)
    try method.stepWillBegin(probe)
    _ = method.weigh(Tensor(losses(theta, .train)))
    let mean = method.state["mean-inverse-loss"]!.item()
    try method.stepWillBegin(probe)
    #expect(parameter.item() == theta)
    let moved = method.state["log-temperature"]!.item()
    // A small learning rate, so that the step is its first order.
    let slope =
      judged(exp(1e-3), theta, mean: mean, rate: 1e-4) - judged(exp(-1e-3), theta, mean: mean, rate: 1e-4)
    #expect(abs(slope) > 1e-12)
    #expect(abs(moved + 0.05 * (slope > 0 ? 1 : -1)) < 1e-3, "\(moved), slope \(slope)")
  }
}
