import Components
import Foundation
import Torch

/// Self-attention over a text of any length. `[batch, length, inputs]` → `[batch, length, width]`.
///
/// A linear layer brings the elements to the width, and the sines and cosines of their positions, counted from the text's first element, are added. Each
/// layer normalises behind its residual connections. Elements of zeros in front are padding: no element attends to them, and they stay zeros. Heads can read each layer. Start values
/// are PyTorch's. Names: `projection.weight`, `projection.bias`, `layers.0.self_attn.in_proj_weight`, …
///
/// Source: Vaswani et al., [Attention Is All You Need](https://arxiv.org/abs/1706.03762), NeurIPS 2017.
public final class TextTransformerEncoder: Module, SequenceEncoder {
  public let inputs: Int
  public let length: Int? = nil
  public let features: Features
  let projection: Linear
  let layers: [TransformerEncoderLayer]
  private let dropout: Dropout?

  private static let base = 10_000.0

  /// Creates the encoder.
  ///
  /// - Parameters:
  ///   - inputs: the numbers of one element.
  ///   - width: the numbers that each layer makes of an element, a multiple of `heads`.
  ///   - dropout: of attention weights, of what both parts of a layer add, inside its feed-forward network, and of the
  ///     input.
  ///   - whole: the way to one vector for the whole text.
  ///   - generator: draws the start values, and the dropout masks later.
  public init(
    _ inputs: Int, width: Int = 100, layers: Int = 2, heads: Int = 4, feedForward: Int = 200, dropout: Double = 0.1,
    whole: Features.Whole = .maxOfFilled, generator: Generator
  ) {
    require(layers > 0, "`layers` should be positive. Found \(layers).")
    self.inputs = inputs
    features = .sequence(width, whole: whole)
    projection = Linear(inputs, width, generator: generator)
    self.layers = (0..<max(0, layers)).map { _ in
      TransformerEncoderLayer(width, heads: heads, feedForward: feedForward, dropout: dropout, generator: generator)
    }
    self.dropout = dropout > 0 ? Dropout(dropout, generator: generator) : nil
  }

  /// A stage for each layer, which all know the places of the padding.
  public var stages: [Stage] {
    let text = TextPadding()
    return layers.enumerated().map { place, layer in
      Stage("layers.\(place)", place == 0 ? [projection, layer] : [layer], features) { [self] x in
        var h = x
        if place == 0 {
          text.find(in: x)
          h = projection(x) + waves(at: text.filled.squeeze(2).cumsum(1) - 1)
          h = dropout?(h) ?? h
        }
        return text.clearing(layer(h, padding: text.places))
      }
    }
  }

  /// The waves of positions `[batch, length]`: the sine of position / base^(2i / width) in number i, its cosine in number ⌈width / 2⌉ + i.
  private func waves(at positions: Tensor) -> Tensor {
    let width = features.size, sines = (width + 1) / 2
    let rates = (0..<sines).map { pow(Self.base, -2 * Double($0) / Double(width)) }
    let angles = positions.unsqueeze(2) * Tensor(rates).to(positions.device, positions.dtype)
    return Tensor.cat([angles.sin(), angles.cos().narrow(2, start: 0, length: width - sines)], 2)
  }
}

extension TextTransformerEncoder {
  static let card = TrunkCard(
    About(
      "text-transformer", title: "Transformer over texts", "self-attention, for texts; tasks can be at each layer",
      citation: Citation(
        "Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser, Polosukhin", "Attention Is All You Need", "NeurIPS",
        2017, "arXiv 1706.03762"),
      settings: TextSequence.settings + [
        Setting("hidden", .wholeNumber(.width), default: 100, "width of every layer"),
        Setting("layers", .wholeNumber(.layers), default: 2, "number of layers"),
        Setting("attention-heads", .wholeNumber(.width), default: 4, "number of attention heads of a layer"),
        Setting("feed-forward", .wholeNumber(.width), default: 200, "width inside a layer"),
        Setting(
          "dropout", .number(.properFraction), default: 0.1,
          "probability that an attention weight, an activation inside a layer or a number of the input is dropped",
          source: "Vaswani et al., 2017"),
      ],
      deviations: [
        "Words are brought to the width by a linear layer, and the sines of a position stand before its cosines.",
        "The default sizes are those of small data.",
      ],
      check: { settings throws(SettingError) in
        let hidden = settings.wholeNumber("hidden"), heads = settings.wholeNumber("attention-heads")
        guard hidden % heads == 0 else {
          throw SettingError("hidden", "should be a multiple of `attention-heads`, \(heads). Found \(hidden).")
        }
      }),
    takes: .sequence, samples: TextSequence.words,
    size: { "of \($0.wholeNumber("layers")) × \($0.wholeNumber("hidden"))" }
  ) { setup in
    let settings = setup.settings
    let embedding = try TextSequence.embedding(setup, of: "text-transformer")
    return SequenceTrunk(
      embedding,
      TextTransformerEncoder(
        embedding.size, width: settings.wholeNumber("hidden"), layers: settings.wholeNumber("layers"),
        heads: settings.wholeNumber("attention-heads"), feedForward: settings.wholeNumber("feed-forward"),
        dropout: settings.number("dropout"), whole: TextSequence.whole(settings), generator: setup.generator),
      isDense: setup.isDense, hasCommonEmbedding: true)
  }
}
