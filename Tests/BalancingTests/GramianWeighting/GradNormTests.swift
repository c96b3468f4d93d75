import Foundation
import TestSupport
import Testing
import Torch

@testable import Balancing

@Suite struct GradNormTests {
  private let norms = [1.0, 10, 0.2]

  private func gramian(_ norms: [Double]) -> Gramian {
    var gramian = Gramian([Double](repeating: 0, count: norms.count * norms.count), count: norms.count)
    for k in norms.indices { gramian[k, k] = norms[k] * norms[k] }
    return gramian
  }

  /// Σ |w n − c| with the targets c held at what they are for `start`.
  private func objective(_ weights: [Double], start: [Double], ratios: [Double], alpha: Double) -> Double {
    let mean = zip(start, norms).reduce(0) { $0 + $1.0 * $1.1 } / 3
    let meanRatio = ratios.reduce(0, +) / 3
    return (0..<3).reduce(0) { $0 + abs(weights[$1] * norms[$1] - mean * pow(ratios[$1] / meanRatio, alpha)) }
  }

  @Test(arguments: ["weight", "softmax"])
  func theDerivativeIsThatOfTheObjective(_ parameter: String) throws {
    let method = try GradNorm(setup(3, ["parameter": .word(parameter), "alpha": 0.7]))
    let start = parameter == "weight" ? [0.5, 1.6, 0.9] : [0.3, -0.2, 0.1]
    let given = [parameter: Tensor(start), "first-losses": Tensor([1.0, 2, 4])]
    try method.load(state: method.state.merging(given) { $1 })
    func weights(_ values: [Double]) -> [Double] {
      guard parameter == "softmax" else { return values }
      let sum = values.reduce(0) { $0 + exp($1) }
      return values.map { 3 * exp($0) / sum }
    }
    let losses = [0.5, 0.4, 3.0]
    let found = try method.derivative(GramianSample(gramian(norms), losses: losses))
    for k in 0..<3 {
      func value(_ offset: Double) -> Double {
        var values = start
        values[k] += offset
        return objective(weights(values), start: weights(start), ratios: [0.5, 0.2, 0.75], alpha: 0.7)
      }
      #expect(isClose(found[k], (value(1e-6) - value(-1e-6)) / 2e-6, .relative(1e-6)))
    }
  }

  @Test func theFirstWeightsAreOnes() throws {
    #expect(try GramianMethodSample("gradnorm").make(3).weigh(gramian(norms)) == [1, 1, 1])
    #expect(
      isClose(
        try GramianMethodSample("gradnorm", ["parameter": "softmax"]).make(3).weigh(gramian(norms)), [1, 1, 1],
        .relative(1e-10)))
  }

  @Test(arguments: ["weight", "softmax"])
  func equalSpeedsLeadToEqualLengths(_ parameter: String) throws {
    let method = try GramianMethodSample("gradnorm", ["parameter": .word(parameter), "learning-rate": 0.002]).make(2)
    var weights: [Double] = []
    for _ in 0..<3000 { weights = try method.weigh(gramian([1, 4])) }
    #expect(zip(weights, [1.6, 0.4]).allSatisfy { abs($0 - $1) < 0.02 })
    #expect(isClose(weights.reduce(0, +), 2, .relative(1e-10)))
  }

  @Test func aSlowTaskGetsMore() throws {
    let method = try GramianMethodSample("gradnorm").make(2)
    var weights: [Double] = []
    for _ in 0..<50 {
      weights = try method.weigh(GramianSample(gramian([1, 1]), losses: weights.isEmpty ? [2, 2] : [1.8, 0.5]))
    }
    #expect(weights[0] > 1.2)
  }

  @Test func weightsStayPositive() throws {
    let method = try GramianMethodSample("gradnorm", ["learning-rate": 1]).make(2)
    for _ in 0..<100 { #expect(try method.weigh(gramian([1e-6, 1e6])).allSatisfy { $0 > 0 }) }
  }

  @Test func anAbsentTaskIsNotTouched() throws {
    let method = try GramianMethodSample("gradnorm").make(3)
    _ = try method.weigh(GramianSample(gramian([1, 5]), losses: [1, 2], tasks: [0, 2]))
    let state = method.state.mapValues { $0.array(of: Double.self) }
    #expect(state["first-losses"]![1].isNaN)
    #expect(state["steps"] == [1, 0, 1])
    #expect(state["means"]![1] == 0)
  }

  @Test func lossesThatHaveNoRatioAreErrors() throws {
    let method = try GradNorm(BalancingSetup([.init("depth"), .init("normals")]))
    #expect(
      errorText { _ = try method.weigh(GramianSample(gramian([1, 1]), losses: [1, 0])) }
        == "The loss of `normals` should be positive for `gradnorm`. Found 0.0, at first 0.0.")
    #expect(
      errorText { _ = try method.weigh(GramianSample(gramian([1, 1]), losses: [-0.5, 1])) }
        == "The loss of `depth` should be positive for `gradnorm`. Found -0.5, at first 1.0.")
  }

  /// The steps of Adam as the optimiser of this house makes them.
  @Test func theHostsAdamIsTheOptimisers() {
    let parameter = Tensor([0.5, -1] as [Double]).requiringGrad()
    let optimizer = Adam([ParameterGroup("w", [("w", parameter)], learningRate: 0.1)])
    var adam = HostAdam(count: 2, rate: 0.1)
    var values = [0.5, -1]
    for step in 1...5 {
      let derivatives = [0.3 * Double(step), -2 / Double(step)]
      parameter.grad = Tensor(derivatives)
      optimizer.step()
      adam.step(&values, [0, 1], derivatives)
      #expect(isClose(values, parameter.array(of: Double.self), .relative(1e-12)))
    }
  }
}
