import Balancing
import Torch

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
    var stages: [TaskGraph.Stage] = []
    let losses = losses(batch, precision) { [network] input in
      guard staged else { return network(input) }
      stages = network.stages(input).map { TaskGraph.Stage(output: $0.output, parameters: $0.parameters) }
      return network.outputs(from: stages[stages.count - 1].output)
    }
    return TaskGraph(losses: losses, stages: stages)
  }
}
