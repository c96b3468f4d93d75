import Components
import Torch

/// Layers of long short-term memory over a sequence; the features are the last layer's output at each element, and at the
/// last one for the whole sequence. `[batch, length, inputs]` → `[batch, length, hidden]`.
///
/// The state starts at zero, dropout acts between the layers alone, and padding in front is read like other elements. With 6
/// inputs and two layers of 128 there are 201,728 parameters. Each stacked matrix is drawn by Xavier's uniform rule as one matrix; biases are zero.
/// Names: `lstm.weight_ih_l0`, `lstm.weight_hh_l0`, `lstm.bias_ih_l0`, …
public final class LSTMEncoder: Module, SequenceEncoder {
  public let inputs: Int
  public let length: Int? = nil
  public let features: Features
  let lstm: LSTM

  /// Creates the encoder.
  ///
  /// - Parameters:
  ///   - inputs: the numbers of one element.
  ///   - hidden: the width of every layer.
  ///   - dropout: the share of a layer's outputs that is set to zero in training before the next layer.
  ///   - generator: draws the start values, and the dropout masks later.
  public init(_ inputs: Int, hidden: Int = 128, layers: Int = 2, dropout: Double = 0.1, generator: Generator) {
    self.inputs = inputs
    features = .sequence(hidden)
    lstm = LSTM(
      inputs, hidden, layers: layers, dropout: layers > 1 ? dropout : 0, generator: generator)
    for (name, tensor) in lstm.weights {
      (name.hasPrefix("weight") ? Initialiser.xavierUniform() : .constant(0)).fill(tensor, generator: generator)
    }
  }

  public var stages: [Stage] {
    [Stage("lstm", [lstm], features) { [self] in lstm($0).output }]
  }
}

extension LSTMEncoder {
  static let card = TrunkCard(
    About(
      "lstm", title: "LSTM", "recurrent layers, for sequences of events",
      citation: Citation(
        "Hochreiter, Schmidhuber", "Long Short-Term Memory", "Neural Computation", 1997,
        "DOI 10.1162/neco.1997.9.8.1735"),
      settings: [
        EventSequence.hidden, EventSequence.layers,
        EventSequence.dropout("probability that a layer's output is dropped before the next layer"),
      ]),
    takes: .sequence, samples: EventSequence.words,
    size: { "of \($0.wholeNumber("layers")) × \($0.wholeNumber("hidden"))" }, start: EventSequence.start
  ) { setup in
    let embedding = ColumnEmbedding(EventSequence.numbers(of: setup.input), generator: setup.generator)
    return SequenceTrunk(
      embedding,
      LSTMEncoder(
        embedding.size, hidden: setup.settings.wholeNumber("hidden"), layers: setup.settings.wholeNumber("layers"),
        dropout: setup.settings.number("dropout"), generator: setup.generator), isDense: setup.isDense)
  }
}
