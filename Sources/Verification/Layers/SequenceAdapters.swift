import Torch

extension Verification {
  static let sequenceAdapters: [String: GoldenAdapter] = [
    "LSTM": { item in
      let (trial, x) = try sequence(item)
      let layer = try trial.loaded(
        LSTM(
          x.size(2), item.hyperparameters.integer("hidden"), layers: item.hyperparameters.integer("layers"),
          batchFirst: item.hyperparameters.bool("batch_first"),
          bidirectional: item.hyperparameters.bool("bidirectional"), generator: trial.generator))
      let (output, hidden, cell) = layer(x, state: (try trial.leaf("h0"), try trial.leaf("c0")))
      return try trial.results(["output": output, "hn": hidden, "cn": cell])
    },
    "GRU": { item in
      let (trial, x) = try sequence(item)
      let layer = try trial.loaded(
        GRU(
          x.size(2), item.hyperparameters.integer("hidden"), layers: item.hyperparameters.integer("layers"),
          batchFirst: item.hyperparameters.bool("batch_first"),
          bidirectional: item.hyperparameters.bool("bidirectional"), generator: trial.generator))
      let (output, hidden) = layer(x, state: try trial.leaf("h0"))
      return try trial.results(["output": output, "hn": hidden])
    },
    "RNN": { item in
      let (trial, x) = try sequence(item)
      let layer = try trial.loaded(
        RNN(
          x.size(2), item.hyperparameters.integer("hidden"), layers: item.hyperparameters.integer("layers"),
          batchFirst: item.hyperparameters.bool("batch_first"),
          bidirectional: item.hyperparameters.bool("bidirectional"), generator: trial.generator))
      let (output, hidden) = layer(x, state: try trial.leaf("h0"))
      return try trial.results(["output": output, "hn": hidden])
    },
    "MultiheadAttention": { item in
      let trial = LayerTrial(item)
      guard try item.hyperparameters.bool("batch_first") else { throw Unimplemented("batch_first false") }
      let layer = try trial.loaded(
        MultiheadAttention(
          item.hyperparameters.integer("embed"), heads: item.hyperparameters.integer("heads"),
          bias: item.input.has("in_proj_bias"), generator: trial.generator))
      let query = try trial.leaf("query")
      let key = try trial.optionalLeaf("key")
      let value = try trial.optionalLeaf("value")
      let mask = try item.input.optionalTensor("attention_mask", .bool)
      let padding = try item.input.optionalTensor("key_padding_mask", .bool)
      let (output, weights) = layer.withWeights(query, key: key, value: value, mask: mask, keyPadding: padding)
      let fused = layer(query, key: key, value: value, mask: mask, keyPadding: padding)
      guard (fused - output).abs().max().item() < 1e-10 else {
        throw GoldenError("the output should not depend on whether the weights are asked for")
      }
      return try trial.results(["output": output, "attention": weights])
    },
    "TransformerEncoderLayer": { item in
      let trial = LayerTrial(item)
      let activations: [String: Activation] = ["relu": .relu, "gelu": .gelu]
      let name = try item.hyperparameters.string("activation")
      guard let activation = activations[name] else { throw Unimplemented("the activation `\(name)`") }
      let layer = try trial.loaded(
        TransformerEncoderLayer(
          item.hyperparameters.integer("embed"), heads: item.hyperparameters.integer("heads"),
          feedForward: item.hyperparameters.integer("feedforward"), dropout: 0, activation: activation,
          eps: item.hyperparameters.number("eps"), normalisesFirst: item.hyperparameters.bool("norm_first"),
          generator: trial.generator))
      return try trial.results(["output": layer(try trial.leaf("x"))])
    },
  ]

  private static func sequence(_ item: GoldenCase) throws -> (LayerTrial, Tensor) {
    let trial = LayerTrial(item)
    return (trial, try trial.leaf("x"))
  }
}
