/// The plain recurrent network: h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or ReLU instead of tanh.
public final class RNN: Recurrent {
  /// The function of a recurrent network's state.
  public enum Nonlinearity: Sendable { case tanh, relu }

  public let nonlinearity: Nonlinearity

  public init(
    _ inputs: Int, _ hidden: Int, layers: Int = 1, nonlinearity: Nonlinearity = .tanh, bias: Bool = true,
    batchFirst: Bool = true, dropout: Double = 0, bidirectional: Bool = false, generator: Generator
  ) {
    self.nonlinearity = nonlinearity
    super.init(
      gates: 1, inputs, hidden, layers: layers, bias: bias, batchFirst: batchFirst, dropout: dropout,
      bidirectional: bidirectional, generator: generator)
  }

  /// Runs the layers over a batch of sequences.
  ///
  /// - Parameters:
  ///   - x: `[batch, time, inputs]`
  ///   - state: `[layers · directions, batch, hidden]`; zeros by default
  /// - Returns: `[batch, time, directions · hidden]` of the last layer, and the final state
  public func callAsFunction(_ x: Tensor, state: Tensor? = nil) -> (output: Tensor, hidden: Tensor) {
    let operation = nonlinearity == .tanh ? ATen.rnn_tanh : ATen.rnn_relu
    let (output, states) = run(x, state.map { [$0] }, count: 1) { x, states, call in
      let (output, hidden) = operation(
        x, states[0], call.parameters, call.biases, call.layers, 0, call.isTraining, call.bidirectional,
        call.batchFirst)
      return (output, [hidden])
    }
    return (output, states[0])
  }
}
