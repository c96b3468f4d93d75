import Torch

extension GradientBalancer {
  /// The Gramian without the K × P gradients: the shared network's stages are gone through from the last to the first, each
  /// for all tasks, and the gradients of a stage's parameters are forgotten as soon as their inner products are known. Then
  /// one pass with the weighted cotangents makes the direction.
  func finishByStages(_ step: Step, _ graph: TaskGraph) throws -> BalancedUpdate {
    guard case .gramian(let method) = method else {
      preconditionFailure("only a Gramian weighting does without gradients")
    }
    let representation = graphRepresentation(graph)
    let own = headPasses(step.tasks, graph, cotangent: graph.losses[0].cotangent(graph.share))
    var cotangents = own.each
    var gramian: Tensor?
    for (place, stage) in graph.stages.enumerated().reversed() {
      let parameters = stage.parameters.filter(\.requiresGrad)
      let input = place > 0 ? [graph.stages[place - 1].output] : []
      var rows: [Tensor] = []
      for (task, cotangent) in cotangents.enumerated() {
        guard !parameters.isEmpty || !input.isEmpty else { break }
        let found = Tensor.grad(
          of: [stage.output], with: [cotangent], respectTo: input + parameters, retainGraph: true, allowUnused: true)
        if let before = input.first { cotangents[task] = found[0] ?? before.zerosLike() }
        if !parameters.isEmpty { rows.append(Tensor.row(found.dropFirst(input.count), like: parameters)) }
      }
      guard !rows.isEmpty else { continue }
      let stacked = Tensor.stack(rows)
      try step.summing?([stacked])
      let products = stacked.innerProducts(with: stacked)
      gramian = gramian.map { $0 + products } ?? products
    }
    let count = step.tasks.count
    let products = gramian ?? Tensor.zeros([count, count], dtype: .float64, device: representation.device)
    let update = try ask(method, step, products, nil, of: self.parameters.shared[0].dtype)
    representation.backward(gradient: own.weighted(step.tasks.map { update.weights![$0]! }))
    passes.trunkBackward += count + 1
    return update
  }
}
