import Components
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

  public var stages: [Stage] {
    layers.enumerated().map { place, layer in
      Stage("layers.\(place)", [layer], .vector(layer.weight.size(0))) { [self] x in
        let h = activation(layer(x))
        return dropout.map { $0(h) } ?? h
      }
    }
  }
}

extension MLP {
  static let card = TrunkCard(
    About(
      "mlp", title: "MLP", "fully connected layers, for vectors",
      settings: [
        Setting(
          "hidden", .wholeNumbers(.width), default: [64, 64], "outputs of the layers, from the first to the last"),
        Setting(
          "activation", .word(activations.map(\.name)), default: "relu", "the function after each layer"),
        Setting(
          "dropout", .number(.properFraction), default: 0,
          "probability that an activation is dropped, after every layer"),
      ],
      check: { settings throws(SettingError) in
        guard settings.wholeNumbers("hidden")?.isEmpty == false else {
          throw SettingError("hidden", "should name at least one layer. Found none.")
        }
      }),
    takes: .vector, widths: "hidden", size: { $0.wholeNumbers("hidden")!.map(String.init).joined(separator: "-") }
  ) { setup in
    let settings = setup.settings
    return MLP(
      setup.input.shape[0], hidden: settings.wholeNumbers("hidden")!,
      activation: activations.first { $0.name == settings.text("activation") }!.function,
      dropout: settings.number("dropout"), generator: setup.generator)
  }

  /// The activations that a configuration can name.
  private static let activations: [(name: String, function: Activation)] = [
    ("relu", .relu), ("gelu", .gelu), ("silu", .silu), ("tanh", .tanh),
  ]
}
