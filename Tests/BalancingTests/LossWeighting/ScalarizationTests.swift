import Foundation
import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

private let reference = [0.5, 1.0, 2.0]

private func answer(
  _ name: String, _ parameters: [String: SettingValue] = [:], _ losses: [Double] = reference, present: [Bool]? = nil
) throws -> Answer {
  Answer(try MethodSample(name, parameters).make(losses.count), losses, present: present)
}

/// Methods that are one formula of the losses, without memory and without constants in place of variables.
private let formulas = MethodSample.all.filter {
  ["log-sum", "logse", "gls", "cosmos", "pbi"].contains($0.name) || $0.parameters["gradient"] == "attached"
    || $0.name == "stch" && $0.parameters["form"] != "log"
}

@Suite struct ScalarizationTests {
  @Test(arguments: formulas) func weightsAreTheDerivativesOfTheObjective(_ sample: MethodSample) throws {
    for losses in [[0.5, 1, 2], [0.02, 0.3, 0.25], [3, 0.7, 40]] {
      let weights = Answer(try sample.make(3), losses).weights
      let slopes = try differences({ try sample.make(3) }, losses)
      let size = weights.map(abs).max()!
      #expect(zip(weights, slopes).allSatisfy { abs($0 - $1) < 1e-6 * size }, "\(weights) \(slopes)")
    }
  }

  @Test func finiteDifferencesNoticeAConstantInPlaceOfAVariable() throws {
    let sample = MethodSample("adaptive")
    let slopes = try differences({ try sample.make(3) }, reference)
    #expect(!isClose(Answer(try sample.make(3), reference).weights, slopes, .relative(0.01)))
  }

  // MARK: logarithms

  @Test(arguments: LossVector.all) func fourMethodsHaveTheGradientOfLogarithms(_ losses: LossVector) throws {
    let ones = SettingValue.numbers(losses.values.map { _ in 1 })
    let optimal = try answer("uw-o", ["eps": 0], losses.values)
    let sum = try answer("log-sum", ["eps": 0], losses.values)
    let squared = try answer("logse", ["eps": 0, "factors": ones], losses.values)
    let halved = try answer("logse", ["eps": 0], losses.values)
    #expect(isClose(sum.gradient, optimal.gradient, .relative(1e-10)))
    #expect(isClose(squared.gradient, optimal.gradient, .relative(1e-10)))
    #expect(isClose(squared.objective, sum.objective, .relative(1e-10)))
    #expect(isClose(halved.gradient.map { $0 * 2 }, optimal.gradient, .relative(1e-10)))
    // The objective of uw-o is the number of tasks whatever happens.
    #expect(isClose(optimal.objective, Double(losses.count), .relative(1e-10)))
  }

  @Test func halfALogarithmIsTheGaussianOptimum() throws {
    let tasks = [BalancingSetup.BalancedTask("a", .gaussian), .init("b", .gaussian)]
    let optimal = try UWO(
      BalancingSetup(tasks, parameters: ["form": "likelihood", "eps": 0], dtype: .float64))
    let squared = try LogSE(BalancingSetup(tasks, parameters: ["eps": 0], dtype: .float64))
    #expect(isClose(Answer(optimal, [0.3, 4]).weights, Answer(squared, [0.3, 4]).weights, .relative(1e-10)))
  }

  @Test func theGeometricMeanIsTheExponentialOfTheMeanLogarithm() throws {
    let geometric = try answer("gls", [:], [0.5, 1, 3]), sum = try answer("log-sum", ["eps": 0], [0.5, 1, 3])
    #expect(isClose(log(geometric.objective) * 3, sum.objective, .relative(1e-10)))
  }

