import Foundation

/// A rule for a parameter's start values. The same seed gives the values that PyTorch's rule of that name gives.
///
/// Sources: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS
/// 2010 (Xavier); K. He et al., [Delving Deep into Rectifiers](https://arxiv.org/abs/1502.01852), ICCV 2015 (Kaiming);
/// A. M. Saxe et al., [Exact solutions to the nonlinear dynamics of learning in deep linear neural
/// networks](https://arxiv.org/abs/1312.6120), ICLR 2014 (orthogonal).
public enum Initialiser: Sendable {
  case constant(Double)
  case uniform(low: Double = 0, high: Double = 1)
  case normal(mean: Double = 0, std: Double = 1)
  /// Uniform with variance 2 gain² / (fan in + fan out)
  case xavierUniform(gain: Double = 1)
  /// Normal with variance 2 gain² / (fan in + fan out)
  case xavierNormal(gain: Double = 1)
  /// Uniform with variance gain² / fan
  case kaimingUniform(fan: Fan = .in, gain: Gain = .relu)
  /// Normal with variance gain² / fan
  case kaimingNormal(fan: Fan = .in, gain: Gain = .relu)
  /// Orthogonal rows or columns of the tensor as a matrix `[first size, rest]`, times `gain`
  case orthogonal(gain: Double = 1)

  /// The side of a layer that keeps its variance: the forward pass (`in`) or the backward pass (`out`).
  public enum Fan: Sendable { case `in`, out }

  /// The activation after a layer, whose shrinking of the standard deviation the start values make up for.
  public enum Gain: Sendable {
    case linear, tanh, relu, leakyReLU(slope: Double), selu
    case value(Double)

    /// The gain as a factor, as in PyTorch's `calculate_gain`.
    public var value: Double {
      switch self {
      case .linear: 1
      case .tanh: 5 / 3
      case .relu: 2.0.squareRoot()
      case .leakyReLU(let slope): (2 / (1 + slope * slope)).squareRoot()
      case .selu: 3 / 4
      case .value(let value): value
      }
    }
  }

  /// PyTorch's default for the weights of linear and convolutional layers: `kaiming_uniform_(a=sqrt(5))`, which is
  /// uniform within ± 1 / √fan in.
  static let layerDefault = Initialiser.kaimingUniform(gain: .leakyReLU(slope: 5.0.squareRoot()))

  /// PyTorch's default for the bias of a layer with this weight: uniform within ± 1 / √fan in.
  static func biasDefault(for weight: Tensor) -> Initialiser {
    let bound = 1 / fans(of: weight).in.squareRoot()
    return .uniform(low: -bound, high: bound)
  }

  /// A new float32 tensor of these values.
  public func tensor(_ shape: [Int], generator: Generator) -> Tensor {
    let tensor = Tensor.empty(shape)
    fill(tensor, generator: generator)
    return tensor
  }

  /// Overwrites a tensor's values; gradients do not see the change.
  public func fill(_ tensor: Tensor, generator: Generator) {
    withoutGradients {
      switch self {
      case .constant(let value): tensor.fillInPlace(value)
      case .uniform(let low, let high):
        require(low <= high, "`low` should be at most `high`. Found \(low) and \(high).")
        ATen.uniform_(tensor, low, high, generator)
      case .normal(let mean, let std):
        require(std >= 0, "`std` should not be negative. Found \(std).")
        ATen.normal_(tensor, mean, std, generator)
      case .xavierUniform(let gain):
        let bound = 3.0.squareRoot() * Self.xavierDeviation(tensor, gain)
        ATen.uniform_(tensor, -bound, bound, generator)
      case .xavierNormal(let gain): ATen.normal_(tensor, 0, Self.xavierDeviation(tensor, gain), generator)
      case .kaimingUniform(let fan, let gain):
        let bound = 3.0.squareRoot() * Self.kaimingDeviation(tensor, fan, gain)
        ATen.uniform_(tensor, -bound, bound, generator)
      case .kaimingNormal(let fan, let gain):
        ATen.normal_(tensor, 0, Self.kaimingDeviation(tensor, fan, gain), generator)
      case .orthogonal(let gain): Self.fillOrthogonally(tensor, gain, generator)
      }
    }
  }

  /// The inputs that one output depends on, and the outputs that one input reaches.
  private static func fans(of tensor: Tensor) -> (in: Double, out: Double) {
    let shape = tensor.shape
    guard hasTwoDimensions(tensor) else { return (1, 1) }
    let field = shape.dropFirst(2).reduce(1, *)
    return (Double(shape[1] * field), Double(shape[0] * field))
  }

  /// Whether the weight has the two dimensions that a fan needs; false too for the result of a failed operation.
  private static func hasTwoDimensions(_ weight: Tensor) -> Bool {
    weight.isValid
      && requirement(
        weight.rank >= 2, "a weight should have at least two dimensions. Found the shape \(weight.shape).")
  }

  private static func xavierDeviation(_ tensor: Tensor, _ gain: Double) -> Double {
    let fans = fans(of: tensor)
    return gain * (2 / (fans.in + fans.out)).squareRoot()
  }

  private static func kaimingDeviation(_ tensor: Tensor, _ fan: Fan, _ gain: Gain) -> Double {
    let fans = fans(of: tensor)
    return gain.value / (fan == .in ? fans.in : fans.out).squareRoot()
  }

  private static func fillOrthogonally(_ tensor: Tensor, _ gain: Double, _ generator: Generator) {
    let shape = tensor.shape
    guard hasTwoDimensions(tensor) else { return }
    let (rows, columns) = (shape[0], shape.dropFirst().reduce(1, *))
    let normal = ATen.normal_(
      Tensor.empty([rows, columns], dtype: tensor.dtype, device: tensor.device), 0, 1, generator)
    let (q, r) = (rows < columns ? normal.transpose(0, 1) : normal).qr()
    let signed = q * r.diag().sign()
    tensor.copyInPlace((rows < columns ? signed.transpose(0, 1) : signed).reshape(shape) * gain)
  }
}
