/// Self-attention and a two-layer network, each with a residual connection and layer normalisation, with PyTorch's
/// parameter names.
///
/// Source: A. Vaswani et al., [Attention Is All You Need](https://arxiv.org/abs/1706.03762), NeurIPS 2017.
public final class TransformerEncoderLayer: Module {
  /// The self-attention.
  @Named public var attention: MultiheadAttention
  /// The first layer of the feed-forward network, from the width to the inner width.
  public let linear1: Linear
  /// The second layer of the feed-forward network, back to the width.
  public let linear2: Linear
  /// The normalisation of the attention's part.
  public let norm1: LayerNorm
  /// The normalisation of the feed-forward network's part.
  public let norm2: LayerNorm
  /// The activation between the two layers of the feed-forward network.
  public let activation: Activation
  /// Whether normalisation comes before each part instead of after its residual connection.
  public let normalisesFirst: Bool
  private let dropout: Dropout

  public init(
    _ width: Int, heads: Int, feedForward: Int = 2048, dropout: Double = 0.1, activation: Activation = .relu,
    eps: Double = 1e-5, normalisesFirst: Bool = false, generator: Generator
  ) {
    require(feedForward > 0, "`feedForward` should be positive. Found \(feedForward).")
    _attention = Named(
      wrappedValue: MultiheadAttention(width, heads: heads, dropout: dropout, generator: generator), "self_attn")
    linear1 = Linear(width, feedForward, generator: generator)
    linear2 = Linear(feedForward, width, generator: generator)
    norm1 = LayerNorm(width, eps: eps)
    norm2 = LayerNorm(width, eps: eps)
    self.dropout = Dropout(dropout, generator: generator)
    self.activation = activation
    self.normalisesFirst = normalisesFirst
  }

  /// Encodes a batch of sequences; the result has the shape of `x`.
  ///
  /// - Parameters:
  ///   - x: `[batch, positions, width]`
  ///   - mask: `[positions, positions]`, true where attention is blocked
  ///   - padding: `[batch, positions]`, true where a position is padding
  public func callAsFunction(_ x: Tensor, mask: Tensor? = nil, padding: Tensor? = nil) -> Tensor {
    func attended(_ x: Tensor) -> Tensor { dropout(attention(x, mask: mask, keyPadding: padding)) }
    func transformed(_ x: Tensor) -> Tensor { dropout(linear2(dropout(activation(linear1(x))))) }
    if normalisesFirst {
      let middle = x + attended(norm1(x))
      return middle + transformed(norm2(middle))
    }
    let middle = norm1(x + attended(x))
    return norm2(middle + transformed(middle))
  }
}
