import Components
import Torch

/// Convolutions over a text that keep its length, each with tanh. `[batch, length, inputs]` → `[batch, length, filters]`.
///
/// Elements of zeros in front are padding: zeros stand in their places before each convolution, as they do at the text's ends, and behind it.
/// Heads can read each layer. Start values are PyTorch's. Names: `layers.0.weight` `[filters, inputs, kernel]`, `layers.0.bias`, …
///
/// Source: Collobert et al., [Natural Language Processing (Almost) from Scratch](https://jmlr.org/papers/v12/collobert11a.html), JMLR 2011.
public final class TextCNNEncoder: Module, SequenceEncoder {
  public let inputs: Int
  public let length: Int? = nil
  public let features: Features
  let layers: [Conv1d]
  private let dropout: Dropout?

  /// Creates the encoder.
  ///
  /// - Parameters:
  ///   - inputs: the numbers of one element.
  ///   - filters: the numbers that each layer makes of an element.
  ///   - kernel: the elements that a filter sees, an odd number.
  ///   - dropout: the share of what the layers after the first read that is set to zero in training.
  ///   - whole: the way to one vector for the whole text.
  ///   - generator: draws the start values, and the dropout masks later.
  public init(
    _ inputs: Int, filters: Int = 100, kernel: Int = 3, layers: Int = 2, dropout: Double = 0,
    whole: Features.Whole = .maxOfFilled, generator: Generator
  ) {
    require(kernel % 2 == 1, "`kernel` should be odd. Found \(kernel).")
    require(layers > 0, "`layers` should be positive. Found \(layers).")
    self.inputs = inputs
    features = .sequence(filters, whole: whole)
    self.layers = (0..<max(0, layers)).map { place in
      Conv1d(place == 0 ? inputs : filters, filters, kernel: kernel, padding: kernel / 2, generator: generator)
    }
    self.dropout = dropout > 0 ? Dropout(dropout, generator: generator) : nil
  }

  /// A stage for each layer, which all know the places of the padding.
  public var stages: [Stage] {
    let text = TextPadding()
    return layers.enumerated().map { place, layer in
      Stage("layers.\(place)", [layer], features) { [self] x in
        if place == 0 { text.find(in: x) }
        let read = place == 0 ? x : dropout?(x) ?? x
        return text.clearing(layer(read.transpose(1, 2)).transpose(1, 2).tanh())
      }
    }
  }
}

extension TextCNNEncoder {
  static let card = TrunkCard(
    About(
      "text-cnn", title: "CNN over texts", "convolutions that keep the length, for texts; tasks can be at each layer",
      citation: Citation(
        "Collobert, Weston, Bottou, Karlen, Kavukcuoglu, Kuksa", "Natural Language Processing (Almost) from Scratch",
        "JMLR 12", 2011),
      settings: TextSequence.settings + [
        Setting("filters", .wholeNumber(.width), default: 100, "numbers that each layer makes of a word"),
        Setting("kernel", .wholeNumber(.between(1, 1_000)), default: 3, "words that a filter sees, an odd number"),
        Setting("layers", .wholeNumber(.layers), default: 2, "number of layers"),
        Setting(
          "dropout", .number(.properFraction), default: 0,
          "probability that a number which the layers after the first read is dropped"),
      ],
      deviations: ["The function behind each convolution is tanh, where the authors have its piecewise linear form."],
      check: { settings throws(SettingError) in
        let kernel = settings.wholeNumber("kernel")
        guard kernel % 2 == 1 else { throw SettingError("kernel", "should be odd. Found \(kernel).") }
      }),
    takes: .sequence, samples: TextSequence.words, widths: "filters",
    size: { "of \($0.wholeNumber("layers")) × \($0.wholeNumber("filters"))" }
  ) { setup in
    let settings = setup.settings
    let embedding = try TextSequence.embedding(setup, of: "text-cnn")
    return SequenceTrunk(
      embedding,
      TextCNNEncoder(
        embedding.size, filters: settings.wholeNumber("filters"), kernel: settings.wholeNumber("kernel"),
        layers: settings.wholeNumber("layers"), dropout: settings.number("dropout"),
        whole: TextSequence.whole(settings), generator: setup.generator), isDense: setup.isDense,
      hasCommonEmbedding: true)
  }
}
