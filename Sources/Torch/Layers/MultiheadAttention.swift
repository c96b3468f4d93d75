/// Scaled dot-product attention of several heads, with PyTorch's parameter names.
///
/// Source: A. Vaswani et al., [Attention Is All You Need](https://arxiv.org/abs/1706.03762), NeurIPS 2017.
public final class MultiheadAttention: Module {
  /// The query, key and value projections, one below the other: `[3 width, width]`.
  @Parameter public var inputWeight: Tensor
  /// The biases of the three projections, `[3 width]`.
  @Parameter public var inputBias: Tensor?
  /// The projection of all heads' results to the output, `[width, width]`.
  @Named public var output: Linear
  /// The features of queries, keys, values and the output.
  public let width: Int
  /// The number of heads.
  public let heads: Int
  /// The probability of dropping an attention weight, in training.
  public let dropout: Double
  private let generator: Generator

  /// Creates the projections.
  ///
  /// - Parameters:
  ///   - width: the features of queries, keys, values and the output
  ///   - heads: should divide `width`
  public init(_ width: Int, heads: Int, dropout: Double = 0, bias: Bool = true, generator: Generator) {
    require(width > 0, "`width` should be positive. Found \(width).")
    require(heads > 0 && width % heads == 0, "`heads` should divide the width \(width). Found \(heads).")
    require((0...1).contains(dropout), "`dropout` should be in [0, 1]. Found \(dropout).")
    (self.width, self.heads, self.dropout, self.generator) = (width, max(1, heads), dropout, generator)
    // PyTorch draws the output projection first.
    let output = Linear(width, width, bias: bias, generator: generator)
    if let bias = output.bias { Initialiser.constant(0).fill(bias, generator: generator) }
    _output = Named(wrappedValue: output, "out_proj")
    _inputWeight = Parameter(
      wrappedValue: Initialiser.xavierUniform().tensor([width.saturating(times: 3), width], generator: generator),
      "in_proj_weight")
    _inputBias = Parameter(wrappedValue: bias ? Tensor.zeros([width.saturating(times: 3)]) : nil, "in_proj_bias")
  }

  /// The attention of each query: the values of all keys, weighted by how well the keys match the query.
  ///
  /// - Parameters:
  ///   - query: `[batch, queries, width]`
  ///   - key: `[batch, keys, width]`; the query by default (self-attention)
  ///   - value: `[batch, keys, width]`; the key by default
  ///   - mask: `[queries, keys]` or `[batch · heads, queries, keys]`: Booleans, true where attention is blocked, or
  ///     numbers that are added to the scores
  ///   - keyPadding: `[batch, keys]`: true where a key is padding, or numbers that are added to the scores
  /// - Returns: `[batch, queries, width]`
  public func callAsFunction(
    _ query: Tensor, key: Tensor? = nil, value: Tensor? = nil, mask: Tensor? = nil, keyPadding: Tensor? = nil
  ) -> Tensor {
    let key = key ?? query
    let (q, k, v) = projected(query, key, value ?? key)
    let blocked = combined(mask, keyPadding, like: q)
    if isTraining && dropout > 0 { return joined(dropped(scores(q, k, blocked).softmax(-1)).matmul(v)) }
    return joined(ATen.scaled_dot_product_attention(q, k, v, blocked, 0, false, nil))
  }

  /// The output together with the attention weights of each head, `[batch, heads, queries, keys]`, as they were
  /// applied.
  public func withWeights(
    _ query: Tensor, key: Tensor? = nil, value: Tensor? = nil, mask: Tensor? = nil, keyPadding: Tensor? = nil
  ) -> (output: Tensor, weights: Tensor) {
    let key = key ?? query
    let (q, k, v) = projected(query, key, value ?? key)
    let weights = dropped(scores(q, k, combined(mask, keyPadding, like: q)).softmax(-1))
    return (joined(weights.matmul(v)), weights)
  }

  /// The projected query, key and value, each `[batch, heads, positions, width / heads]`.
  private func projected(_ query: Tensor, _ key: Tensor, _ value: Tensor) -> (Tensor, Tensor, Tensor) {
    func split(_ x: Tensor) -> Tensor {
      x.reshape([x.size(0), x.size(1), heads, width / heads]).transpose(1, 2)
    }
    if query === key, key === value {
      let all = ATen.linear(query, inputWeight, inputBias).chunk(3, -1)
      guard all.count == 3 else { return (.failed, .failed, .failed) }
      return (split(all[0]), split(all[1]), split(all[2]))
    }
    let weights = inputWeight.chunk(3, 0)
    let biases = inputBias?.chunk(3, 0)
    guard weights.count == 3, biases.map({ $0.count == 3 }) ?? true else { return (.failed, .failed, .failed) }
    func project(_ x: Tensor, _ part: Int) -> Tensor { split(ATen.linear(x, weights[part], biases?[part])) }
    return (project(query, 0), project(key, 1), project(value, 2))
  }

  /// One mask that is added to the scores, made of the two masks.
  private func combined(_ mask: Tensor?, _ keyPadding: Tensor?, like q: Tensor) -> Tensor? {
    func additive(_ mask: Tensor) -> Tensor {
      guard mask.dtype == .bool else { return mask.to(q.dtype) }
      return Tensor.zeros(mask.shape, dtype: q.dtype, device: q.device).maskedFill(mask: mask, -.infinity)
    }
    let scores = mask.map { mask in
      mask.rank == 3
        ? additive(mask).reshape([-1, heads, mask.size(1), mask.size(2)]) : additive(mask)
    }
    let padding = keyPadding.map { additive($0).unsqueeze(1).unsqueeze(1) }
    guard let scores, let padding else { return scores ?? padding }
    return scores + padding
  }

  private func scores(_ q: Tensor, _ k: Tensor, _ blocked: Tensor?) -> Tensor {
    let scores = (q * (1 / Double(width / heads).squareRoot())).matmul(k.transpose(-2, -1))
    return blocked.map { scores + $0 } ?? scores
  }

  private func dropped(_ weights: Tensor) -> Tensor {
    isTraining && dropout > 0
      ? Dropout.apply(weights, p: dropout, noise: ATen.empty_like(weights), generator) : weights
  }

  private func joined(_ heads: Tensor) -> Tensor {
    output(heads.transpose(1, 2).reshape([heads.size(0), heads.size(2), width]))
  }
}
