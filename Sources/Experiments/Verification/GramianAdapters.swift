import Balancing
import Tasks
import Torch

extension Verification {
  /// The Gramian weightings whose weights solve a small problem, by the names of the reference files.
  ///
  /// A parameter that a case does not give has the default of the files' main source.
  static let gramianAdapters: [String: GoldenAdapter] = [
    "MGDA": minimumNorm,
    "CAGrad": conflictAverse,
    "NashMTL": { item in
      try solved(item, "nash-mtl", ["max-norm": .number(try item.hyperparameters.number("max_norm", default: 1))])
    },
    "FairGrad": { item in
      try solved(item, "fairgrad", ["alpha": .number(try item.hyperparameters.number("alpha"))])
    },
    "UPGrad": { item in try solved(item, "upgrad", try regularised(item)) },
    "DualProj": { item in try solved(item, "dualproj", try regularised(item)) },
    "MoDo": { item in
      try solved(
        item, "modo",
        [
          "gamma": .number(try item.hyperparameters.number("gamma")),
          "rho": .number(try item.hyperparameters.number("rho")),
        ])
    },
    "SDMGrad": directionOriented,
    "PCD": { item in
      let parameters = Dictionary(
        uniqueKeysWithValues: try ["tau", "beta", "eps", "primary"].map { name in
          (name, SettingValue.number(try item.hyperparameters.number(name)))
        })
      return try solved(item, "pcd", parameters)
    },
    "SimplexProjection": { item in
      let points = try item.input.tensor("points").unbind()
      let projected = points.map { Tensor(SimplexProjection.project($0.array(of: Double.self))) }
      return ["projections": GoldenValue(Tensor.stack(projected))]
    },
  ]

  /// What a method answers for a case.
  private static func solved(
    _ item: GoldenCase, _ name: String, _ parameters: [String: SettingValue]
  ) throws -> [String: GoldenValue] {
    var gradients = try GradientCase(item)
    try gradients.run(try gradients.weighting(name, parameters))
    return gradients.results
  }

  /// The regularisation and preference of a case of UPGrad or DualProj.
  private static func regularised(_ item: GoldenCase) throws -> [String: SettingValue] {
    let fields = item.hyperparameters
    var parameters: [String: SettingValue] = [
      "norm-eps": .number(try fields.number("norm_eps", default: 1e-4)),
      "reg-eps": .number(try fields.number("reg_eps", default: 1e-4)),
    ]
    if case .tensor? = fields.values["preference"] {
      parameters["preference"] = .numbers(try fields.numbers("preference"))
    }
    return parameters
  }

  /// Where there are more tasks than parameters, several weights have one direction. The files' general solver picks
  /// others there; those cases are counted apart, as long as the direction agrees.
  @Sendable private static func conflictAverse(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let fields = item.hyperparameters
    var gradients = try GradientCase(item)
    let method = try gradients.weighting(
      "cagrad",
      [
        "c": .number(try fields.number("c")), "rescale": .number(try fields.number("rescale", default: 0)),
        "norm-eps": .number(try fields.number("norm_eps", default: 1e-4)),
      ])
    try gradients.run(method)
    let comparison = GoldenComparison(rtol: item.rtol, atol: item.atol)
    if comparison.differences(gradients.results, item.expected).map(\.key) == ["weights"], !fields.has("solver"),
      let jacobian = gradients.jacobians.first, jacobian.size(0) > jacobian.size(1)
    {
      throw Unimplemented("another solver's choice among weights of one direction")
    }
    return gradients.results
  }

  @Sendable private static func directionOriented(_ item: GoldenCase) throws -> [String: GoldenValue] {
    var gradients = try GradientCase(item)
    let fields = item.hyperparameters
    let method = try gradients.weighting(
      "sdmgrad",
      [
        "learning-rate": .number(try fields.number("lr")), "momentum": .number(try fields.number("momentum")),
        "iterations": .number(try fields.number("n_iter")), "lambda": .number(try fields.number("lambda")),
      ])
    var inner: [Tensor] = []
    for step in 0..<gradients.steps {
      try gradients.step(step, method)
      inner += method.state["weights"].map { [$0] } ?? []
    }
    return gradients.results.merging(["inner_weights": GoldenValue(Tensor.stack(inner))]) { $1 }
  }

  /// Of a squared norm, relative: two points as near to the minimum as this are not told apart.
  private static let rounding = 1e-13

  /// MGDA here is exact. Of the files' approximations those agree that reach the minimum; the others are counted apart,
  /// as long as their squared norm is not below the exact one.
  @Sendable private static func minimumNorm(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let normalisation = try item.hyperparameters.string("normalisation", default: "none")
    var gradients = try GradientCase(item)
    try gradients.run(try gradients.weighting("mgda", ["normalisation": .word(normalisation)]))
    var results = gradients.results
    let solver = try item.hyperparameters.string("solver", default: "exact")
    if item.expected["direction_raw"] != nil {
      // That code's own direction adds up normalised gradients; `direction_raw` adds up the gradients, as it is done here.
      results["direction_raw"] = results["direction"]
      results["direction"] = gradients.normalisedDirection(normalisation)
    }
    let comparison = GoldenComparison(rtol: item.rtol, atol: item.atol)
    guard solver != "exact", !comparison.differences(results, item.expected).isEmpty,
      let theirs = item.expected["weights"]?.numeric?.data
    else { return results }
    let normalised = gradients.gramians[0].scaled(by: gradients.inverseNormalisers(normalisation))
    let own = normalised.quadratic(gradients.weights[0].array(of: Double.self))
    guard own <= normalised.quadratic(theirs) * (1 + rounding) else { return results }
    throw Unimplemented("the solver `\(solver)`, where it does not reach the minimum")
  }
}

extension GradientCase {
  /// 1 over the norm, the loss or both of each task's gradient in the first step.
  fileprivate func inverseNormalisers(_ normalisation: String) -> [Double] {
    zip(gramians[0].norms, losses[0]).map { norm, loss in
      ["l2": 1 / norm, "loss": 1 / loss, "loss+": 1 / (loss * norm)][normalisation] ?? 1
    }
  }

  /// The first step's weights times normalised gradients.
  fileprivate func normalisedDirection(_ normalisation: String) -> GoldenValue {
    GoldenValue((weights[0] * Tensor(inverseNormalisers(normalisation))).matmul(jacobians[0]))
  }
}
