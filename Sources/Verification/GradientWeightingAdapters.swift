import Balancing
import Components
import Tasks
import Torch

extension Verification {
  /// The Gramian weightings that need no solver, by the names of the reference files.
  static let gradientWeightingAdapters: [String: GoldenAdapter] = [
    "Sum": { try weightingAnswers($0, "sum") },
    "Mean": { try weightingAnswers($0, "mean") },
    "Constant": { item in
      try weightingAnswers(item, "constant", ["weights": .numbers(try item.hyperparameters.numbers("weights"))])
    },
    "Random": { _ in throw Unimplemented("random weights of gradients: `rlw` weighs losses") },
    "PCGrad": pcGrad,
    "GradVac": gradVac,
    "IMTLG": { try weightingAnswers($0, "imtl-g") },
    "AlignedMTL": alignedMTL,
    "GradNorm": gradientNormalisation,
    "ConFIG": { item in
      guard try item.hyperparameters.string("preference", default: "ones") == "ones" else {
        throw Unimplemented("a preference other than ones")
      }
      return try weightingAnswers(item, "config")
    },
    "Krum": { item in
      try weightingAnswers(
        item, "krum",
        [
          "byzantine": .number(try item.hyperparameters.number("n_byzantine")),
          "selected": .number(try item.hyperparameters.number("n_selected")),
          "distance": .word(try item.hyperparameters.string("distance", default: "euclidean")),
        ])
    },
    "CRMOGM": movingAverageWeights,
  ]

  /// The answers of a method of the catalogue over all steps.
  private static func weightingAnswers(
    _ item: GoldenCase, _ name: String, _ parameters: [String: SettingValue] = [:]
  ) throws -> [String: GoldenValue] {
    var trial = try GradientCase(item)
    try trial.run(trial.weighting(name, parameters))
    return trial.results
  }

  @Sendable private static func alignedMTL(_ item: GoldenCase) throws -> [String: GoldenValue] {
    var parameters: [String: SettingValue] = [
      "scale": .word(try item.hyperparameters.string("scale_mode", default: "min"))
    ]
    switch item.hyperparameters.values["preference"] {
    case nil, .string("uniform 1/K"): break
    case .string("ones"): parameters["sum"] = "tasks"
    default: parameters["preference"] = .numbers(try item.hyperparameters.numbers("preference"))
    }
    return try weightingAnswers(item, "aligned-mtl", parameters)
  }

  @Sendable private static func pcGrad(_ item: GoldenCase) throws -> [String: GoldenValue] {
    var trial = try GradientCase(item)
    let eps = try item.hyperparameters.number("eps", default: 0)
    let method = try PCGrad(trial.setup(["eps": .number(eps)]))
    let orders =
      switch item.hyperparameters.values["order"] {
      case .string("ascending, own index included"): (0..<trial.tasks).map { _ in Array(0..<trial.tasks) }
      case .list, .tensor: try visitingOrders(item.hyperparameters.value("order"), trial.tasks)
      default: otherTasks(trial.tasks)
      }
    for step in 0..<trial.steps { trial.append(method.weigh(trial.gramians[step], orders: orders), step) }
    return trial.results
  }

  @Sendable private static func gradVac(_ item: GoldenCase) throws -> [String: GoldenValue] {
    var trial = try GradientCase(item)
    // The source's defaults where a case leaves them out.
    let method = try GradVac(
      trial.setup([
        "beta": .number(try item.hyperparameters.number("beta", default: 0.5)),
        "eps": .number(try item.hyperparameters.number("eps", default: 1e-8)),
      ]))
    var targets: [Tensor] = []
    for step in 0..<trial.steps {
      var orders = otherTasks(trial.tasks)
      if item.hyperparameters.has("order") {
        let given = try item.hyperparameters.value("order")
        orders = try visitingOrders(trial.isSequence ? part(given, step) : given, trial.tasks)
      }
      let sample = GramianSample(trial.gramians[step], losses: trial.losses[step])
      trial.append(method.weigh(sample, orders: orders), step)
      targets.append(method.state["targets"]!)
    }
    return trial.results.merging(["ema_targets": GoldenValue(Tensor.stack(targets))]) { $1 }
  }

  /// The other tasks of each task, in ascending order.
  private static func otherTasks(_ count: Int) -> [[Int]] {
    (0..<count).map { task in (0..<count).filter { $0 != task } }
  }

  /// One entry of a list, or of an array's first dimension.
  private static func part(_ value: GoldenValue, _ index: Int) throws -> GoldenValue {
    switch value {
    case .list(let items) where index < items.count: return items[index]
    case .tensor(let shape, let data) where shape.count > 1 && index < shape[0]:
      let size = data.count / shape[0]
      return .tensor(shape: Array(shape.dropFirst()), data: Array(data[(index * size)..<((index + 1) * size)]))
    default: throw GoldenError("`order` should have an entry \(index). Found \(value.kind).")
    }
  }

  private static func visitingOrders(_ value: GoldenValue, _ count: Int) throws -> [[Int]] {
    try (0..<count).map { task in
      guard let row = try part(value, task).numeric?.data else {
        throw GoldenError("`order` should be lists of tasks. Found \(value.kind).")
      }
      return row.map { Int($0) }
    }
  }

  @Sendable private static func gradientNormalisation(_ item: GoldenCase) throws -> [String: GoldenValue] {
    var trial = try GradientCase(item)
    let alpha = SettingValue.number(try item.hyperparameters.number("alpha"))
    let method = try GradNorm(trial.setup(["alpha": alpha, "parameter": "softmax"]))
    let start = ["softmax": try item.input.tensor("s"), "first-losses": try item.input.tensor("initial_losses")]
    try method.load(state: method.state.merging(start) { $1 })
    let sample = GramianSample(trial.gramians[0], losses: trial.losses[0])
    let derivative = try method.derivative(sample)
    trial.append(try method.weigh(sample), 0)
    return trial.results.merging(["grad_s": GoldenValue(derivative)]) { $1 }
  }

  @Sendable private static func movingAverageWeights(_ item: GoldenCase) throws -> [String: GoldenValue] {
    var trial = try GradientCase(item)
    let base = try item.hyperparameters.string("base")
    let names = ["IMTLG": "imtl-g", "UPGrad": "upgrad"]
    guard let name = names[base] else {
      throw Unimplemented("the base `\(base)` by `frank-wolfe`, which does not reach the minimum")
    }
    var initial: [Double]?
    if case .tensor? = item.hyperparameters.values["initial_weights"] {
      initial = try item.hyperparameters.numbers("initial_weights")
    }
    let method = try trial.weighting(name).smoothed(
      by: item.hyperparameters.number("alpha"), tasks: trial.tasks, initialWeights: initial)
    try trial.run(method)
    var alone = try GradientCase(item)
    try alone.run(alone.weighting(name))
    return trial.results.merging(["base_weights": alone.results["weights"]!]) { $1 }
  }
}
