/// Weights of a module that are computed in each pass instead of trained: the output of something smaller, such as blocks of
/// shared modules or a random expansion of a few numbers.
///
/// ```swift
/// let generated = try GeneratedWeights(["conv.weight", "fc.weight"], of: network)
/// let output = generated.replaced(by: generator.weights()) { network(x) }   // gradients flow to the generator
/// ```
///
/// The tensors stay what they are for their holders, and keep their names. They are buffers of the module from now on, not
/// parameters. After a pass they hold its values, so that a checkpoint of the module fits a module without a generator.
public final class GeneratedWeights {
  /// The tensors with their full names, in the order of their values.
  public let weights: [(name: String, tensor: Tensor)]
  /// The stacks of which all parts are generated, each with the places of its parts among the weights.
  private let stacks: [(stack: ParameterStack, places: [Int])]

  /// Declares parameters of a module to be generated. Stacks of which only some parts are generated dissolve.
  ///
  /// - Parameter names: full names of different parameters.
  /// - Throws: ``StateError`` for a name that is none of the module's parameters.
  public init(_ names: [String], of module: Module) throws {
    let parameters = Dictionary(uniqueKeysWithValues: module.namedParameters().map { ($0.name, $0.tensor) })
    weights = try names.map { name in
      guard let tensor = parameters[name] else {
        throw StateError("`\(name)` should be a parameter that is not generated yet. Found none of this name.")
      }
      return (name, tensor)
    }
    let tensors = weights.map(\.tensor)
    _ = tensors.leaves
    stacks = tensors.stacks.map { stack in
      let own = tensors.enumerated().filter { $1.place?.stack === stack }
      return (stack, own.sorted { $0.element.place!.index < $1.element.place!.index }.map(\.offset))
    }
    for (stack, _) in stacks { stack.train(false) }
    for tensor in tensors {
      if tensor.place == nil { tensor.requiresGrad = false }
      tensor.isGenerated = true
    }
  }

  /// Whether the weights are all parts of one stack in its order, so that ``replaced(byStack:_:)`` takes them side by side.
  public var areStacked: Bool {
    stacks.count == 1 && stacks[0].stack.holds && stacks[0].places.elementsEqual(weights.indices)
  }

  /// Runs a pass in which the weights are the slices of one tensor, with their graph. The pass may read the stack alone, and none
  /// of its parts.
  ///
  /// - Parameter value: `[weights, …]`, held by nobody else while the pass runs.
  public func replaced<Result>(byStack value: Tensor, _ pass: () throws -> Result) rethrows -> Result {
    let whole = stacks[0].stack.whole
    guard !value.isValid || whole.shape == value.shape else {
      failOperation("generated weights should have the shape \(whole.shape) together. Found \(value.shape).")
      return try pass()
    }
    whole.takeHandle(of: value)
    defer {
      whole.takeHandle(of: value)
      if value.isValid { withoutGradients { _ = whole.copyInPlace(value) } }
    }
    return try pass()
  }

  /// Runs a pass in which the weights are these values, with their graph.
  ///
  /// - Parameter values: a tensor of each weight's shape, in the order of ``weights``, held by nobody else while the pass runs.
  public func replaced<Result>(by values: [Tensor], _ pass: () throws -> Result) rethrows -> Result {
    guard zip(weights, values).allSatisfy({ !$1.isValid || $0.tensor.shape == $1.shape }) else {
      failOperation(
        "generated weights should have the shapes \(weights.map(\.tensor.shape)). Found \(values.map(\.shape)).")
      return try pass()
    }
    let living = stacks.filter(\.stack.holds)
    let wholes = living.map { _, places in Tensor.stack(places.map { values[$0] }) }
    let whole = zip(living, wholes).map { ($0.stack.whole, $1) }
    let swapped = zip(weights.map(\.tensor), values) + whole
    for (tensor, value) in swapped { tensor.takeHandle(of: value) }
    defer {
      for (tensor, value) in swapped { tensor.takeHandle(of: value) }
      withoutGradients {
        for (whole, value) in whole where value.isValid { whole.copyInPlace(value) }
        for ((_, tensor), value) in zip(weights, values) where tensor.place == nil && value.isValid {
          tensor.setData(value.detach())
        }
      }
    }
    return try pass()
  }
}
