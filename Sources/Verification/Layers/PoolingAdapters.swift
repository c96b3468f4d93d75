import Torch

extension Verification {
  static let poolingAdapters: [String: GoldenAdapter] = [
    "MaxPool2d": { item in
      let trial = LayerTrial(item)
      let pool = MaxPool2d(
        try item.hyperparameters.size("kernel"), stride: try item.hyperparameters.size("stride"),
        padding: try item.hyperparameters.size("padding", default: 0))
      let (values, indices) = pool.withIndices(try trial.leaf("x"))
      return try trial.results(["output": values, "indices": indices])
    },
    "MaxUnpool2d": { item in
      let trial = LayerTrial(item)
      let unpool = MaxUnpool2d(
        try item.hyperparameters.size("kernel"), stride: try item.hyperparameters.size("stride"))
      let output = unpool(
        try trial.leaf("x"), indices: try item.input.tensor("indices", .int64),
        size: try item.hyperparameters.integers("output_size"))
      return try trial.results(["output": output])
    },
    "AvgPool2d": { item in
      let pool = AvgPool2d(
        try item.hyperparameters.size("kernel"), stride: try item.hyperparameters.size("stride"),
        padding: try item.hyperparameters.size("padding", default: 0),
        countsPadding: try item.hyperparameters.bool("count_include_pad"))
      return try LayerTrial.unary(item, pool.callAsFunction)
    },
    "AdaptiveAvgPool2d": { item in
      let pool = AdaptiveAvgPool2d(try item.hyperparameters.size("size"))
      return try LayerTrial.unary(item, pool.callAsFunction)
    },
  ]

  static let resizingAdapters: [String: GoldenAdapter] = [
    "BilinearResize": { item in
      if try item.hyperparameters.bool("antialias", default: false) { throw Unimplemented("antialias") }
      return try resized(item, .linear(alignCorners: item.hyperparameters.bool("align_corners")))
    },
    "LinearResize": { try resized($0, .linear(alignCorners: $0.hyperparameters.bool("align_corners"))) },
    "NearestResize": { try resized($0, .nearest) },
  ]

  private static func resized(_ item: GoldenCase, _ interpolation: Interpolation) throws -> [String: GoldenValue] {
    let layer =
      item.hyperparameters.has("scale_factor")
      ? Upsample(by: try item.hyperparameters.number("scale_factor"), interpolation)
      : Upsample(to: try item.hyperparameters.integers("size"), interpolation)
    return try LayerTrial.unary(item, layer.callAsFunction)
  }
}
