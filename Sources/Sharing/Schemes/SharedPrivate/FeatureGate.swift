import Torch

/// A gate for each feature, which mixes shared and private features of one size: `g = σ(W [s; p] + b)`, `z = g ⊙ s + (1 − g) ⊙ p`.
///
/// Features lie along the last dimension. Names: `weight`, `bias`.
package final class FeatureGate: Module {
  private let linear: Linear

  package init(_ size: Int, generator: Generator) {
    linear = Linear(size.saturating(times: 2), size, generator: generator)
  }

  override package var namedChildren: [(name: String, module: Module)]? { [("", linear)] }

  /// The gates of some features.
  package func gates(_ shared: Tensor, _ own: Tensor) -> Tensor { linear(Tensor.cat([shared, own], -1)).sigmoid() }

  package func callAsFunction(_ shared: Tensor, _ own: Tensor) -> Tensor {
    let gates = gates(shared, own)
    return gates * shared + (1 - gates) * own
  }
}
