import TestSupport
import Testing
import Torch

@testable import Balancing

private let reference = [0.5, 1.0, 2.0]

private func weights(_ sample: MethodSample, _ losses: [Double] = reference) throws -> [Double] {
  Answer(try sample.make(losses.count), losses).weights
}

private func softOptimal(_ temperature: Double, eps: Double = 0) -> MethodSample {
  MethodSample("uw-so", ["temperature": .number(temperature), "eps": .number(eps)])
}

@Suite struct EquivalenceTests {
  // MARK: values of the reference vector

  @Test func softOptimalWeightsOfTheReference() throws {
    #expect(isClose(try weights(softOptimal(1)), [0.6285, 0.2312, 0.1402], .relative(5e-4)))
    #expect(isClose(try weights(softOptimal(5)), [0.3907, 0.3199, 0.2894], .relative(5e-4)))
    #expect(isClose(try weights(softOptimal(0.1), [5, 10, 20]), try weights(softOptimal(1)), .relative(1e-10)))
  }

  @Test func optimalWeightsOfTheReference() throws {
    let answer = Answer(try MethodSample("uw-o", ["eps": 0]).make(3), reference)
    #expect(answer.weights == [2, 1, 0.5])
    #expect(zip(answer.weights, reference).map { $0 * $1 } == [1, 1, 1])
    let byLikelihood = Answer(try MethodSample("uw-o", ["eps": 0, "form": "likelihood"]).make(3), reference)
    // Gaussian, Laplace, softmax.
    #expect(byLikelihood.weights == [1, 1, 0.25])
  }

  @Test func geometricMeanOfTheReference() throws {
    let answer = Answer(try MethodSample("gls").make(3), reference)
    #expect(isClose(answer.objective, 1, .relative(1e-10)))
    #expect(isClose(answer.weights, [0.6667, 0.3333, 0.1667], .relative(5e-4)))
  }

  @Test func dynamicWeightsOfTheReference() throws {
    let method = try MethodSample("dwa").make(3)
    method.epochEnded(meanLosses: Tensor([1, 1, 1] as [Double]))
    #expect(Answer(method, reference).weights == [1, 1, 1])
    method.epochEnded(meanLosses: Tensor([0.9, 1, 0.5] as [Double]))
    #expect(isClose(Answer(method, reference).weights, [1.0453, 1.0989, 0.8558], .relative(5e-4)))
  }

  // MARK: limits and scales

  @Test func softOptimalIsEvenForLargeTemperatures() throws {
    let even = Answer(try softOptimal(1e12).make(3), reference)
    let mean = Answer(try MethodSample("ew", ["reduction": "mean"]).make(3), reference)
    #expect(isClose(even.weights, mean.weights, .relative(1e-9)))
    #expect(isClose(even.objective, mean.objective, .relative(1e-9)))
  }

  @Test func softOptimalTakesTheSmallestForSmallTemperatures() throws {
    #expect(isClose(try weights(softOptimal(1e-6)), [1, 0, 0], .relative(1e-9)))
  }

  @Test(arguments: LossVector.all.filter { $0.count < 64 }) func softOptimalScalesWithItsTemperature(
    _ losses: LossVector
  ) throws {
    let plain = try weights(softOptimal(1e3), losses.values)
    #expect(isClose(try weights(softOptimal(1e3 / 7), losses.values.map { $0 * 7 }), plain, .relative(1e-7)))
  }

  @Test func softOptimalIsNotInvariantToATasksScale() throws {
    #expect(!isClose(try weights(softOptimal(1)), try weights(softOptimal(1), [0.5, 10, 2]), .relative(1e-3)))
  }

  @Test func theFloorKeepsTheSum() throws {
    let raised = try weights(MethodSample("uw-so", ["temperature": 0.01, "floor": 0.1]))
    #expect(isClose(raised, [0.8, 0.1, 0.1], .relative(1e-9)))
    let least = try weights(MethodSample("uw-so", ["floor": 0.25]), [0.01, 1, 2, 3])
    #expect(isClose(least, [0.25, 0.25, 0.25, 0.25], .relative(1e-10)))
    let masked = Answer(
      try MethodSample("uw-so", ["temperature": 0.01, "floor": 0.1]).make(3), reference, present: [false, true, true])
    #expect(isClose(masked.weights, [0, 0.9, 0.1], .relative(1e-9)))
  }

  @Test(arguments: LossVector.all) func optimalWeightingDoesNotDependOnScales(_ losses: LossVector) throws {
    let scales = losses.values.indices.map { Double($0 + 1) * 3 }
    let sample = MethodSample("uw-o", ["eps": 0])
    let plain = Answer(try sample.make(losses.count), losses.values)
    let scaled = Answer(try sample.make(losses.count), zip(losses.values, scales).map { $0 * $1 })
    // What reaches the network is w_k c_k ∇L_k.
    #expect(isClose(zip(scaled.weights, scales).map { $0 * $1 }, plain.weights, .relative(1e-10)))
    #expect(isClose(scaled.objective, Double(losses.count), .relative(1e-10)))
  }

  @Test func geometricLossKeepsItsDirectionUnderScales() throws {
    let scales = [3.0, 0.1, 40]
    let plain = try weights(MethodSample("gls")),
      scaled = try weights(MethodSample("gls"), zip(reference, scales).map { $0 * $1 })
    let ratios = zip(zip(scaled, scales).map { $0 * $1 }, plain).map { $0 / $1 }
    #expect(isClose(ratios, [ratios[0], ratios[0], ratios[0]], .relative(1e-10)))
  }

  // MARK: one method as another

