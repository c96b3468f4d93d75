import Torch

extension Verification {
  static let convolutionAdapters: [String: GoldenAdapter] = [
    "Linear": { item in
      let trial = LayerTrial(item)
      let shape = try item.input.tensor("weight").shape
      let layer = try trial.loaded(
        Linear(shape[1], shape[0], bias: item.input.has("bias"), generator: trial.generator))
      return try trial.results(["output": layer(try trial.leaf("x"))])
    },
    "Conv1d": {
      try convolution($0) {
        Conv1d($0, $1, kernel: $2, stride: $3, padding: $4, dilation: $5, groups: $6, bias: $7, generator: $8)
      }
    },
    "Conv2d": {
      try convolution($0) {
        Conv2d($0, $1, kernel: $2, stride: $3, padding: $4, dilation: $5, groups: $6, bias: $7, generator: $8)
      }
    },
    "Conv3d": {
      try convolution($0) {
        Conv3d($0, $1, kernel: $2, stride: $3, padding: $4, dilation: $5, groups: $6, bias: $7, generator: $8)
      }
    },
    "ConvTranspose2d": { item in
      let trial = LayerTrial(item)
      let shape = try item.input.tensor("weight").shape
      let groups = try item.hyperparameters.integer("groups", default: 1)
      let layer = try trial.loaded(
        ConvTranspose2d(
          shape[0], shape[1] * groups, kernel: Array(shape.dropFirst(2)),
          stride: item.hyperparameters.size("stride", default: 1),
          padding: item.hyperparameters.size("padding", default: 0),
          outputPadding: item.hyperparameters.size("output_padding", default: 0),
          dilation: item.hyperparameters.size("dilation", default: 1), groups: groups, bias: item.input.has("bias"),
          generator: trial.generator))
      return try trial.results(["output": layer(try trial.leaf("x"))])
    },
    "PixelShuffle": { item in
      let factor = try item.hyperparameters.integer("factor")
      return try LayerTrial.unary(item) { PixelShuffle(factor)($0) }
    },
    "Embedding": { item in
      let trial = LayerTrial(item)
      let shape = try item.input.tensor("weight").shape
      let padding = item.hyperparameters.has("padding_idx") ? try item.hyperparameters.integer("padding_idx") : nil
      let layer = try trial.loaded(Embedding(shape[0], shape[1], padding: padding, generator: trial.generator))
      return try trial.results(["output": layer(try item.input.tensor("indices", .int64))])
    },
  ]

  private typealias Factory = (
    Int, Int, any SpatialSize, any SpatialSize, any SpatialSize, any SpatialSize, Int, Bool, Generator
  ) -> any UnaryLayer

  private static func convolution(_ item: GoldenCase, _ make: Factory) throws -> [String: GoldenValue] {
    let trial = LayerTrial(item)
    let shape = try item.input.tensor("weight").shape
    let groups = try item.hyperparameters.integer("groups", default: 1)
    let layer = make(
      shape[1] * groups, shape[0], Array(shape.dropFirst(2)), try item.hyperparameters.size("stride", default: 1),
      try item.hyperparameters.size("padding", default: 0), try item.hyperparameters.size("dilation", default: 1),
      groups,
      item.input.has("bias"), trial.generator)
    _ = try trial.loaded(layer as Module)
    return try trial.results(["output": layer(try trial.leaf("x"))])
  }
}
