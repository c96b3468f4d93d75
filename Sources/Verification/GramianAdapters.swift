import Balancing
import Components
import Tasks
import Torch

extension Verification {
  /// The Gramian weightings whose weights solve a small problem, by the names of the reference files.
  ///
  /// A parameter that a case does not give has the default of the files' main source.
  static let gramianAdapters: [String: GoldenAdapter] = [
    "MGDA": minimumNorm,
    "CAGrad": caGrad,
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
    "SDMGrad": sdmGrad,
    "PCD": { item in
      let parameters = Dictionary(
        uniqueKeysWithValues: try ["tau", "beta", "eps", "primary"].map { name in
          (name, SettingValue.number(try item.hyperparameters.number(name)))
        })
      return try solved(item, "pcd", parameters)
    },
    "GCS": { item in
      let fields = item.hyperparameters
      return try solved(
        item, "gcs",
        [
          "primary": .number(try fields.number("primary")),
          "form": .word(try fields.string("form", default: "weighted")),
        ])
    },
    "AuxiNash": { item in
      try solved(item, "auxinash", ["preference": .numbers(try item.hyperparameters.numbers("preference"))])
    },
    "MetaBalance": { item in
      let parameters = Dictionary(
        uniqueKeysWithValues: try ["primary", "relaxation", "beta"].map { name in
          (name, SettingValue.number(try item.hyperparameters.number(name)))
        })
      return try solved(item, "metabalance", parameters)
    },
    "EnCodec": { item in
      let fields = item.hyperparameters
      return try solved(
        item, "encodec",
        [
          "shares": .numbers(try fields.numbers("weights")), "total-norm": .number(try fields.number("total_norm")),
          "beta": .number(try fields.number("ema_decay")), "eps": .number(try fields.number("epsilon")),
        ])
    },
    "SimplexProjection": { item in
      let points = try item.input.tensor("points").unbind()
      let projected = points.map { Tensor(SimplexProjection.project($0.array(of: Double.self))) }
      return ["projections": GoldenValue(Tensor.stack(projected))]
    },
  ]

  /// The answer of a method for a case.
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

  /// The adapter of CAGrad. If there are more tasks than parameters, several weights have one direction, and the files'
  /// general solver picks others. Those cases are counted apart, as long as the direction agrees.
  @Sendable private static func caGrad(_ item: GoldenCase) throws -> [String: GoldenValue] {
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

  @Sendable private static func sdmGrad(_ item: GoldenCase) throws -> [String: GoldenValue] {
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

  /// The adapter of MGDA, which is exact here. A case of an approximation has the values of the same approximation; our
  /// own weights should be the minimum all the same.
  @Sendable private static func minimumNorm(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let normalisation = try item.hyperparameters.string("normalisation", default: "none")
    var gradients = try GradientCase(item)
    try gradients.run(try gradients.weighting("mgda", ["normalisation": .word(normalisation)]))
    if try item.hyperparameters.string("solver", default: "exact") != "exact" {
      let solved = gradients.normalised(normalisation)
      for (gramian, weights) in solved { try gramian.checkMinimumNorm(weights, of: item.id) }
      let approximation = try ApproximateMinimumNorm(item)
      gradients = try GradientCase(item)
      for (step, solution) in solved.enumerated() {
        gradients.append(try approximation.weights(solution.gramian), step)
      }
    }
    var results = gradients.results
    if item.expected["direction_raw"] != nil {
      // That code's own direction adds up normalised gradients; `direction_raw` adds up the gradients, as it is done here.
      results["direction_raw"] = results["direction"]
      results["direction"] = gradients.normalisedDirection(normalisation)
    }
    return results
  }
}

extension Gramian {
  /// The relative size of terms in the conditions of optimality below which they count as rounding.
  private static let negligible = 1e-12

  /// Checks that weights are a minimum.
  ///
  /// - Throws: `GoldenError` if the weights are not those of the shortest vector of the gradients' convex hull: zero or
  ///   more, of sum 1, and no gradient with a smaller inner product with the vector than the vector's own square.
  fileprivate func checkMinimumNorm(_ weights: [Double], of id: String) throws {
    let progress = times(weights), square = quadratic(weights)
    let sizes = (0..<count).map { row in (0..<count).reduce(square) { $0 + abs(self[row, $1]) * weights[$1] } }
    let isMinimum =
      weights.allSatisfy { $0 >= 0 } && abs(weights.reduce(0, +) - 1) <= Self.negligible
      && progress.indices.allSatisfy { progress[$0] >= square - Self.negligible * sizes[$0] }
    guard isMinimum else {
      throw GoldenError("the weights of case `\(id)` should be those of the minimum. Found \(weights).")
    }
  }
}

extension GradientCase {
  /// The Gramian of the normalised gradients and the weights found for it, of each step.
  fileprivate func normalised(_ normalisation: String) -> [(gramian: Gramian, weights: [Double])] {
    zip(gramians, weights).map { gramian, weights in
      (gramian.scaled(by: inverseNormalisers(normalisation)), weights.array(of: Double.self))
    }
  }

  /// The factor of each task's gradient in the first step: 1 over its norm, its loss or both.
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
