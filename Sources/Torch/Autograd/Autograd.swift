import CTorch

/// Runs `body` without recording operations for differentiation.
public func withoutGradients<R>(_ body: () throws -> R) rethrows -> R {
  let before = ct_grad_enabled()
  ct_set_grad_enabled(false)
  defer { ct_set_grad_enabled(before) }
  return try body()
}

/// Runs `body` and records its operations for differentiation, also inside of ``withoutGradients(_:)``.
func withGradients<R>(_ body: () throws -> R) rethrows -> R {
  let before = ct_grad_enabled()
  ct_set_grad_enabled(true)
  defer { ct_set_grad_enabled(before) }
  return try body()
}

extension Tensor {
  /// Whether operations on this tensor are recorded. Only floating-point tensors can require gradients.
  public var requiresGrad: Bool {
    get { withExtendedLifetime(self) { ct_requires_grad(handle) } }
    set {
      if let stack = place?.stack, newValue != requiresGrad { stack.dissolve() }
      if place == nil { _ = withExtendedLifetime(self) { checked(ct_set_requires_grad(handle, newValue)) } }
    }
  }

  /// Sets `requiresGrad` and returns this tensor, so that a creation can end with it:
  /// `Tensor.zeros([3]).requiringGrad()`.
  public func requiringGrad(_ value: Bool = true) -> Tensor {
    requiresGrad = value
    return self
  }

  /// Whether the tensor is the start of a graph: made by the user, not by a recorded operation. A part of a
  /// ``ParameterStack`` is none; its whole is.
  public var isLeaf: Bool { withExtendedLifetime(self) { ct_is_leaf(handle) } }

  /// The gradient that backward passes have accumulated; nil before the first and after it is cleared.
  public var grad: Tensor? {
    get {
      if let place { return place.stack.whole.grad?.select(0, index: place.index) }
      return withExtendedLifetime(self) { ct_get_grad(handle).map { Tensor(owning: $0) } }
    }
    set {
      if let place {
        place.setGradient(newValue)
      } else {
        _ = withExtendedLifetime((self, newValue)) { checked(ct_set_grad(handle, newValue?.handle)) }
      }
    }
  }

  /// Accumulates the gradients of this tensor in the leaves it was made from.
  ///
  /// - Parameters:
  ///   - gradient: the cotangent, of this tensor's shape; one for a scalar.
  ///   - retainGraph: keeps the graph for another pass.
  ///   - createGraph: records the pass itself, for second derivatives.
  public func backward(gradient: Tensor? = nil, retainGraph: Bool = false, createGraph: Bool = false) {
    _ = withExtendedLifetime((self, gradient)) {
      checked(ct_backward(handle, gradient?.handle, retainGraph || createGraph, createGraph))
    }
  }

  /// The gradients of `outputs` with respect to `inputs`, without touching any `grad`.
  ///
  /// - Parameters:
  ///   - outputs: one or several roots; their contributions are summed.
  ///   - gradients: the cotangent of each root; nil stands for one (scalar roots).
  ///   - allowUnused: gives nil for an input that no root depends on, instead of failing.
  public static func grad(
    of outputs: [Tensor], with gradients: [Tensor?]? = nil, respectTo inputs: [Tensor], retainGraph: Bool = false,
    createGraph: Bool = false, allowUnused: Bool = false
  ) -> [Tensor?] {
    let gradients = gradients ?? outputs.map { _ in nil }
    guard requirement(gradients.count == outputs.count, "one cotangent for each output is needed") else {
      return inputs.map { _ in nil }
    }
    if inputs.contains(where: { $0.place != nil }) {
      let leaves = inputs.startingLeaves
      let found = grad(
        of: outputs, with: gradients, respectTo: leaves, retainGraph: retainGraph, createGraph: createGraph,
        allowUnused: allowUnused)
      let ofLeaf = Dictionary(uniqueKeysWithValues: zip(leaves.map(ObjectIdentifier.init), found))
      return inputs.map { input in
        guard let place = input.place else { return ofLeaf[ObjectIdentifier(input)]! }
        return ofLeaf[ObjectIdentifier(place.stack.whole)]!?.select(0, index: place.index)
      }
    }
    return withExtendedLifetime((outputs, gradients, inputs)) {
      withUnsafeTemporaryAllocation(of: CTensor?.self, capacity: inputs.count) { results in
        results.initialize(repeating: nil)
        guard
          checked(
            ct_grad(
              outputs.map(\.handle), outputs.count, gradients.map { $0?.handle }, inputs.map(\.handle), inputs.count,
              retainGraph || createGraph, createGraph, allowUnused, results.baseAddress!))
        else { return inputs.map { _ in nil } }
        return results.map { $0.map { Tensor(owning: $0) } }
      }
    }
  }

  /// Makes this tensor hold `data`'s memory (of any type and device) while it stays the same object for its holders.
  package func setData(_ data: Tensor) {
    _ = withExtendedLifetime((self, data)) { checked(ct_set_data(handle, data.handle)) }
  }
}

extension Array where Element == Tensor {
  /// The accumulated gradient of each tensor; nil for a tensor without one.
  public var gradients: [Tensor?] {
    if contains(where: { $0.place != nil }) { return map(\.grad) }
    return withExtendedLifetime(self) {
      withUnsafeTemporaryAllocation(of: CTensor?.self, capacity: count) { results in
        results.initialize(repeating: nil)
        ct_get_grads(map(\.handle), count, results.baseAddress!)
        return results.map { $0.map { Tensor(owning: $0) } }
      }
    }
  }

  /// Removes the accumulated gradient of each tensor.
  public func clearGradients() {
    let leaves = leaves
    withExtendedLifetime(leaves) { ct_clear_grads(leaves.map(\.handle), leaves.count) }
  }
}

extension Tensor {
  /// Consecutive pieces of this contiguous vector, each with the sizes and the order in memory of one of `tensors`.
  package func views(like tensors: [Tensor], from offset: Int = 0) -> [Tensor] {
    withExtendedLifetime((self, tensors)) {
      withUnsafeTemporaryAllocation(of: CTensor?.self, capacity: tensors.count) { results in
        results.initialize(repeating: nil)
        guard checked(ct_views_like(handle, offset, tensors.map(\.handle), tensors.count, results.baseAddress!)) else {
          return tensors
        }
        return results.map { Tensor(owning: $0) }
      }
    }
  }
}

extension Array where Element == Tensor {
  /// Gives each tensor its gradient. Backward passes then accumulate in place: in the memory that the gradient is a view
  /// of.
  package func setGradients(_ gradients: [Tensor]) {
    guard requirement(gradients.count == count, "one gradient for each tensor is needed") else { return }
    if contains(where: { $0.place != nil }) {
      for (tensor, gradient) in zip(self, gradients) { tensor.grad = gradient }
      return
    }
    _ = withExtendedLifetime((self, gradients)) {
      checked(ct_set_grads(map(\.handle), gradients.map(\.handle), count))
    }
  }
}
