import Torch

extension Verification {
  /// Optimisers, schedules and gradient clipping, by the names of the reference files.
  static let optimizerAdapters: [String: GoldenAdapter] = [
    updateTraceAdapters, scaleInvarianceAdapters, scheduleAdapters,
  ].reduce(into: [:]) { all, some in all.merge(some) { _, _ in fatalError("two optimiser adapters have one name") } }

  /// The parameters after each of ten steps with given gradients.
  private static let updateTraceAdapters: [String: GoldenAdapter] = [
    "Optimizer_SGD": { item in
      let settings = item.hyperparameters
      return try updates(item) {
        SGD(
          $0, momentum: try settings.number("momentum"), dampening: try settings.number("dampening"),
          nesterov: try settings.bool("nesterov"))
      }
    },
    "Optimizer_Adam": { item in
      let amsgrad = try item.hyperparameters.bool("amsgrad")
      return try updates(item) { Adam($0, betas: try betas(item), eps: try eps(item), amsgrad: amsgrad) }
    },
    "Optimizer_AdamW": { item in
      let amsgrad = try item.hyperparameters.bool("amsgrad")
      return try updates(item) { AdamW($0, betas: try betas(item), eps: try eps(item), amsgrad: amsgrad) }
    },
    "Optimizer_Adagrad": { item in
      let decay = try item.hyperparameters.number("lr_decay")
      let initial = try item.hyperparameters.number("initial_accumulator_value")
      return try updates(item) {
        Adagrad($0, learningRateDecay: decay, initialSum: initial, eps: try eps(item))
      }
    },
    "Optimizer_RMSprop": { item in
      let settings = item.hyperparameters
      return try updates(item) {
        RMSprop(
          $0, alpha: try settings.number("alpha"), eps: try eps(item), momentum: try settings.number("momentum"),
          centered: try settings.bool("centered"))
      }
    },
    "Optimizer_Adadelta": { item in
      try updates(item) { Adadelta($0, rho: try item.hyperparameters.number("rho"), eps: try eps(item)) }
    },
    "Optimizer_Adamax": { item in try updates(item) { Adamax($0, betas: try betas(item), eps: try eps(item)) } },
    "Optimizer_NAdam": { item in
      let decay = try item.hyperparameters.number("momentum_decay")
      return try updates(item) { NAdam($0, betas: try betas(item), eps: try eps(item), momentumDecay: decay) }
    },
    "Optimizer_RAdam": { item in try updates(item) { RAdam($0, betas: try betas(item), eps: try eps(item)) } },
    "ClipGradNorm": { item in
      let names = item.input.keys
      let gradients = try names.map { try item.input.tensor($0) }
      let parameters = gradients.map { $0.zerosLike().requiringGrad() }
      for (parameter, gradient) in zip(parameters, gradients) { parameter.grad = gradient }
      let total = parameters.clipGradientNorm(try item.hyperparameters.number("max_norm"), eps: try eps(item))
      var values = ["total_norm": GoldenValue(total)]
      for (name, parameter) in zip(names, parameters) { values[name] = parameter.grad.map { GoldenValue($0) } }
      return values
    },
  ]

  private static func betas(_ item: GoldenCase) throws -> (Double, Double) {
    let betas = try item.hyperparameters.numbers("betas")
    guard betas.count == 2 else { throw GoldenError("`betas` should be two numbers. Found \(betas).") }
    return (betas[0], betas[1])
  }

  private static func eps(_ item: GoldenCase) throws -> Double { try item.hyperparameters.number("eps") }

  private static func updates(
    _ item: GoldenCase, _ make: ([ParameterGroup]) throws -> any Optimizer
  ) throws -> [String: GoldenValue] {
    let parameter = try item.input.tensor("x0").requiringGrad()
    let optimizer = try make([
      ParameterGroup(
        "x", [("x", parameter)], learningRate: try item.hyperparameters.number("lr"),
        weightDecay: try item.hyperparameters.number("weight_decay"))
    ])
    let trace = try item.input.tensor("gradients").unbind().map { gradient in
      parameter.grad = gradient
      optimizer.step()
      return parameter.detach().clone()
    }
    return ["parameters_after_step": GoldenValue(Tensor.stack(trace))]
  }
}
