/// Parameters of one shape that lie side by side in one tensor, so that one operation computes with all of them.
///
/// ```swift
/// let weights = ParameterStack(heads.map(\.weight))!   // heads of one shape, [outputs, inputs] each
/// let all = ATen.matmul(x, weights.whole.transpose(1, 2))
/// ```
///
/// Its parts stay the tensors that they were for their holders, with names and gradients of their own. Graphs begin at
/// the whole, and optimisers update the whole. A stack holds as long as its parts are treated alike. If one of them is
/// frozen, moved or updated without the others, the stack dissolves: each part then has its own memory again.
public final class ParameterStack {
  /// All parts, `[parts, …]`: the leaf of graphs. After the stack has dissolved, nothing uses it.
  public let whole: Tensor
  /// Whether the parts lie in the whole.
  public private(set) var holds = true
  private let parts: [Part]

  private struct Part {
    weak var tensor: Tensor?
  }

  /// The place of a part in its stack.
  final class Place {
    let stack: ParameterStack
    let index: Int

    init(_ stack: ParameterStack, _ index: Int) {
      self.stack = stack
      self.index = index
    }

    /// Sets the part's gradient. The gradients of the other parts are zero if they had none.
    func setGradient(_ gradient: Tensor?) {
      if stack.whole.grad == nil {
        guard gradient != nil else { return }
        stack.whole.grad = stack.whole.detach().zerosLike()
      }
      guard let row = stack.whole.grad?.select(0, index: index) else { return }
      _ = withoutGradients { gradient.map { row.copyInPlace($0) } ?? row.zeroInPlace() }
    }
  }

  /// Lays parameters side by side; nil unless there are several of one shape, type and device that are trained alike
  /// and in no other stack.
  public init?(_ parameters: [Tensor]) {
    guard parameters.count > 1, Set(parameters.map(ObjectIdentifier.init)).count == parameters.count else { return nil }
    let first = parameters[0]
    let areAlike = parameters.allSatisfy {
      $0.place == nil && $0.isLeaf && $0.grad == nil && $0.shape == first.shape && $0.dtype == first.dtype
        && $0.device == first.device && $0.requiresGrad == first.requiresGrad
    }
    guard areAlike else { return nil }
    whole = Tensor.stack(parameters.map { $0.detach() }).requiringGrad(first.requiresGrad)
    parts = parameters.map(Part.init)
    for (index, tensor) in parameters.enumerated() { tensor.place = Place(self, index) }
    layOut()
  }

  /// The parts that are still in use, with their places.
  private var living: [(index: Int, tensor: Tensor)] {
    parts.enumerated().compactMap { index, part in part.tensor.map { (index, $0) } }
  }

  /// The number of parts that are still in use.
  var count: Int { living.count }

  /// Makes every part a view of the whole.
  private func layOut() {
    withGradients { for (index, tensor) in living { tensor.takeHandle(of: whole.select(0, index: index)) } }
  }

  /// Changes the whole's type, device or order in memory.
  func replaceData(_ change: (Tensor) -> Tensor) {
    whole.setData(change(whole.detach()))
    layOut()
  }

  /// Trains all parts, or none.
  func train(_ value: Bool) {
    whole.requiresGrad = value
    layOut()
  }

  /// Gives each part its own memory, with its value and its gradient.
  func dissolve() {
    guard holds else { return }
    holds = false
    for (index, tensor) in living {
      let gradient = tensor.grad?.clone()
      tensor.place = nil
      tensor.takeHandle(of: whole.detach().select(0, index: index).clone().requiringGrad(whole.requiresGrad))
      tensor.grad = gradient
    }
  }
}

extension [Tensor] {
  /// The leaves of graphs: each stack's whole in place of its parts, and all other tensors as they are. Stacks of which only
  /// some parts are among the tensors dissolve first.
  package var leaves: [Tensor] {
    guard contains(where: { $0.place != nil }) else { return self }
    var parts: [ObjectIdentifier: (stack: ParameterStack, count: Int)] = [:]
    for tensor in self {
      guard let stack = tensor.place?.stack else { continue }
      parts[ObjectIdentifier(stack), default: (stack, 0)].count += 1
    }
    for (stack, count) in parts.values where count < stack.count { stack.dissolve() }
    return startingLeaves
  }

  /// The leaves of graphs, each once. No stack dissolves.
  package var startingLeaves: [Tensor] {
    var seen: Set<ObjectIdentifier> = []
    return compactMap { tensor in
      guard let stack = tensor.place?.stack else { return tensor }
      return seen.insert(ObjectIdentifier(stack)).inserted ? stack.whole : nil
    }
  }

  /// The stacks in which some of the tensors lie, each once.
  package var stacks: [ParameterStack] {
    var seen: Set<ObjectIdentifier> = []
    return compactMap { $0.place?.stack }.filter { seen.insert(ObjectIdentifier($0)).inserted }
  }

  /// Gives each tensor that lies in a stack its own memory again.
  package func dissolveStacks() { for tensor in self { tensor.place?.stack.dissolve() } }
}

extension [(tensor: Tensor, scale: Double)] {
  /// Multiplies the accumulated gradient of each tensor by its factor; those of a stack in one operation.
  package func scaleGradients() {
    var alike: [Double: [Tensor]] = [:]
    var stacked: [ObjectIdentifier: (stack: ParameterStack, factors: [Double])] = [:]
    for (tensor, scale) in self {
      if let place = tensor.place {
        let key = ObjectIdentifier(place.stack), all = place.stack.whole.size(0)
        stacked[key, default: (place.stack, [Double](repeating: 1, count: all))].factors[place.index] = scale
      } else if let gradient = tensor.grad {
        alike[scale, default: []].append(gradient)
      }
    }
    withoutGradients {
      for (scale, gradients) in alike { ATen.foreach_mul_scalar_(gradients, scale) }
      for (stack, factors) in stacked.values {
        guard let gradient = stack.whole.grad else { continue }
        let rows = Tensor(factors).to(gradient.device, gradient.dtype)
        ATen.mul_(gradient, rows.view([factors.count] + gradient.shape.dropFirst().map { _ in 1 }))
      }
    }
  }
}
