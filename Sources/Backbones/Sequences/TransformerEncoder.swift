import Components
import Foundation
import Torch

/// Self-attention over a sequence; the features are the last layer's output at each element, and the mean over all elements
/// for the whole sequence. `[batch, length, width]` → `[batch, length, width]`.
///
/// Fixed sine and cosine positions (base 10,000, from the padded start) are added to the elements, then dropout. Each layer
/// normalises behind its residual connections; nothing is normalised at the end. Elements of zeros in front are read like
/// others, unless `masksPadding`; then they are neither attended to nor averaged, and stay zeros.
///
/// Linear weights are drawn by Xavier's uniform rule, as is the attention's input projection as one matrix, which is the same in
/// all layers at the start; biases are zero. Names: `layers.0.self_attn.in_proj_weight`, …, as in PyTorch.
///
/// Source: Vaswani et al., [Attention Is All You Need](https://arxiv.org/abs/1706.03762), NeurIPS 2017.
public final class TransformerEncoder: Module, SequenceEncoder {
  public let inputs: Int
  /// The number of elements of a sequence, padding included.
  public let length: Int?
  /// Whether elements of zeros in front are neither attended to nor averaged.
  public let masksPadding: Bool
  public let features: Features
  let layers: [TransformerEncoderLayer]
  @Buffer var positions: Tensor
  let dropout: Dropout

  private static let base = 10_000.0

  /// Creates the encoder.
  ///
  /// - Parameters:
  ///   - width: the numbers of one element, a multiple of `heads`.
  ///   - length: the number of elements of a sequence, padding included.
  ///   - dropout: of attention weights, of what both parts of a layer add, inside its feed-forward network, and of the
  ///     input.
  ///   - generator: draws the start values, and the dropout masks later.
  public init(
    _ width: Int, length: Int, layers: Int = 2, heads: Int = 8, feedForward: Int = 2048,
    dropout: Double = 0.1, masksPadding: Bool = false, generator: Generator
  ) {
    require(layers > 0, "`layers` should be positive. Found \(layers).")
    inputs = width
    self.length = length
    self.masksPadding = masksPadding
    features = .sequence(width, whole: masksPadding ? .meanOfFilled : .mean)
    self.layers = (0..<max(0, layers)).map { _ in
      TransformerEncoderLayer(width, heads: heads, feedForward: feedForward, dropout: dropout, generator: generator)
    }
    positions = Self.waves(length, width)
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

  /// A stage for each layer. With masked padding all stages know its places, through which no gradient flows.
  public var stages: [Stage] {
    let mask = PaddingMask()
    return layers.enumerated().map { place, layer in
      Stage("layers.\(place)", [layer], features) { [self] h in
        if place > 0 { return encode(h, by: layer, mask.padding, isLast: place == layers.count - 1) }
        mask.padding = masksPadding ? h.frontPadding : nil
        return encode(dropout(h + positions), by: layer, mask.padding, isLast: layers.count == 1)
      }
    }
  }

  private func encode(_ h: Tensor, by layer: TransformerEncoderLayer, _ padding: Tensor?, isLast: Bool) -> Tensor {
    let h = layer(h, padding: padding)
    guard isLast, let padding else { return h }
    return h * padding.logicalNot().to(h.dtype).unsqueeze(2)
  }

  /// The places of the padding in the batch that is passing.
  private final class PaddingMask {
    var padding: Tensor?
  }
}
