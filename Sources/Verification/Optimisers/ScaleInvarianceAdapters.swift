import Torch

extension Verification {
  /// The trajectories on f(x) = scale · (xᵀ A x / 2 − bᵀ x), and on two tasks with a shared parameter.
  static let scaleInvarianceAdapters: [String: GoldenAdapter] = [
    "AdamScaleInvariance": { item in try invariant(item) { try adam($0, item) } },
    "AdamScaleSensitivity": { item in try sensitive(item) { try adam($0, item) } },
    "SGDScaleDependence": { item in try sensitive(item) { SGD($0) } },
    "ScaleInvariance_RMSprop": { item in
      let (alpha, eps) = (try item.hyperparameters.number("alpha"), try item.hyperparameters.number("eps"))
      return try invariant(item) { RMSprop($0, alpha: alpha, eps: eps) }
    },
    "ScaleInvariance_Adagrad": { item in
      let eps = try item.hyperparameters.number("eps")
      return try invariant(item) { Adagrad($0, eps: eps) }
    },
    "ScaleInvariance_SignSGD": { item in try invariant(item) { SignSGD($0) } },
    "AdamPartialInvariance": { item in
      let weights: [[Double]] = [[1, 1], [100, 1], [1, 100], [100, 100]]
      let steps = try item.hyperparameters.integer("steps")
      let rate = try item.hyperparameters.number("lr")
      let sgdRate = try item.hyperparameters.number("sgd_lr")
      var (adams, sgds, firsts) = ([String: GoldenValue](), [String: GoldenValue](), [String: GoldenValue]())
      var shared: [Tensor] = []
      for pair in weights {
        let name = "w_\(Int(pair[0]))_\(Int(pair[1]))"
        let trajectory = try twoTasks(item, pair, steps, rate) { try adam($0, item) }
        adams[name] = GoldenValue(trajectory)
        firsts[name] = GoldenValue(trajectory[0])
        shared.append(trajectory[.all, 0])
        sgds[name] = GoldenValue(try twoTasks(item, pair, steps, sgdRate) { SGD($0) })
      }
      return [
        "adam": .object(adams), "sgd": .object(sgds), "adam_first_step": .object(firsts),
        "max_shared_difference_100_1_vs_1_1": GoldenValue((shared[1] - shared[0]).abs().max()),
      ]
    },
    "AdamPrivateInvariance": { item in
      let steps = try item.hyperparameters.integer("steps")
      let rate = try item.hyperparameters.number("lr")
      let trajectories = try [[1.0, 1], [100, 1], [1, 1000]].map { pair in
        try twoTasks(item, pair, steps, rate, freezesShared: true) { Adam($0, eps: 0) }[.all, 1...]
      }
      return ["private_trajectory": GoldenValue(try agreed(trajectories))]
    },
  ]

  private static func adam(_ groups: [ParameterGroup], _ item: GoldenCase) throws -> any Optimizer {
    Adam(
      groups, betas: (try item.hyperparameters.number("beta1"), try item.hyperparameters.number("beta2")),
      eps: try item.hyperparameters.number("eps"))
  }

  private typealias Factory = ([ParameterGroup]) throws -> any Optimizer

  /// Checks that the trajectory is the same for every scale, and returns it.
  private static func invariant(_ item: GoldenCase, _ make: Factory) throws -> [String: GoldenValue] {
    [
      "trajectory": GoldenValue(
        try agreed(try item.hyperparameters.numbers("scales").map { try quadratic(item, $0, make) }))
    ]
  }

  private static func sensitive(_ item: GoldenCase, _ make: Factory) throws -> [String: GoldenValue] {
    try item.hyperparameters.numbers("scales").reduce(into: [:]) { values, scale in
      let name = scale == scale.rounded() ? "\(Int(scale))" : "\(scale)"
      values["trajectory_scale_\(name)"] = GoldenValue(try quadratic(item, scale, make))
    }
  }

  private static func agreed(_ trajectories: [Tensor]) throws -> Tensor {
    for other in trajectories.dropFirst() {
      let difference = (other - trajectories[0]).abs().max().item()
      let size = trajectories[0].abs().max().item()
      guard difference <= 1e-9 * size else {
        throw GoldenError("the trajectory should be the same for every scale. Two differ by \(difference).")
      }
    }
    return trajectories[0]
  }

  private static func quadratic(_ item: GoldenCase, _ scale: Double, _ make: Factory) throws -> Tensor {
    let (a, b) = (try item.input.tensor("A"), try item.input.tensor("b"))
    let steps = try item.hyperparameters.integer("steps", default: 10)
    return try trajectory(item, steps, try item.hyperparameters.number("lr"), make) { x in
      scale * (x.dot(a.mv(x)) / 2 - b.dot(x))
    }
  }

  private static func twoTasks(
    _ item: GoldenCase, _ weights: [Double], _ steps: Int, _ rate: Double, freezesShared: Bool = false, _ make: Factory
  ) throws -> Tensor {
    let (a, y, w) = (try item.input.tensor("a"), try item.input.tensor("y"), Tensor(weights))
    return try trajectory(item, steps, rate, frozen: freezesShared ? 1 : 0, make) { x in
      (w * (a[.all, 0] * x[0] + a[.all, 1] * x[1...] - y).pow(2) / 2).sum()
    }
  }

  /// The parameters after each step: `[steps, parameters]`. Each coordinate is a parameter of its own, so the first
  /// `frozen` ones, which are frozen, stay unchanged.
  private static func trajectory(
    _ item: GoldenCase, _ steps: Int, _ rate: Double, frozen: Int = 0, _ make: Factory,
    _ objective: (Tensor) -> Tensor
  ) throws -> Tensor {
    let parameters = try item.input.numbers("x0").enumerated().map {
      Tensor(scalar: $1, dtype: .float64).requiringGrad($0 >= frozen)
    }
    let named = parameters.enumerated().map { (name: "x\($0)", tensor: $1) }
    let optimizer = try make([ParameterGroup("x", named, learningRate: rate)])
    return Tensor.stack(
      (0..<steps).map { _ in
        optimizer.zeroGradients()
        objective(Tensor.stack(parameters)).backward()
        optimizer.step()
        return Tensor.stack(parameters).detach()
      })
  }
}
