import Torch

extension GradientBalancer {
  /// The update with weights that are known without gradients: one backward pass through the shared network.
  ///
  /// - Parameter answer: the method's weights of the step's tasks.
  func finishKnown(_ step: Step, _ graph: TaskGraph, _ answer: [Double]) throws -> BalancedUpdate {
    let lossWeights =
      try step.weights.map { try $0.to(.float64).valid().array(of: Double.self) } ?? tasks.map { _ in 1 }
    var weights = [Double?](repeating: nil, count: tasks.count)
    for (task, weight) in zip(step.tasks, answer) { weights[task] = weight * lossWeights[task] }
    let update = BalancedUpdate(weights: weights, lossWeights: lossWeights, gramian: nil)
    differentiate(graph, step.tasks.filter { graph.present[$0] }, update)
    fillAbsent(step)
    parameters.shared.fillGradients()
    try sum(step, parameters.own.flatMap { $0 } + parameters.joint + parameters.shared)
    return update
  }

  /// Leaves Σ_k w_k ∇L_k in the shared parameters' gradients, and in each head's the gradient of its loss times the head's factor.
  private func differentiate(_ graph: TaskGraph, _ present: [Int], _ update: BalancedUpdate) {
    guard !present.isEmpty else { return }
    passes.trunkBackward += 1
    let weights = present.map { update.weights![$0]! }
    let factors = present.map { headFactor($0, update) }
    func sum(_ factors: [Double]) -> Tensor { graph.weightedSum(of: present, factors.map { $0 * graph.share }) }
    if weights == factors {
      passes.headBackward += present.count
      sum(weights).backward()
    } else if graph.stages.isEmpty || !parameters.joint.isEmpty {
      passes.headBackward += 2 * present.count
      sum(factors).accumulate(in: present.flatMap { parameters.own[$0] } + parameters.joint, retainGraph: true)
      sum(weights).accumulate(in: parameters.shared, retainGraph: false)
    } else {
      let cotangents = headPasses(present, graph, cotangent: graph.losses[0].cotangent(graph.share))
      graphRepresentation(graph).backward(gradient: cotangents.weighted(weights))
      scaleHeads(present, factors)
    }
  }
}

extension Tensor {
  /// Adds this scalar's gradients to those of some parameters and of no others.
  fileprivate func accumulate(in parameters: [Tensor], retainGraph: Bool) {
    let leaves = parameters.startingLeaves
    let found = Tensor.grad(of: [self], respectTo: leaves, retainGraph: retainGraph, allowUnused: true)
    for (tensor, gradient) in zip(leaves, found) {
      guard let gradient else { continue }
      if let before = tensor.grad { before.addInPlace(gradient) } else { tensor.grad = gradient }
    }
  }
}
