import Torch

/// One case of the layer files: inputs as leaves, a module with the case's parameters, and the gradients of
/// Σ output · upstream with respect to both.
final class LayerTrial {
  private let item: GoldenCase
  private var leaves: [(name: String, tensor: Tensor)] = []

  /// Draws the start values that the case's parameters replace.
  let generator = Generator(seed: 0)

  init(_ item: GoldenCase) { self.item = item }

  /// An input whose gradient is wanted.
  func leaf(_ key: String) throws -> Tensor {
    let tensor = try item.input.tensor(key).requiringGrad()
    leaves.append((key, tensor))
    return tensor
  }

  /// A leaf; nil if the case has no such input.
  func optionalLeaf(_ key: String) throws -> Tensor? { item.input.has(key) ? try leaf(key) : nil }

  /// The module in double precision, with those of the case's inputs that have the names of its parameters and buffers.
  func loaded<M: Module>(_ module: M) throws -> M {
    module.to(.float64)
    for (name, tensor) in module.stateDictionary() where item.input.has(name) {
      let value = try item.input.tensor(name)
      guard value.shape == tensor.shape else {
        throw GoldenError("`\(name)` should have the shape \(tensor.shape). Found \(value.shape).")
      }
      withoutGradients { _ = tensor.copyInPlace(value) }
    }
    leaves += module.namedParameters()
    return module
  }

  /// The outputs, and `grad_<name>` of every leaf and parameter.
  ///
  /// - Parameter outputs: the outputs by name. Each is weighted by `upstream_<name>`, a scalar loss without one by 1;
  ///   an output without one that is no scalar is not differentiated.
  func results(_ outputs: [String: Tensor]) throws -> [String: GoldenValue] {
    var values = outputs.mapValues { GoldenValue($0) }
    let roots = try outputs.sorted { $0.key < $1.key }.compactMap { name, tensor -> Tensor? in
      if let upstream = try item.input.optionalTensor("upstream_" + name) { return (tensor * upstream).sum() }
      return tensor.rank == 0 ? tensor : nil
    }
    let gradients = Tensor.grad(of: roots, respectTo: leaves.map(\.tensor), allowUnused: true)
    for ((name, _), gradient) in zip(leaves, gradients) {
      values["grad_" + name] = gradient.map { GoldenValue($0) }
    }
    return values
  }

  /// The result of a layer or function of one input `x`.
  static func unary(_ item: GoldenCase, _ function: (Tensor) -> Tensor) throws -> [String: GoldenValue] {
    let trial = LayerTrial(item)
    return try trial.results(["output": function(try trial.leaf("x"))])
  }
}

extension GoldenFields {
  /// The size for a layer: one number, or one for each spatial dimension.
  func size(_ key: String, default standard: Int? = nil) throws -> any SpatialSize {
    if let standard, !has(key) { return standard }
    if case .number = try value(key) { return try integer(key) }
    return try integers(key)
  }
}

extension Verification {
  /// The layers and activations, by the names of the reference files.
  static let layerAdapters: [String: GoldenAdapter] = [
    convolutionAdapters, normalisationAdapters, activationAdapters, poolingAdapters, resizingAdapters,
    sequenceAdapters,
  ].reduce(into: [:]) { all, some in all.merge(some) { _, _ in fatalError("two layer adapters have one name") } }

  static let activationAdapters: [String: GoldenAdapter] = [
    "relu": .relu, "relu6": .relu6, "leaky_relu_0.01": .leakyReLU(slope: 0.01), "elu": .elu(), "gelu_exact": .gelu,
    "gelu_tanh": .geluTanh, "silu": .silu, "mish": .mish, "hardswish": .hardswish, "softplus": .softplus,
    "sigmoid": .sigmoid, "tanh": .tanh, "softmax": .softmax(), "log_softmax": .logSoftmax(),
  ].reduce(into: [:]) { (adapters: inout [String: GoldenAdapter], entry: (key: String, value: Activation)) in
    adapters["Activation_" + entry.key] = { try LayerTrial.unary($0, ActivationLayer(entry.value).callAsFunction) }
  }
}
