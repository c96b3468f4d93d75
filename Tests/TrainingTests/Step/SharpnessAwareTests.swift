import Balancing
import Datasets
import Sharing
import Tasks
import TestSupport
import Testing
import Torch
import Training

@testable import Components

/// Steps whose gradients are taken at the sharp point nearby.
@Suite struct SharpnessAwareTests {
  @Test func onAQuadraticThePointIsInClosedForm() throws {
    // L = ½ Σ a_i θ_i², with the gradient a_i θ_i.
    let curvature = Tensor([1.0, 4, 0.5]), start = [3.0, -1, 2]
    let theta = Tensor(start).requiringGrad()
    func differentiate() {
      [theta].clearGradients()
      (ATen.dot(curvature, theta * theta) * 0.5).backward()
    }
    differentiate()
    let slopes = [3.0, -4, 1], norm = 26.0.squareRoot()
    try SharpnessAware(radius: 0.5).climbing([theta]) {
      let expected = zip(start, slopes).map { $0 + 0.5 * $1 / norm }
      #expect(isClose(theta.array(of: Double.self), expected, .relative(1e-12)))
      differentiate()
      #expect(
        isClose(theta.grad!.array(of: Double.self), zip([1, 4, 0.5], expected).map { $0 * $1 }, .relative(1e-12)))
    }
    #expect(theta.array(of: Double.self) == start)
  }

  @Test func aGradientOfZeroDoesNotMove() throws {
    let theta = Tensor([1.0, 2]).requiringGrad()
    theta.grad = theta.zerosLike()
    try SharpnessAware(radius: 0.5).climbing([theta]) { #expect(theta.array(of: Double.self) == [1, 2]) }
  }

  @Test func aFailureLeavesTheParametersWhereTheyWere() throws {
    struct Stop: Error {}
    let theta = Tensor([1.0, 2]).requiringGrad()
    theta.grad = theta.onesLike()
    #expect(throws: Stop.self) { try SharpnessAware(radius: 0.5).climbing([theta]) { throw Stop() } }
    #expect(theta.array(of: Double.self) == [1, 2])
  }

  @Test func aStepIsThatOfTheGradientsAtTheSharpPoint() throws {
    let radius = 0.3
    let (stepped, manual) = (StepProblem(), StepProblem())
    let batch = StepProblem.batch(4)
    try stepped.step("ew", sharpness: radius)([batch])

    let parameters = manual.network.parameters, forward = ForwardPass(manual.network)
    func gradients() -> [Tensor] {
      let outputs = forward(batch.inputs, tasks: manual.network.tasks)
      let losses = manual.tasks.map { $0.loss(outputs[$0.name]!, batch.targets[$0.name]!) }
      return Tensor.grad(of: [losses.dropFirst().reduce(losses[0], +)], respectTo: parameters).map { $0! }
    }
    let start = parameters.map { $0.detach().clone() }
    let first = gradients()
    let norm = first.reduce(0) { $0 + $1.square().sum().item() }.squareRoot()
    withoutGradients {
      for (tensor, gradient) in zip(parameters, first) { tensor.addInPlace(gradient, scale: radius / norm) }
    }
    let second = gradients()
    withoutGradients {
      for (tensor, (old, gradient)) in zip(parameters, zip(start, second)) {
        tensor.copyInPlace(old)
        tensor.addInPlace(gradient, scale: -0.1)
      }
    }
    #expect(zip(stepped.weights, manual.weights).allSatisfy { abs($0 - $1) < 1e-6 })
    let plain = StepProblem()
    try plain.step("ew")([batch])
    #expect(!zip(stepped.weights, plain.weights).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  /// Those that do not look at the batch again by themselves, and whose direction is a gradient.
  static let methods = Catalogue.methods.filter { type in
    !(type is any SecondLook.Type) && type.card.gradients?.isUpdate != true && !type.card.needsIndicators
  }.map { $0.card.name }

  @Test(arguments: methods) func aRadiusNearZeroIsTheMethodItself(_ method: String) throws {
    let (plain, sharp) = (StepProblem(normalised: true), StepProblem(normalised: true))
    let (one, other) = (try plain.step(method), try sharp.step(method, sharpness: 1e-12))
    let needsAllTasks = ["krum", "trimmed-mean"].contains(method)
    for seed in 10..<14 {
      let batch = StepProblem.batch(UInt64(seed), present: seed != 12 || needsAllTasks)
      try one([batch])
      try other([batch])
    }
    #expect(zip(plain.weights, sharp.weights).allSatisfy { abs($0 - $1) < 1e-4 })
    // It makes no pass more than two for each one.
    #expect(other.forward.count == 2 * one.forward.count)
  }

  @Test func bothPassesDrawTheSameAndStatisticsMoveOnce() throws {
    let (plain, sharp) = (StepProblem(normalised: true), StepProblem(normalised: true))
    let (one, other) = (try plain.step("ew"), try sharp.step("ew", sharpness: 0.5))
    func buffers(_ problem: StepProblem) -> [[Float]] {
      problem.network.namedBuffers().map { $0.tensor.array(of: Float.self) }
    }
    for seed in 10..<13 {
      // Each begins with the same parameters, so that its pass at these sees the same.
      withoutGradients {
        for (a, b) in zip(sharp.network.parameters, plain.network.parameters) { a.copyInPlace(b) }
      }
      let batch = StepProblem.batch(UInt64(seed))
      let rows = [try one([batch]).rows[0], try other([batch]).rows[0]]
      #expect(rows[0].losses.array(of: Float.self) == rows[1].losses.array(of: Float.self))
      #expect(buffers(sharp) == buffers(plain))
      #expect(sharp.generator.state.array(of: UInt8.self) == plain.generator.state.array(of: UInt8.self))
    }
    #expect(sharp.weights != plain.weights)
  }

  @Test func aMethodRemembersTheStepOnce() throws {
    let problem = StepProblem(), step = try problem.step("nash-mtl", sharpness: 0.05)
    for seed in 1...3 { try step([StepProblem.batch(UInt64(seed))]) }
    let method = try #require((step.objective as? GradientObjective)?.gradients.method.method)
    #expect(method.state["step"]?.array(of: Double.self) == [3])
  }

  @Test func knownWeightsSaveTheirPassesAtBothPoints() throws {
    let step = try StepProblem().step("mgda", every: 4, sharpness: 0.05)
    let gradients = try #require((step.objective as? GradientObjective)?.gradients)
    for seed in 1...4 { try step([StepProblem.batch(UInt64(seed))]) }
    #expect(gradients.passes.trunkBackward == 2 * (3 + 1 + 1 + 1))
    #expect(step.forward.count == 8)
  }

  @Test func accumulatedBatchesAreOneLargeBatch() throws {
    let (large, small) = (StepProblem(), StepProblem())
    let (a, b) = (StepProblem.batch(1), StepProblem.batch(2))
    try large.step("ew", sharpness: 0.3)([a.joined(b)])
    try small.step("ew", sharpness: 0.3, accumulates: true)([a, b])
    #expect(zip(large.weights, small.weights).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func aRadiusThatIsNotPositiveIsNamed() {
    for radius in [0, -0.5] {
      #expect(
        errorText { _ = try SharpnessAware(radius: radius) } == "`sharpness-aware` should be positive. Found \(radius)."
      )
    }
  }
}
