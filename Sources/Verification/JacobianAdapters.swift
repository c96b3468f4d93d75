import Balancing
import Components
import Foundation
import Tasks
import Torch

extension Verification {
  /// The Jacobian aggregators, by the names of the reference files.
  static let jacobianAdapters: [String: GoldenAdapter] = [
    "GradDrop": gradDrop,
    "TrimmedMean": { item in
      try aggregatorAnswers(item, "trimmed-mean", ["trim": .number(try item.hyperparameters.number("trim_number"))])
    },
    "MoCo": moCo,
    "ExcessMTL": excessMTL,
    "DB_MTL": dbMTL,
  ]

  private static func aggregatorAnswers(
    _ item: GoldenCase, _ name: String, _ parameters: [String: SettingValue] = [:]
  ) throws -> [String: GoldenValue] {
    var trial = try GradientCase(item)
    try trial.run(trial.aggregator(name, parameters))
    return trial.results
  }

  @Sendable private static func gradDrop(_ item: GoldenCase) throws -> [String: GoldenValue] {
    guard try !item.hyperparameters.bool("random", default: false) else {
      throw Unimplemented("the random numbers of another program")
    }
    guard try item.hyperparameters.string("f", default: "identity") == "identity" else {
      throw Unimplemented("a function of the sign purity")
    }
    let trial = try GradientCase(item)
    let method = try GradDrop(trial.setup(["leaks": .numbers(try item.hyperparameters.numbers("leak"))]))
    let sample = JacobianSample(trial.jacobians[0], losses: trial.losses[0])
    let purity = method.signPurity(sample)
    func direction(_ uniforms: Tensor) -> Tensor { method.aggregate(sample, uniforms: uniforms).direction }
    // Over the uniform numbers the direction takes two values: one below the purity, the other above.
    let mean = purity * direction(purity.zerosLike()) + (1 - purity) * direction(purity.onesLike())
    return [
      "direction": GoldenValue(direction(try item.hyperparameters.tensor("uniforms"))),
      "sign_purity": GoldenValue(purity), "mean_direction": GoldenValue(mean),
    ]
  }

  @Sendable private static func moCo(_ item: GoldenCase) throws -> [String: GoldenValue] {
    var trial = try GradientCase(item)
    let names = [
      "beta": "beta", "beta_sigma": "beta-sigma", "gamma": "gamma", "gamma_sigma": "gamma-sigma", "rho": "rho",
    ]
    var parameters: [String: SettingValue] = ["gradients": "scaled", "simplex": "softmax"]
    for (key, name) in names { parameters[name] = .number(try item.hyperparameters.number(key)) }
    let method = try trial.aggregator("moco", parameters)
    var weights: [Tensor] = []
    for step in 0..<trial.steps {
      try trial.step(step, method)
      weights.append(method.state["weights"]!)
    }
    return trial.results.merging(["weights": GoldenValue(Tensor.stack(weights))]) { $1 }
  }

  @Sendable private static func excessMTL(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let conventions = [
      "weights sum to 1, updated on the first call": "simplex",
      "weights sum to K, first call leaves them at 1": "tasks",
    ]
    guard let convention = conventions[try item.hyperparameters.string("convention")] else {
      throw Unimplemented("the convention `\(try item.hyperparameters.string("convention"))`")
    }
    return try aggregatorAnswers(
      item, "excess-mtl",
      [
        "step-size": .number(try item.hyperparameters.number("robust_step_size")),
        "warmup": .number(try item.hyperparameters.number("n_warmup_steps")), "warmup-epochs": 0,
        "convention": .word(convention),
      ])
  }

  /// The adapter of DB-MTL. The rows of these cases are gradients of the losses; the method's rows are gradients of
  /// their logarithms.
  @Sendable private static func dbMTL(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let eps = try item.hyperparameters.number("eps")
    let trial = try GradientCase(item)
    let method = try trial.aggregator(
      "db-mtl",
      [
        "beta": .number(try item.hyperparameters.number("beta")),
        "beta-sigma": .number(try item.hyperparameters.number("beta_sigma")), "eps": .number(eps),
      ])
    var directions: [Tensor] = []
    var averages: [Tensor] = []
    for (jacobian, losses) in zip(trial.jacobians, trial.losses) {
      let rows = jacobian / (Tensor(losses, shape: [losses.count, 1]) + eps)
      directions.append(try method.aggregate(JacobianSample(rows, losses: losses.map { log($0 + eps) })).direction)
      if let rows = method.state["averages"] { averages.append(rows) }
    }
    guard trial.isSequence else { return ["direction": GoldenValue(directions[0])] }
    return ["direction": GoldenValue(Tensor.stack(directions)), "buffer": GoldenValue(Tensor.stack(averages))]
  }
}
