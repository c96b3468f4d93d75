import Torch

extension GradientBalancer {
  // MARK: the representation, or the last shared layer: then one pass through the shared network

  func finishAtRepresentation(_ step: Step, _ graph: TaskGraph) throws -> BalancedUpdate {
    let representation = graphRepresentation(graph)
    let cotangents = headPasses(step.tasks, graph, cotangent: graph.losses[0].cotangent(graph.share))
    let order = MemoryOrder(of: representation)
    let rows = cotangents.rows(order)
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
      cotangents.each.map { Tensor.gradientRow(of: representation, with: $0, respectTo: parameters.lastLayer) })
    try step.summing?([stacked])
    let update = try ask(method, step, stacked.innerProducts(with: stacked), nil, of: stacked.dtype)
    representation.backward(gradient: cotangents.weighted(step.tasks.map { update.weights![$0]! }))
    passes.trunkBackward += 1
    return update
  }

  func graphRepresentation(_ graph: TaskGraph) -> Tensor {
    guard let representation = graph.representation else {
      preconditionFailure("scope \(scope) needs a network with one shared representation")
    }
    return representation
  }

  /// The gradient of each present task's loss with respect to the representation; those of the heads are added to their
  /// own.
  func headPasses(_ tasks: [Int], _ graph: TaskGraph, cotangent: Tensor?) -> HeadCotangents {
    passes.headBackward += tasks.count
    // A task without labels leaves the row of its head at zero.
    let own = tasks.flatMap { parameters.own[$0] }.startingLeaves
    return HeadCotangents(tasks.map { graph.views[$0] }, like: graphRepresentation(graph)) { views in
      let (roots, factors) = graph.roots(tasks, cotangent)
      let found = Tensor.grad(
        of: roots, with: factors, respectTo: views + own, retainGraph: true, allowUnused: true)
      for (tensor, gradient) in zip(own, found.dropFirst(views.count)) {
        guard let gradient else { continue }
        if let before = tensor.grad { before.addInPlace(gradient) } else { tensor.grad = gradient }
      }
      return Array(found.prefix(views.count))
    }
  }
}

/// The gradients of some tasks' losses with respect to the representation, `[batch, …]` for each task.
struct HeadCotangents {
  private let found: [Tensor?]
  /// The tensor of each task among those found, and its place in it.
  private let places: [(tensor: Int, part: Int?)]
  private let representation: Tensor
  /// All gradients, `[batch, tasks, …]`, if they lie together.
  private let together: Tensor?

  /// - Parameters:
  ///   - views: how each task's head saw the representation.
  ///   - gradient: the gradients with respect to some tensors; nil for one that no loss depends on.
  init(_ views: [TaskGraph.View], like representation: Tensor, gradients: ([Tensor]) -> [Tensor?]) {
    var tensors: [Tensor] = []
    var known: [ObjectIdentifier: Int] = [:]
    var places: [(tensor: Int, part: Int?)] = []
    for view in views {
      let (tensor, part): (Tensor, Int?) =
        switch view {
        case .own(let tensor): (tensor, nil)
        case .part(let tensor, let part): (tensor, part)
        }
      if part == nil || known[ObjectIdentifier(tensor)] == nil {
        known[ObjectIdentifier(tensor)] = tensors.count
        tensors.append(tensor)
      }
      places.append((known[ObjectIdentifier(tensor)]!, part))
    }
    found = gradients(tensors)
    self.places = places
    self.representation = representation
    let isWhole = tensors.count == 1 && places.map(\.part) == Array(0..<tensors[0].size(1))
    together = isWhole ? found[0] : nil
  }

  /// The gradient of each task.
  var each: [Tensor] {
    places.map { place in
      guard let gradient = found[place.tensor] else { return representation.zerosLike() }
      return place.part.map { gradient.select(1, index: $0) } ?? gradient
    }
  }

  /// The gradients as the rows of `[tasks, P]`, in single precision at least.
  func rows(_ order: MemoryOrder) -> Tensor { together.map(order.rows(together:)) ?? order.rows(each) }

  /// Σ_k w_k c_k.
  func weighted(_ weights: [Double]) -> Tensor {
    guard let together else {
      let each = each
      return zip(each, weights).reduce(each[0].zerosLike()) { $0.addInPlace($1.0, scale: $1.1) }
    }
    let factors = Tensor(weights).to(together.device, together.dtype)
    return (together * factors.view([1, weights.count] + Array(repeating: 1, count: together.rank - 2))).sum([1])
  }
}
