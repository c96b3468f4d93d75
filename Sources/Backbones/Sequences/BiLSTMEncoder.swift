import Components
import Torch

/// Layers of long short-term memory in both directions over a sequence, each of which heads can read. `[batch, length, inputs]` → `[batch,
/// length, 2 hidden]`.
///
/// Elements of zeros in front are padding: it changes no other element's states, and its own are zeros. States start at zero. In training noise is
/// added to the input and to what heads read. Start values are PyTorch's. Names: `layers.0.forward.weight_ih_l0`, …,
/// `layers.0.backward.weight_ih_l0`, …
///
/// Sources: Graves, Schmidhuber, [Framewise phoneme classification with bidirectional LSTM](https://doi.org/10.1016/j.neunet.2005.06.042),
/// Neural Networks 2005; Plank, Søgaard, Goldberg, [Multilingual Part-of-Speech Tagging with Bidirectional Long Short-Term Memory Models and
/// Auxiliary Loss](https://aclanthology.org/P16-2067), ACL 2016.
public final class BiLSTMEncoder: Module, SequenceEncoder {
  /// What the layers after the first read.
  public enum Directions: String, CaseIterable, Sendable {
    /// Both directions of the layer before.
    case joined
    /// The own direction of the layer before.
    case separate
  }

  public let inputs: Int
  public let length: Int? = nil
  public let features: Features
  public let directions: Directions
  /// The function of what the layers after the first read.
  public let activation: Activation
  let layers: [Layer]
  private let noise: GaussianNoise?
  private let dropout: Dropout?

  /// A layer with a memory for each direction.
  final class Layer: Module {
    let forward: LSTM
    let backward: LSTM

    init(_ inputs: Int, _ hidden: Int, generator: Generator) {
      forward = LSTM(inputs, hidden, generator: generator)
      backward = LSTM(inputs, hidden, generator: generator)
    }

    /// - Parameter isDivided: whether each direction reads its half of the input.
    func callAsFunction(_ x: Tensor, padding: Tensor, isDivided: Bool) -> Tensor {
      let size = isDivided ? forward.inputs : 0
      let backwards = (isDivided ? x.narrow(2, start: size, length: size) : x).flip([1])
      return Tensor.cat(
        [
          forward(isDivided ? x.narrow(2, start: 0, length: size) : x, padding: padding),
          backward(backwards, padding: padding.flip([1])).flip([1]),
        ], 2)
    }
  }

  /// Creates the encoder.
  ///
  /// - Parameters:
  ///   - inputs: the numbers of one element.
  ///   - hidden: the width of each direction of every layer.
  ///   - noise: the standard deviation of the noise in training.
  ///   - dropout: the share of what the layers after the first read that is set to zero in training.
  ///   - whole: the way to one vector for the whole sequence.
  ///   - generator: draws the start values, and noise and dropout masks later.
  public init(
    _ inputs: Int, hidden: Int = 50, layers: Int = 3, directions: Directions = .joined,
    activation: Activation = .identity,
    noise: Double = 0, dropout: Double = 0, whole: Features.Whole = .maxOfFilled, generator: Generator
  ) {
    require(layers > 0, "`layers` should be positive. Found \(layers).")
    self.inputs = inputs
    self.directions = directions
    self.activation = activation
    let both = hidden.saturating(times: 2)
    features = .sequence(both, whole: whole)
    self.layers = (0..<max(0, layers)).map { place in
      Layer(place == 0 ? inputs : directions == .joined ? both : hidden, hidden, generator: generator)
    }
    self.noise = noise > 0 ? GaussianNoise(noise, generator: generator) : nil
    self.dropout = dropout > 0 ? Dropout(dropout, generator: generator) : nil
  }

  public var lastLayer: Module { layers.last ?? self }

  /// A stage for each layer, which all know the places of the padding.
  public var stages: [Stage] {
    let text = TextPadding()
    let noisy: (Tensor) -> Tensor = { [self] h in
      guard let noise, isTraining else { return h }
      return text.clearing(noise(h))
    }
    return layers.enumerated().map { place, layer in
      Stage("layers.\(place)", [layer], features, read: noisy) { [self] x in
        if place == 0 { text.find(in: x) }
        let read = place == 0 ? noisy(x) : between(x)
        let h = layer(read, padding: text.places, isDivided: directions == .separate && place > 0)
        return place == layers.count - 1 ? noisy(h) : h
      }
    }
  }

  private func between(_ x: Tensor) -> Tensor {
    let active = activation(x)
    return dropout?(active) ?? active
  }
}

extension BiLSTMEncoder {
  static let card = TrunkCard(
    About(
      "bi-lstm", title: "Bi-LSTM", "recurrent layers in both directions, for texts; tasks can be at each layer",
      citation: Citation(
        "Plank, Søgaard, Goldberg",
        "Multilingual Part-of-Speech Tagging with Bidirectional Long Short-Term Memory Models and Auxiliary Loss",
        "ACL",
        2016, "P16-2067"),
      settings: TextSequence.settings + [
        Setting(
          "hidden", .wholeNumber(.width), default: 50, "width of each direction of every layer",
          source: "a choice of this toolkit"),
        Setting(
          "layers", .wholeNumber(.layers), default: 3, "number of layers", source: "Søgaard, Goldberg, 2016"),
        Setting(
          "directions", .word(Directions.allCases.map(\.rawValue)), default: "joined",
          "`joined`: the layers after the first read both directions; `separate`: each direction reads its own"),
        Setting(
          "activation", .word(activations.map(\.name)), default: "none",
          "the function of what the layers after the first read"),
        Setting(
          "noise", .number(.nonNegative), default: 0.2,
          "standard deviation of the noise on the vectors of words and on what heads read, in training",
          source: "Plank, Søgaard, Goldberg, 2016"),
        Setting(
          "dropout", .number(.properFraction), default: 0,
          "probability that a number which the layers after the first read is dropped"),
      ],
      deviations: [
        "The authors' word vectors were trained before; here they start as normal numbers.",
        "A whole text has a vector, which the authors' tasks do not need.",
      ]),
    takes: .sequence, samples: TextSequence.words, widths: "hidden",
    size: { "of \($0.wholeNumber("layers")) × \($0.wholeNumber("hidden"))" }
  ) { setup in
    let settings = setup.settings
    let embedding = try TextSequence.embedding(setup, of: "bi-lstm")
    return SequenceTrunk(
      embedding,
      BiLSTMEncoder(
        embedding.size, hidden: settings.wholeNumber("hidden"), layers: settings.wholeNumber("layers"),
        directions: settings.word("directions"),
        activation: activations.first { $0.name == settings.text("activation") }!.function,
        noise: settings.number("noise"), dropout: settings.number("dropout"), whole: TextSequence.whole(settings),
        generator: setup.generator), isDense: setup.isDense, hasCommonEmbedding: true)
  }

  /// The activations that a configuration can name.
  private static let activations: [(name: String, function: Activation)] = [("none", .identity), ("tanh", .tanh)]
}
