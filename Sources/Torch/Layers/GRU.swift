/// The gated recurrent unit. Gates in the stacked weights: reset, update, new; the reset gate acts on the hidden
/// product with its bias.
///
/// Source: K. Cho et al., [Learning Phrase Representations using RNN Encoder–Decoder for Statistical Machine
/// Translation](https://arxiv.org/abs/1406.1078), EMNLP 2014.
public final class GRU: Recurrent {
  /// Creates the layers. `dropout` acts between layers, and `generator` draws the start values and its masks.
  public init(
    _ inputs: Int, _ hidden: Int, layers: Int = 1, bias: Bool = true, batchFirst: Bool = true, dropout: Double = 0,
    bidirectional: Bool = false, generator: Generator
  ) {
    super.init(
      gates: 3, inputs, hidden, layers: layers, bias: bias, batchFirst: batchFirst, dropout: dropout,
      bidirectional: bidirectional, generator: generator)
  }

  /// Runs the layers over a batch of sequences.
  ///
  /// - Parameters:
  ///   - x: `[batch, time, inputs]`
  ///   - state: `[layers · directions, batch, hidden]`; zeros by default
  /// - Returns: `[batch, time, directions · hidden]` of the last layer, and the final state
  public func callAsFunction(_ x: Tensor, state: Tensor? = nil) -> (output: Tensor, hidden: Tensor) {
    let (output, states) = run(x, state.map { [$0] }, count: 1) { x, states, call in
      let (output, hidden) = ATen.gru(
        x, states[0], call.parameters, call.biases, call.layers, 0, call.isTraining, call.bidirectional,
        call.batchFirst)
      return (output, [hidden])
    }
    return (output, states[0])
  }
}
