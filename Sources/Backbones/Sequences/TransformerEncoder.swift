import Components
import Foundation
import Torch

/// Self-attention over a sequence of events; the features are the mean over all positions. `[batch, length, 6]` →
/// `[batch, hidden]`.
///
/// The three codes of an event are embedded, weekday in 3 numbers and activity and resource in half of the rest each, and joined
/// with its three numbers; fixed sine and cosine positions (base 10,000, from the padded start) are added, then dropout. Each layer
/// normalises behind its residual connections; nothing is normalised at the end. With vocabularies of 16, 26 and 7 and two
/// layers of width 128 there are 1,188,631 parameters. Padding is read like events, with code 0, unless `masksPadding`.
///
/// Linear weights are drawn by Xavier's uniform rule, as is the attention's input projection as one matrix, which is the same in
/// all layers at the start; biases are zero, embeddings normal. Names: `embeddings.0.weight`, …,
/// `layers.0.self_attn.in_proj_weight`, …, as in PyTorch.
///
/// Source: Vaswani et al., [Attention Is All You Need](https://arxiv.org/abs/1706.03762), NeurIPS 2017.
public final class TransformerEncoder: Module, StagedTrunk {
  /// The longest sequence, padding included.
  public let length: Int
  /// Whether padding in front is neither attended to nor averaged.
  public let masksPadding: Bool
  public let features: Features
  let embeddings: [Embedding]
  let layers: [TransformerEncoderLayer]
  @Buffer var positions: Tensor
  let dropout: Dropout

  private static let weekdayWidth = 3
  private static let base = 10_000.0

  /// Creates the encoder.
  ///
  /// - Parameters:
  ///   - codes: the numbers of activities, resources and weekdays.
  ///   - hidden: the width; even, more than 6, and a multiple of `heads`.
  ///   - dropout: of attention weights, of what both parts of a layer add, inside its feed-forward network, and of the
  ///     input.
  ///   - generator: draws the start values, and the dropout masks later.
  public init(
    length: Int, codes: [Int], hidden: Int = 128, layers: Int = 2, heads: Int = 8, feedForward: Int = 2048,
    dropout: Double = 0.1, masksPadding: Bool = false, generator: Generator
  ) {
    let numbers = EventSequence.columns - EventSequence.codes
    let rest = hidden - numbers - Self.weekdayWidth
    require(
      codes.count == EventSequence.codes && codes.allSatisfy { $0 > 0 },
      "`codes` should hold \(EventSequence.codes) positive numbers. Found \(codes).")
    require(rest > 0 && rest % 2 == 0, "`hidden` should be even and more than \(hidden - rest). Found \(hidden).")
    require(layers > 0, "`layers` should be positive. Found \(layers).")
    self.length = length
    self.masksPadding = masksPadding
    features = .vector(hidden)
    embeddings = zip(codes, [rest / 2, rest / 2, Self.weekdayWidth]).map { Embedding($0, $1, generator: generator) }
    self.layers = (0..<max(0, layers)).map { _ in
      TransformerEncoderLayer(hidden, heads: heads, feedForward: feedForward, dropout: dropout, generator: generator)
    }
    positions = Self.waves(length, hidden)
    self.dropout = Dropout(dropout, generator: generator)
    super.init()
    drawLinearLayersByXavier(generator)
    withoutGradients {
      for layer in self.layers.dropFirst() {
        layer.attention.inputWeight.copyInPlace(self.layers[0].attention.inputWeight)
      }
    }
  }

  /// The positions' waves `[length, width]`: the sine of position / base^(2i / width) in column 2i, its cosine in
  /// column 2i + 1.
  private static func waves(_ length: Int, _ width: Int) -> Tensor {
    // What LibTorch cannot hold, an array cannot either.
    guard Tensor.empty([length, width]).isValid else { return .failed }
    let values = (0..<length).flatMap { position in
      (0..<width).map { column in
        let angle = Double(position) / pow(base, Double(column / 2 * 2) / Double(width))
        return Float(column % 2 == 0 ? sin(angle) : cos(angle))
      }
    }
    return Tensor(values, shape: [length, width])
  }

  public func outputShape(for input: [Int]) throws -> [Int] {
    try EventSequence.check(input, length: length, of: "TransformerEncoder")
    return [positions.size(1)]
  }

  /// The stages: the embedded events, then one for each layer. With masked padding every stage knows its places,
  /// through which no gradient flows.
  public var stages: [Stage] {
    let mask = PaddingMask()
    let embedded = Stage("embeddings", embeddings, nil) { [self] x in
      mask.padding = masksPadding ? EventSequence.padding(x) : nil
      return embed(x)
    }
    return [embedded]
      + layers.enumerated().map { place, layer in
        let isLast = place == layers.count - 1
        return Stage("layers.\(place)", [layer], isLast ? features : nil) { [self] h in
          let h = layer(h, padding: mask.padding)
          return isLast ? mean(h, mask.padding) : h
        }
      }
  }

  private func embed(_ x: Tensor) -> Tensor {
    let codes = embeddings.enumerated().map { column, embedding in
      embedding(x.select(2, index: column).to(.int64))
    }
    let numbers = x.narrow(2, start: EventSequence.codes, length: EventSequence.columns - EventSequence.codes)
    return dropout(Tensor.cat(codes + [numbers], 2) + positions)
  }

  private func mean(_ h: Tensor, _ padding: Tensor?) -> Tensor {
    guard let padding else { return h.mean([1]) }
    let real = padding.logicalNot().to(h.dtype).unsqueeze(2)
    return (h * real).sum([1]) / real.sum([1])
  }

  /// The places of the padding in the batch that is passing.
  private final class PaddingMask {
    var padding: Tensor?
  }
}
