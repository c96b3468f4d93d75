import Balancing
import Components
import Tasks
import Torch

extension Verification {
  /// The loss weightings that are one formula with preferences, by the names of the reference files.
  static let scalarizationAdapters: [String: GoldenAdapter] = [
    "STCH": { item in
      try scalarized(item, "stch", ["mu": .number(try item.hyperparameters.number("mu"))])
    },
    "STCH_log": logarithmicTchebycheff,
    "COSMOS": { item in
      try scalarized(item, "cosmos", ["lambda": .number(try item.hyperparameters.number("lambda"))])
    },
    "PBI": { item in
      guard try item.hyperparameters.number("eps") == 1e-12 else {
        throw Unimplemented("another number under the root")
      }
      return try scalarized(item, "pbi", ["theta": .number(try item.hyperparameters.number("theta"))])
    },
    "LogSum": { item in try scalarized(item, "log-sum", ["eps": 0]) },
    // T log Σ exp(L / T) is the smooth maximum with preferences of 1, and another thing than the loss of that name.
    "LogSE": { item in
      let ones = Array(repeating: 1.0, count: try LossSequence(item).tasks)
      return try scalarized(
        item, "stch", ["mu": .number(try item.hyperparameters.number("T")), "weights": .numbers(ones)])
    },
  ]

  /// A method with the case's `weights` and `reference`, if they are numbers; as words they are the defaults.
  private static func scalarized(
    _ item: GoldenCase, _ name: String, _ parameters: [String: SettingValue]
  ) throws -> [String: GoldenValue] {
    var parameters = parameters
    for (key, standard) in [("weights", "uniform 1/K"), ("reference", "zero")] where item.hyperparameters.has(key) {
      if case .string(let words) = try item.hyperparameters.value(key) {
        guard words == standard else { throw Unimplemented("the \(key) `\(words)`") }
      } else {
        parameters[key] = .numbers(try item.hyperparameters.numbers(key))
      }
    }
    var sequence = try LossSequence(item)
    sequence.run(try sequence.method(name, parameters))
    return sequence.results
  }

  @Sendable private static func logarithmicTchebycheff(_ item: GoldenCase) throws -> [String: GoldenValue] {
    guard try item.hyperparameters.number("eps") == 1e-20 else {
      throw Unimplemented("another number added to the losses")
    }
    var sequence = try LossSequence(item)
    let method = try sequence.method(
      "stch",
      [
        "form": "log", "mu": .number(try item.hyperparameters.number("mu")),
        "warmup": .number(try item.hyperparameters.number("warmup_epoch")),
      ])
    let epochs = try item.hyperparameters.integers("epoch_of_step")
    for row in 0..<sequence.steps {
      sequence.step(row, method)
      let rows = epochs.indices.filter { epochs[$0] == epochs[row] }
      if row == rows.last { method.epochEnded(meanLosses: sequence.losses[rows[0]..<row + 1].mean([0])) }
    }
    guard let nadir = method.state["nadir"] else { throw GoldenError("`stch` should keep a nadir.") }
    return sequence.results.merging(["nadir": GoldenValue(nadir)]) { $1 }
  }
}
