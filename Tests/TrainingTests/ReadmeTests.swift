import Equipoise
import Testing

/// The lines of the README.
@Suite struct ReadmeTests {
  @Test func fiveLinesBalanceTwoLosses() throws {
    let shared = Tensor([1, 2] as [Float]).requiringGrad()
    let optimizer = Adam([ParameterGroup("shared", [("w", shared)], learningRate: 0.1)])
    let depthLoss = shared[0].square() + 0.5
    let normalsLoss = shared[1].square()

    let setup = BalancingSetup([.init("depth", .laplace), .init("normals")], parameters: ["temperature": 3])
    let weighting = try Catalogue.lossWeighting("uw-so", setup)
    let weighted = weighting.weigh(Tensor.stack([depthLoss, normalsLoss]))
    weighted.objective.backward()
    optimizer.step()

    // softmax((1/1.5, 1/4) / 3)
    let weights = weighted.weights.array(of: Double.self)
    #expect(abs(weights[0] - 0.5347) < 1e-3 && abs(weights.reduce(0, +) - 1) < 1e-6)
    #expect(shared.array(of: Float.self) == [0.9, 1.9])
  }

  @Test func gradientMethodsTakeTheLossesGraphs() throws {
    let shared = Tensor([1, 2] as [Float]).requiringGrad()
    let heads = [Tensor([3] as [Float]).requiringGrad(), Tensor([-1] as [Float]).requiringGrad()]
    let setup = BalancingSetup([.init("depth"), .init("normals")])
    let depthLoss = shared[0] * heads[0].sum() + shared[1]
    let normalsLoss = shared[1] * heads[1].sum()

    let balancer = try GradientBalancer(GradientMethod("cagrad", setup), tasks: ["depth", "normals"])
    balancer.balance(BalancedParameters(shared: [shared], own: heads.map { [$0] }))
    balancer.add(TaskGraph(losses: [depthLoss, normalsLoss]))
    let update = try #require(try balancer.finish())

    // The tasks' gradients are (3, 1) and (0, -1); the direction is near their mean and lowers both losses.
    let direction = shared.grad!.array(of: Double.self)
    let weights = update.weights!.map { $0! }
    #expect(abs(direction[0] - 3 * weights[0]) < 1e-6 && abs(direction[1] - weights[0] + weights[1]) < 1e-6)
    #expect(3 * direction[0] + direction[1] > 0 && -direction[1] > -0.5)
    #expect(heads.map { $0.grad!.item() } == [1, 2])
  }
}