  @Test func prioritiesAreExponents() throws {
    let losses = [0.5, 1.2, 3]
    let plain = try answer("gls", [:], losses), same = try answer("gls", ["priorities": [2, 2, 2]], losses)
    #expect(isClose(plain.objective, same.objective, .relative(1e-10)))
    #expect(isClose(plain.weights, same.weights, .relative(1e-10)))
    // The first task twice.
    let twice = try answer("gls", [:], [0.5, 0.5, 1.2, 3]),
      preferred = try answer("gls", ["priorities": [2, 1, 1]], losses)
    #expect(isClose(twice.objective, preferred.objective, .relative(1e-10)))
    #expect(
      isClose(
        preferred.weights, [twice.weights[0] + twice.weights[1], twice.weights[2], twice.weights[3]], .relative(1e-10)))
    // L^p_k contributes its exponent to the gradient: w_k L_k / L = p_k / Σ p.
    #expect(
      isClose(
        zip(preferred.weights, losses).map { $0 * $1 / preferred.objective }, [0.5, 0.25, 0.25], .relative(1e-10)))
  }

  // MARK: smooth Tchebycheff

  @Test func smoothMaximumOfTheReference() throws {
    let found = try answer("stch")
    #expect(isClose(found.objective, 1.50955, .relative(1e-5)))
    #expect(isClose(found.weights, [0.0870, 0.1028, 0.1435], .relative(1e-3)))
  }

  @Test func towardsZeroOnlyTheWorstTaskCounts() throws {
    let weights: [String: SettingValue] = ["weights": [0.6, 0.3, 0.1]]
    let found = try answer("stch", weights.merging(["mu": 1e-6]) { $1 })
    // 0.6 · 0.5, 0.3 · 1, 0.1 · 2: the first two are equal.
    #expect(isClose(found.objective, 0.3, .relative(1e-5)))
    #expect(isClose(found.weights, [0.3, 0.15, 0], .relative(1e-10)))
    let shifted = try answer("stch", ["mu": 1e-6, "reference": [0.4, 0.1, 1.5]])
    #expect(isClose(shifted.weights, [0, 1 / 3, 0], .relative(1e-10)))
    #expect(isClose(shifted.objective, 0.9 / 3, .relative(1e-5)))
  }

  @Test func forLargeSmoothnessItIsTheMean() throws {
    let found = try answer("stch", ["mu": 1e7])
    #expect(found.weights.allSatisfy { isClose($0, 1.0 / 9, .relative(1e-6)) })
    // λ L has the mean 3.5 / 9, to which μ log K is added.
    let rest = found.objective - 1e7 * log(3)
    #expect(abs(rest - 3.5 / 9) < 1e-6)
  }

  @Test func afterTheWarmUpLossesCountRelativeToTheNadir() throws {
    let sample = MethodSample("stch", ["form": "log", "mu": 0.5, "warmup": 1])
    let method = try sample.make(3)
    let logarithms = try answer("log-sum", ["eps": 0])
    for epoch in 0...1 {
      #expect(isClose(Answer(method, reference).gradient, logarithms.gradient, .relative(1e-10)))
      #expect(isClose(Answer(method, reference).objective, logarithms.objective, .relative(1e-9)))
      method.epochEnded(meanLosses: Tensor(epoch == 0 ? [9, 9, 9] : [1, 1, 2.0]))
    }
    // At the nadir all terms are alike: the weights are those of logarithms.
    #expect(isClose(Answer(method, [1, 1, 2]).weights, [1, 1, 0.5], .relative(1e-10)))
    // Half of it for the first task: shares 1/4, 1, 1 of their sum, since (1/2)^(1/μ) = 1/4.
    let shares = [1.0 / 9, 4.0 / 9, 4.0 / 9]
    let expected: [Double] = [6 * shares[0], 3 * shares[1], 1.5 * shares[2]]
    #expect(isClose(Answer(method, [0.5, 1, 2]).weights, expected, .relative(1e-10)))
    // Later epochs leave the nadir.
    method.epochEnded(meanLosses: Tensor([0.1, 0.1, 0.1]))
    #expect(isClose(Answer(method, [1, 1, 2]).weights, [1, 1, 0.5], .relative(1e-10)))
  }

  @Test func theNadirTakesTheScalesAway() throws {
    let scales = [3.0, 0.01, 100]
    func weights(_ scale: [Double]) throws -> [Double] {
      let method = try MethodSample("stch", ["form": "log", "warmup": 0]).make(3)
      method.epochEnded(meanLosses: Tensor(zip([1.0, 2, 3], scale).map { $0 * $1 }))
      return zip(Answer(method, zip(reference, scale).map { $0 * $1 }).weights, scale).map { $0 * $1 }
    }
    #expect(isClose(try weights(scales), try weights([1, 1, 1]), .relative(1e-9)))
  }

  @Test func aTaskWithoutANadirStandsThere() throws {
    let method = try MethodSample("stch", ["form": "log", "warmup": 0]).make(3)
    method.epochEnded(meanLosses: Tensor([1, .nan, 2]))
    #expect(isClose(Answer(method, [1, 77, 2]).weights, [1, 1.0 / 77, 0.5], .relative(1e-10)))
    method.epochEnded(meanLosses: Tensor([5, 7, 5]))
    #expect(isClose(Answer(method, [1, 7, 2]).weights, [1, 1.0 / 7, 0.5], .relative(1e-10)))
  }

  @Test func theSmoothMaximumDoesNotOverflow() throws {
    let found = try answer("stch", ["mu": 0.01], [1e-8, 1e8, 3])
    #expect(isClose(found.weights, [0, 1 / 3, 0], .relative(1e-10)))
    #expect(isClose(found.objective, 1e8 / 3, .relative(1e-10)))
  }

  // MARK: COSMOS and PBI

  @Test func withoutItsRewardCosmosIsAWeightedSum() throws {
    let weights: SettingValue = [0.2, 0.3, 0.5]
    let cosmos = try answer("cosmos", ["lambda": 0, "weights": weights])
    let sum = try answer("scalarization", ["weights": weights])
    #expect(isClose(cosmos.weights, sum.weights, .relative(1e-10)))
    #expect(isClose(cosmos.objective, sum.objective, .relative(1e-10)))
  }

  @Test func cosmosRewardsLossesInProportion() throws {
    // In the preferences' direction the cosine is largest, and its derivative zero.
    let along = try answer("cosmos", ["lambda": 3, "weights": [0.2, 0.3, 0.5]], [0.4, 0.6, 1])
    #expect(isClose(along.weights, [0.2, 0.3, 0.5], .relative(1e-9)))
    #expect(isClose(along.objective, -2.24, .relative(1e-10)))
  }

  @Test func withoutItsPenaltyBoundaryIntersectionIsAProjection() throws {
    let found = try answer("pbi", ["theta": 0, "weights": [3, 4, 0]])
    #expect(isClose(found.weights, [0.6, 0.8, 0], .relative(1e-10)))
    #expect(isClose(found.objective, 1.1, .relative(1e-10)))
  }

  @Test func theDistanceFromTheDirectionIsPenalised() throws {
    // From (1, 1) the point (3, 1) is (2, 0) away: √2 along the diagonal and √2 aside.
    let found = try answer("pbi", ["theta": 2, "reference": [1, 1]], [3, 1])
    let root = 2.0.squareRoot()
    #expect(isClose(found.objective, 3 * root, .relative(1e-9)))
    #expect(isClose(found.weights, [3 / root, -1 / root], .relative(1e-9)))
  }

  // MARK: adaptive weights

  @Test func adaptiveWeightsAreShares() throws {
    #expect(isClose(try answer("adaptive").weights, reference.map { 3 * $0 / 3.5 }, .relative(1e-10)))
    #expect(isClose(try answer("adaptive", ["sum": "one"]).weights, reference.map { $0 / 3.5 }, .relative(1e-10)))
    let equal = try answer("adaptive", [:], [0.7, 0.7, 0.7])
    #expect(isClose(equal.weights, [1, 1, 1], .relative(1e-10)))
    #expect(
      isClose(try answer("adaptive", ["gradient": "attached"], [0.7, 0.7, 0.7]).weights, [1, 1, 1], .relative(1e-10)))
  }

  @Test func attachedAdaptiveWeightsHaveTheDerivativeOfTheFormula() throws {
    let found = try answer("adaptive", ["gradient": "attached"])
    let sum = 3.5, squares = 5.25
    let expected: [Double] = reference.map { 3 * (2 * $0 / sum - squares / (sum * sum)) }
    #expect(isClose(found.objective, 3 * squares / sum, .relative(1e-10)))
    #expect(isClose(found.gradient, expected, .relative(1e-10)))
    #expect(found.gradient[0] < 0)
    #expect(isClose(found.objective, try answer("adaptive").objective, .relative(1e-10)))
  }

  @Test func adaptiveWeightsOfAnEpochWaitForItsEnd() throws {
    let method = try MethodSample("adaptive", ["update": "epoch"]).make(3)
    #expect(Answer(method, reference).weights == [1, 1, 1])
    method.epochEnded(meanLosses: Tensor([1, 2, 3.0]))
    #expect(isClose(Answer(method, reference).weights, [0.5, 1, 1.5], .relative(1e-10)))
    method.epochEnded(meanLosses: Tensor([2, .nan, 2]))
    #expect(isClose(Answer(method, reference).weights, [1, 1, 1], .relative(1e-10)))
    let fresh = try MethodSample("adaptive", ["update": "epoch"]).make(3)
    fresh.epochEnded(meanLosses: Tensor([1, .nan, 3]))
    #expect(isClose(Answer(fresh, reference).weights, [0.5, 1, 1.5], .relative(1e-10)))
  }

  @Test func aLargerScaleGetsALargerShare() throws {
    let plain = try answer("adaptive").weights, scaled = try answer("adaptive", [:], [5, 1, 2]).weights
    #expect(scaled[0] > plain[0])
  }
}
