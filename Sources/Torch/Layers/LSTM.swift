/// The long short-term memory. Gates in the stacked weights: input, forget, cell, output.
///
/// Source: S. Hochreiter, J. Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997.
public final class LSTM: Recurrent {
  /// Creates the layers. `dropout` acts between layers, and `generator` draws the start values and its masks.
  public init(
    _ inputs: Int, _ hidden: Int, layers: Int = 1, bias: Bool = true, batchFirst: Bool = true, dropout: Double = 0,
    bidirectional: Bool = false, generator: Generator
  ) {
    super.init(
      gates: 4, inputs, hidden, layers: layers, bias: bias, batchFirst: batchFirst, dropout: dropout,
      bidirectional: bidirectional, generator: generator)
  }

  /// Runs the layers over a batch of sequences.
  ///
  /// - Parameters:
  ///   - x: `[batch, time, inputs]`
  ///   - state: hidden and cell state, each `[layers · directions, batch, hidden]`; zeros by default
  /// - Returns: `[batch, time, directions · hidden]` of the last layer, and the final states
  public func callAsFunction(
    _ x: Tensor, state: (hidden: Tensor, cell: Tensor)? = nil
  ) -> (output: Tensor, hidden: Tensor, cell: Tensor) {
    let (output, states) = run(x, state.map { [$0.hidden, $0.cell] }, count: 2) { x, states, call in
      let (output, hidden, cell) = ATen.lstm(
        x, states, call.parameters, call.biases, call.layers, 0, call.isTraining, call.bidirectional, call.batchFirst)
      return (output, [hidden, cell])
    }
    return (output, states[0], states[1])
  }
}
