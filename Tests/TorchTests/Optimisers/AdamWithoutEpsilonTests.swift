import Testing
import Torch

/// Adam with ε = 0, whose steps do not depend on the scale of the loss.
@Suite struct AdamWithoutEpsilonTests {
  private static let optimisers: [OptimizerRecipe] = [
    OptimizerRecipe(testDescription: "Adam") { Adam($0, eps: 0) },
    OptimizerRecipe(testDescription: "Adam, AMSGrad") { Adam($0, eps: 0, amsgrad: true) },
    OptimizerRecipe(testDescription: "AdamW") { AdamW($0, eps: 0) },
    OptimizerRecipe(testDescription: "Adam without memory") { Adam($0, betas: (0, 0), eps: 0) },
  ]

  /// The values after three steps of rate 0.1 with these gradients.
  private func trained(
    _ recipe: OptimizerRecipe, _ gradients: [Float], scale: Float = 1, weightDecay: Double = 0
  ) -> [Float] {
    let parameter = Tensor(gradients.map { _ in Float(1) }).requiringGrad()
    let optimizer = recipe.make(
      [ParameterGroup("x", [parameter], learningRate: 0.1, weightDecay: weightDecay)])
    for step in 1...3 {
      parameter.grad = Tensor(gradients.map { $0 * scale * Float(step) })
      optimizer.step()
    }
    return parameter.array(of: Float.self)
  }

  @Test(arguments: optimisers)
  func theScaleOfTheLossDoesNotCount(_ recipe: OptimizerRecipe) {
    let gradients: [Float] = [0.3, -2, 5e-4]
    // Powers of two change no digit.
    let usual = trained(recipe, gradients)
    #expect(usual == trained(recipe, gradients, scale: 1024))
    #expect(usual == trained(recipe, gradients, scale: 0x1p-10))
    #expect(usual[0] < 0.8 && usual[1] > 1.2)
  }

  @Test(arguments: optimisers)
  func aNumberThatNeverHadAGradientStays(_ recipe: OptimizerRecipe) {
    let values = trained(recipe, [0, 1])
    #expect(values[0] == 1)
    #expect(values[1] < 0.8)
  }

  @Test func decoupledDecayGoesOnWithoutAGradient() {
    let value = trained(Self.optimisers[2], [0], weightDecay: 0.5)[0]
    #expect(abs(value - 0.95 * 0.95 * 0.95) < 1e-6)
  }

  @Test func withoutMemoryAStepIsTheSign() {
    let values = trained(Self.optimisers[3], [3, -0.01])
    #expect(zip(values, [Float(0.7), 1.3]).allSatisfy { abs($0 - $1) < 1e-6 })
  }
}
