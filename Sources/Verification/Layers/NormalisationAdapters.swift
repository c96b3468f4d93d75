import Torch

extension Verification {
  static let normalisationAdapters: [String: GoldenAdapter] = [
    "BatchNorm": { item in
      let trial = LayerTrial(item)
      let x = try trial.leaf("x")
      let channels = x.size(1)
      let eps = try item.hyperparameters.number("eps")
      let momentum = try item.hyperparameters.number("momentum")
      let layer: any BatchNormalisation & UnaryLayer =
        switch x.rank {
        case 2, 3: BatchNorm1d(channels, eps: eps, momentum: momentum)
        case 4: BatchNorm2d(channels, eps: eps, momentum: momentum)
        default: BatchNorm3d(channels, eps: eps, momentum: momentum)
        }
      _ = try trial.loaded(layer as Module)
      if try item.hyperparameters.string("mode") == "eval" { layer.eval() }
      var values = try trial.results(["output": layer(x)])
      values["running_mean_after"] = layer.runningMean.map { GoldenValue($0) }
      values["running_var_after"] = layer.runningVariance.map { GoldenValue($0) }
      return values
    },
    "LayerNorm": { item in
      let trial = LayerTrial(item)
      let layer = try trial.loaded(
        LayerNorm(item.hyperparameters.integers("normalized_shape"), eps: item.hyperparameters.number("eps")))
      return try trial.results(["output": layer(try trial.leaf("x"))])
    },
    "InstanceNorm": { item in
      let trial = LayerTrial(item)
      let x = try trial.leaf("x")
      let layer = try trial.loaded(
        InstanceNorm(x.size(1), eps: item.hyperparameters.number("eps"), affine: item.input.has("weight")))
      return try trial.results(["output": layer(x)])
    },
    "GroupNorm": { item in
      let trial = LayerTrial(item)
      let x = try trial.leaf("x")
      let layer = try trial.loaded(
        GroupNorm(
          groups: item.hyperparameters.integer("groups"), x.size(1), eps: item.hyperparameters.number("eps"),
          affine: item.input.has("weight")))
      return try trial.results(["output": layer(x)])
    },
  ]
}
