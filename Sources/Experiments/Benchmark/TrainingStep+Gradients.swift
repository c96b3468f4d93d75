import Balancing
import Torch
import Training

extension TrainingStep {
  /// One step with a method that looks at gradients, as the trainer makes it.
  func update(
    _ gradients: GradientBalancer, _ weighting: any LossWeighting, _ precision: BenchmarkPrecision
  ) throws -> BalancedUpdate? {
    optimizer.zeroGradients()
    gradients.cancel()
    let parts = gradients.parts
    for part in 0..<parts {
      let graph = graph(batch(part: part, of: parts), precision, staged: gradients.needsStages)
      try check(Tensor.stack(graph.losses).detach())
      gradients.add(graph, part: part)
    }
    let losses = gradients.meanLosses.clone().requiringGrad()
    let weighted = weighting.weigh(losses, present: nil)
    let made = try gradients.finish(weights: weighted.weights)
    optimizer.step()
    return made
  }

  private func graph(_ batch: Piece, _ precision: BenchmarkPrecision, staged: Bool) -> TaskGraph {
    var pass: StagedPass?
    let losses = losses(batch, precision) { [network] input in
      let made = StagedPass(network, input, staged: staged)
      pass = made
      return made.outputs
    }
    return pass!.graph(losses: losses)
  }
}
