import Torch

/// A network with penalties of its own, such as the mean of its gates, that training keeps small besides the losses.
///
/// A training step adds Σ weight · value to what it differentiates. The penalties are no tasks: no method weighs them, no
/// gradient method looks at their gradients, and their gradient is added to the method's direction. An update of several
/// batches adds their mean: each data set counts the same, and so does each batch of a set. The mean value of an epoch is
/// recorded by name.
///
/// ```swift
/// var penalties: [Penalty] { [Penalty("sparsity", gates.mean(), weight: 0.01)] }
/// ```
public protocol Penalised: MultiTaskNetwork {
  /// The penalties of the last pass, or of the parameters alone, with their graph. After every pass they have the same
  /// names in the same order.
  var penalties: [Penalty] { get }
}

/// A number that training keeps small besides the losses.
public struct Penalty {
  /// The name, under which the mean value of an epoch is recorded.
  public let name: String
  /// The value: a scalar with its graph.
  public let value: Tensor
  /// The factor of the value in what is differentiated. It may change from pass to pass.
  public let weight: Double

  /// Creates a penalty.
  ///
  /// - Parameter weight: finite; negative for a number that training makes large.
  public init(_ name: String, _ value: Tensor, weight: Double) {
    require(weight.isFinite, "the weight of the penalty `\(name)` should be finite. Found \(weight).")
    require(
      !value.isValid || value.count == 1, "the penalty `\(name)` should be one number. Found the shape \(value.shape).")
    self.name = name
    self.value = value
    self.weight = weight
  }
}
