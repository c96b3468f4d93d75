import Backbones
import Components
import Torch

/// Linear, ReLU, linear, on vectors: the 50→50→10 of the Multi-MNIST studies. `[batch, size]` → `[batch, outputs]`. Names:
/// `0` and `2`; with dropout between the layers `0` and `3`.
public final class HiddenHead: Module, UnaryLayer, LayerChain {
  let layers: Sequential

  /// Creates the head.
  ///
  /// - Parameters:
  ///   - size: the numbers of the features.
  ///   - width: the outputs of the hidden layer; as many as the features by default.
  ///   - dropout: the share of hidden activations that is set to zero in training.
  ///   - generator: draws the start values, and the dropout masks later.
  public init(_ size: Int, outputs: Int, width: Int? = nil, dropout: Double = 0, generator: Generator) {
    let width = width ?? size
    let regularisation = dropout > 0 ? [Dropout(dropout, generator: generator)] : []
    layers = Sequential(
      [Linear(size, width, generator: generator), ReLU()] + regularisation
        + [Linear(width, outputs, generator: generator)])
  }

  override public var namedChildren: [(name: String, module: Module)]? { layers.children }

  public func callAsFunction(_ x: Tensor) -> Tensor { layers(x) }
}

extension HiddenHead {
  static let card = HeadCard(
    About(
      "hidden", "a hidden layer before the last layer, on a vector",
      settings: [
        Setting("width", .wholeNumber(.width), isRequired: true, "outputs of the hidden layer"),
        Setting(
          "dropout", .number(.properFraction), default: 0, "probability that a hidden activation is dropped"),
      ]), reading: .vector
  ) { setup in
    guard case .vector(let size) = setup.features else { preconditionFailure("The card reads vectors alone.") }
    return HiddenHead(
      size, outputs: setup.outputs, width: setup.settings.wholeNumber("width"),
      dropout: setup.settings.number("dropout"), generator: setup.generator)
  }
}