  @Test(arguments: LossVector.all) func equalWeightingIsScalarizationWithOnes(_ losses: LossVector) throws {
    let ones = MethodSample("scalarization", ["weights": .numbers(losses.values.map { _ in 1 })])
    let (a, b) = (
      Answer(try MethodSample("ew").make(losses.count), losses.values),
      Answer(try ones.make(losses.count), losses.values)
    )
    #expect(isClose(a.objective, b.objective, .relative(1e-10)))
    #expect(a.weights == b.weights)
  }

  @Test(arguments: LossVector.all) func optimalWeightingIsTheGradientOfLogarithms(_ losses: LossVector) throws {
    let input = Tensor(losses.values).requiringGrad()
    let logarithms = Tensor.grad(of: [input.log().sum()], respectTo: [input])[0]!.array(of: Double.self)
    #expect(
      isClose(
        Answer(try MethodSample("uw-o", ["eps": 0]).make(losses.count), losses.values).gradient, logarithms,
        .relative(1e-10)))
    let plugIn = MethodSample("uw-o", ["eps": 0, "objective": "plug-in"])
    #expect(isClose(Answer(try plugIn.make(losses.count), losses.values).gradient, logarithms, .relative(1e-10)))
  }

  /// The scales that minimise the objective for constant losses, by Newton's method on each coordinate.
  private func optimum(_ sample: MethodSample, _ losses: [Double]) throws -> any LossWeighting {
    let method = try sample.make(losses.count)
    let scale = method.learnedScales[0].tensor
    for _ in 0..<200 {
      let objective = method.weigh(Tensor(losses)).objective
      let slope = Tensor.grad(of: [objective], respectTo: [scale], createGraph: true)[0]!
      let curvature = Tensor.grad(of: [slope.sum()], respectTo: [scale])[0]!
      withoutGradients { _ = scale.addInPlace((slope / curvature.abs()).clamp(min: -0.5, max: 0.5), scale: -1) }
    }
    return method
  }

  @Test func uncertaintyWeightingSettlesAtHalfTheOptimalWeights() throws {
    let settled = Answer(try optimum(MethodSample("uw"), reference), reference)
    #expect(isClose(settled.weights, [1, 0.5, 0.25], .relative(1e-8)))
  }

  @Test(arguments: ["log-variance", "sigma"]) func likelihoodFormsSettleAtTheOptimalWeights(_ parameter: String) throws
  {
    let sample = MethodSample("uw", ["form": "likelihood", "parameter": .word(parameter)])
    let settled = Answer(try optimum(sample, reference), reference)
    let optimal = Answer(try MethodSample("uw-o", ["form": "likelihood", "eps": 0]).make(3), reference)
    #expect(isClose(settled.weights, optimal.weights, .relative(1e-8)))
    // … where its objective is the plug-in objective.
    let plugIn = MethodSample("uw-o", ["form": "likelihood", "eps": 0, "objective": "plug-in"])
    #expect(isClose(settled.objective, Answer(try plugIn.make(3), reference).objective, .relative(1e-8)))
  }

  @Test func impartialLossSettlesAtTheInverseLosses() throws {
    let method = try optimum(MethodSample("imtl-l"), reference)
    #expect(
      isClose(
        method.learnedScales[0].tensor.array(of: Double.self), [0.6931471805599453, 0, -0.6931471805599453],
        .relative(1e-8)))
    #expect(isClose(Answer(method, reference).weights, [2, 1, 0.5], .relative(1e-8)))
  }

  @Test func bothParametersOfUncertaintyWeightingAreOneFunction() throws {
    let sigma = try MethodSample("uw", ["form": "likelihood", "parameter": "sigma", "start": 1.5]).make(3)
    let logVariance = try MethodSample("uw", ["form": "likelihood"]).make(3)
    try logVariance.load(state: ["log-variance": Tensor([1.5, 1.5, 1.5]).square().log()])
    #expect(isClose(Answer(sigma, reference).weights, Answer(logVariance, reference).weights, .relative(1e-10)))
    #expect(isClose(Answer(sigma, reference).objective, Answer(logVariance, reference).objective, .relative(1e-10)))
  }

  @Test func randomWeightsAverageToEvenOnes() throws {
    for sample in [MethodSample("rlw"), MethodSample("rlw", ["distribution": "dirichlet"])] {
      let method = try sample.make(3)
      let draws = 4000
      let all = Tensor.stack((0..<draws).map { _ in method.weigh(Tensor(reference)).weights })
      let mean = all.mean([0]).array(of: Double.self)
      #expect(mean.allSatisfy { abs($0 - 1.0 / 3) < 0.02 }, "\(mean)")
      // The variance of a coordinate of an even distribution over the simplex is (K − 1) / (K² (K + 1)).
      if sample.parameters["distribution"] != nil {
        #expect(abs(all.select(1, index: 0).variance().item() - 2.0 / 36) < 0.006)
      }
    }
  }

  @Test func randomWeightsAreDrawnAnew() throws {
    let method = try MethodSample("rlw").make(3)
    #expect(Answer(method, reference).weights != Answer(method, reference).weights)
    #expect(
      try Answer(MethodSample("rlw").make(3, seed: 5), reference).weights
        == Answer(MethodSample("rlw").make(3, seed: 5), reference).weights)
  }

  @Test func dynamicWeightsFollowTheLastTwoEpochs() throws {
    let method = try MethodSample("dwa").make(2)
    for means in [[5, 5], [1, 1], [0.5, 0.9]] as [[Double]] { method.epochEnded(meanLosses: Tensor(means)) }
    let slow = Answer(method, [1, 1]).weights
    #expect(slow[1] > slow[0])
    // An epoch without a label for a task keeps its mean.
    method.epochEnded(meanLosses: Tensor([0.5, .nan] as [Double]))
    #expect(isClose(Answer(method, [1, 1]).weights, [1, 1], .relative(1e-10)))
  }
}
