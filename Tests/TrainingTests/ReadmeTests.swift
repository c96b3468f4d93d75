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
}
