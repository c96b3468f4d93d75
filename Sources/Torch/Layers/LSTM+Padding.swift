extension LSTM {
  /// Runs the layers over sequences that are filled up to one length. The states of padding in front or behind are zeros, and those of
  /// the other elements are what they are without padding, in both directions.
  ///
  /// The mark of padding is one more input of every layer, which closes the input and forget gates.
  ///
  /// - Parameters:
  ///   - x: `[batch, time, inputs]`.
  ///   - padding: `[batch, time]`, true for what is not an element.
  /// - Returns: `[batch, time, directions · hidden]` of the last layer.
  public func callAsFunction(_ x: Tensor, padding: Tensor) -> Tensor {
    guard
      requirement(
        batchFirst && x.rank == 3 && x.size(2) == inputs && padding.shape == Array(x.shape.prefix(2)),
        "the input of LSTM and its padding should be [batch, time, \(inputs)] and [batch, time]. Found \(x.shape) and \(padding.shape)."
      )
    else { return .failed }
    let mark = padding.to(x.dtype).unsqueeze(2), filled = padding.logicalNot().to(x.dtype).unsqueeze(2)
    let directions = bidirectional ? 2 : 1, perDirection = weights.count / (layers * directions)
    let zeros = Tensor.zeros([directions, x.size(0), hidden], dtype: x.dtype, device: x.device)
    let closing = Tensor.cat([
      Tensor.full([2 * hidden, 1], -Self.closing, dtype: x.dtype, device: x.device),
      Tensor.zeros([2 * hidden, 1], dtype: x.dtype, device: x.device),
    ])
    var h = x
    for layer in 0..<layers {
      if layer > 0, isTraining { h = between(h) }
      let parameters = weights.dropFirst(layer * directions * perDirection).prefix(directions * perDirection)
        .enumerated().map { place, weight in
          place % perDirection == 0 ? Tensor.cat([weight.tensor, closing], 1) : weight.tensor
        }
      let output = ATen.lstm(
        Tensor.cat([h, mark], 2), [zeros, zeros], parameters, perDirection == 4, 1, 0, isTraining, bidirectional, true)
      h = output.0 * filled
    }
    return h
  }

  /// What a mark of padding adds to the gates that it closes: their sigmoid is zero.
  private static let closing = 1e4
}
