import Torch

/// A multi-layer perceptron: fully connected layers, each followed by an activation and, if it is set, by dropout.
///
/// `[batch, inputs]` → `[batch, hidden.last]`. Names: `layers.0.weight`, `layers.0.bias`, `layers.1.weight`, …
public final class MLP: Module, StagedTrunk {
  /// The numbers of one sample.
  public let inputs: Int
  public let features: Features
  /// The activation after each layer.
  public let activation: Activation
  let layers: [Linear]
  let dropout: Dropout?

  /// Creates the layers.
  ///
  /// - Parameters:
  ///   - inputs: the numbers of one sample.
  ///   - hidden: the width of each layer from the first to the last. The heads read the last.
  ///   - dropout: the share of activations that is set to zero in training, after every layer.
  ///   - generator: draws the start values, and the dropout masks later.
  public init(
    _ inputs: Int, hidden: [Int], activation: Activation = .relu, dropout: Double = 0, generator: Generator
  ) {
    require(!hidden.isEmpty, "`hidden` should name at least one width. Found \(hidden).")
    self.inputs = inputs
    self.features = .vector(hidden.last ?? inputs)
    self.activation = activation
    self.layers = zip([inputs] + hidden, hidden).map { Linear($0, $1, generator: generator) }
    self.dropout = dropout > 0 ? Dropout(dropout, generator: generator) : nil
  }

  public func outputShape(for input: [Int]) throws -> [Int] {
    guard input == [inputs] else {
      throw ShapeError("the input of MLP should be [\(inputs)]. Found \(input).")
    }
    return [layers.last?.weight.size(0) ?? inputs]
  }

  public var stages: [(modules: [Module], run: (Tensor) -> Tensor)] {
    layers.map { layer in
      (
        [layer],
        { [self] x in
          let h = activation(layer(x))
          return dropout.map { $0(h) } ?? h
        }
      )
    }
  }
}
