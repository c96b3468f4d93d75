import Torch

extension GradientBalancer {
  // MARK: the representation, or the last shared layer: then one pass through the shared network

  func finishAtRepresentation(_ step: Step, _ graph: TaskGraph) throws -> BalancedUpdate {
    let representation = graphRepresentation(graph)
    let cotangents = headPasses(step.tasks, graph, cotangent: graph.losses[0].cotangent(graph.share))
    let order = MemoryOrder(of: representation)
    let rows = order.rows(cotangents)
    let update: BalancedUpdate
    let direction: Tensor
    switch method {
    case .gramian(let method):
      // Each process has the rows' coordinates of its own samples.
      let products = rows.innerProducts(with: rows)
      try step.summing?([products])
      update = try ask(method, step, products, nil, of: rows.dtype)
      direction = rows.transpose(0, 1).mv(Tensor(step.tasks.map { update.weights![$0]! }).to(rows.device, rows.dtype))
    case .jacobian(let method):
      guard step.summing == nil else {
        throw BalancingError(
          "`\(self.method.card.name)` should have the scope shared in several processes. Found \(scope).")
      }
      (update, direction) = try ask(method, step, rows, representation: order.samples(representation.detach()))
    }
    representation.backward(gradient: order.shaped(direction).to(representation.dtype))
    passes.trunkBackward += 1
    return update
  }

  func finishAtLastLayer(_ step: Step, _ graph: TaskGraph) throws -> BalancedUpdate {
    guard case .gramian(let method) = method else {
      preconditionFailure("weights are needed in the last layer's scope")
    }
    let representation = graphRepresentation(graph)
    let cotangents = headPasses(step.tasks, graph, cotangent: graph.losses[0].cotangent(graph.share))
    let stacked = Tensor.stack(
      cotangents.map { Tensor.gradientRow(of: representation, with: $0, respectTo: parameters.lastLayer) })
    try step.summing?([stacked])
    let update = try ask(method, step, stacked.innerProducts(with: stacked), nil, of: stacked.dtype)
    representation.backward(gradient: weighted(cotangents, step, update))
    passes.trunkBackward += 1
    return update
  }

  /// Σ_k w_k c_k of the present tasks' cotangents.
  func weighted(_ cotangents: [Tensor], _ step: Step, _ update: BalancedUpdate) -> Tensor {
    zip(cotangents, step.tasks).reduce(cotangents[0].zerosLike()) { sum, pair in
      sum.addInPlace(pair.0, scale: update.weights![pair.1]!)
    }
  }

  func graphRepresentation(_ graph: TaskGraph) -> Tensor {
    guard let representation = graph.representation else {
      preconditionFailure("scope \(scope) needs a network with one shared representation")
    }
    return representation
  }

  /// The gradient of each present task's loss with respect to the representation; those of the heads are added to their
  /// own.
  func headPasses(_ tasks: [Int], _ graph: TaskGraph, cotangent: Tensor?) -> [Tensor] {
    passes.headBackward += tasks.count
    let own = tasks.flatMap { parameters.own[$0] }.leaves
    let seen = SeenViews(tasks.map { graph.views[$0] })
    let found = Tensor.grad(
      of: tasks.map { graph.losses[$0] }, with: tasks.map { _ in cotangent }, respectTo: seen.tensors + own,
      retainGraph: true, allowUnused: true)
    for (tensor, gradient) in zip(own, found.dropFirst(seen.tensors.count)) {
      guard let gradient else { continue }
      if let before = tensor.grad { before.addInPlace(gradient) } else { tensor.grad = gradient }
    }
    return seen.cotangents(Array(found.prefix(seen.tensors.count)), like: graphRepresentation(graph))
  }
}

/// The tensors whose gradients tell the heads apart, each once.
private struct SeenViews {
  private(set) var tensors: [Tensor] = []
  /// For each task the place of its tensor, and its part of that.
  private var places: [(tensor: Int, part: Int?)] = []

  init(_ views: [TaskGraph.View]) {
    var known: [ObjectIdentifier: Int] = [:]
    for view in views {
      switch view {
      case .own(let tensor):
        places.append((tensors.count, nil))
        tensors.append(tensor)
      case .part(let tensor, let index):
        if known[ObjectIdentifier(tensor)] == nil {
          known[ObjectIdentifier(tensor)] = tensors.count
          tensors.append(tensor)
        }
        places.append((known[ObjectIdentifier(tensor)]!, index))
      }
    }
  }

  /// The gradient of each view from those of the tensors; zero for one that no loss depends on.
  func cotangents(_ gradients: [Tensor?], like representation: Tensor) -> [Tensor] {
    places.map { place in
      guard let gradient = gradients[place.tensor] else { return representation.zerosLike() }
      return place.part.map { gradient.select(1, index: $0) } ?? gradient
    }
  }
}
