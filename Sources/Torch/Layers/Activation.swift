/// A function applied to each element, or along one dimension, with no parameters to train.
public enum Activation: Sendable, Hashable {
  case identity
  /// max(x, 0)
  case relu
  /// min(max(x, 0), 6)
  case relu6
  /// x where positive, `slope · x` elsewhere
  case leakyReLU(slope: Double = 0.01)
  /// x where positive, `alpha (exp(x) − 1)` elsewhere
  case elu(alpha: Double = 1)
  /// x · Φ(x)
  case gelu
  /// The approximation of `gelu` by the hyperbolic tangent
  case geluTanh
  /// x · sigmoid(x), also called swish
  case silu
  /// x · tanh(softplus(x))
  case mish
  /// x · relu6(x + 3) / 6
  case hardswish
  /// log(1 + exp(x))
  case softplus
  case sigmoid
  case logSigmoid
  case tanh
  case softmax(dim: Int = -1)
  case logSoftmax(dim: Int = -1)

  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .identity: x
    case .relu: x.relu()
    case .relu6: x.relu6()
    case .leakyReLU(let slope): x.leakyRelu(slope: slope)
    case .elu(let alpha): x.elu(alpha: alpha)
    case .gelu: x.gelu()
    case .geluTanh: x.gelu(approximate: "tanh")
    case .silu: x.silu()
    case .mish: x.mish()
    case .hardswish: x.hardswish()
    case .softplus: x.softplus()
    case .sigmoid: x.sigmoid()
    case .logSigmoid: x.logSigmoid()
    case .tanh: x.tanh()
    case .softmax(let dim): x.softmax(dim)
    case .logSoftmax(let dim): x.logSoftmax(dim)
    }
  }
}

/// An activation as a layer: `ActivationLayer(.silu)`. The common ones have classes of their own.
public class ActivationLayer: Module, UnaryLayer {
  /// The function that the layer applies.
  public let activation: Activation

  public init(_ activation: Activation) { self.activation = activation }

  public func callAsFunction(_ x: Tensor) -> Tensor { activation(x) }
}

/// max(x, 0)
public final class ReLU: ActivationLayer {
  /// Whether the input's memory is overwritten, which saves the output's.
  public let inPlace: Bool

  /// Creates the layer.
  ///
  /// - Parameter inPlace: overwrites the input. Use it only if nothing else needs the input, for example after a
  ///   normalisation.
  public init(inPlace: Bool = false) {
    self.inPlace = inPlace
    super.init(.relu)
  }

  override public func callAsFunction(_ x: Tensor) -> Tensor { inPlace ? ATen.relu_(x) : x.relu() }
}

/// x where positive, `slope · x` elsewhere
public final class LeakyReLU: ActivationLayer {
  /// Creates the layer.
  ///
  /// - Parameter slope: the factor of negative values.
  public init(slope: Double = 0.01) { super.init(.leakyReLU(slope: slope)) }
}

/// x where positive, `alpha (exp(x) − 1)` elsewhere
public final class ELU: ActivationLayer {
  /// Creates the layer.
  ///
  /// - Parameter alpha: minus the limit for large negative values.
  public init(alpha: Double = 1) { super.init(.elu(alpha: alpha)) }
}

/// The Gaussian error linear unit, exact or by the hyperbolic tangent.
public final class GELU: ActivationLayer {
  /// Creates the layer.
  ///
  /// - Parameter approximatedByTanh: uses the approximation by the hyperbolic tangent.
  public init(approximatedByTanh: Bool = false) { super.init(approximatedByTanh ? .geluTanh : .gelu) }
}

/// x · sigmoid(x)
public final class SiLU: ActivationLayer { public init() { super.init(.silu) } }

/// 1 / (1 + exp(−x))
public final class Sigmoid: ActivationLayer { public init() { super.init(.sigmoid) } }

/// The hyperbolic tangent
public final class Tanh: ActivationLayer { public init() { super.init(.tanh) } }

/// exp(x) / Σ exp(x) along a dimension
public final class Softmax: ActivationLayer {
  /// Creates the layer.
  ///
  /// - Parameter dim: the dimension along which the values sum to one; the last by default.
  public init(dim: Int = -1) { super.init(.softmax(dim: dim)) }
}
