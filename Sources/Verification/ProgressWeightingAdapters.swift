import Balancing
import Components
import Tasks
import Torch

extension Verification {
  /// Loss weightings that follow the losses' progress, by the names of the reference files.
  static let progressWeightingAdapters: [String: GoldenAdapter] = [
    "SoftAdapt": { item in
      try follow(
        item, "softadapt",
        [
          "form": .word(try item.hyperparameters.string("form")),
          "beta": .number(try item.hyperparameters.number("beta")),
        ])
    },
    "ReLoBRaLo": { item in
      let rho = try item.hyperparameters.number("rho")
      guard rho == 0 || rho == 1 else { throw Unimplemented("a look back that is drawn") }
      return try follow(
        item, "relobralo",
        [
          "alpha": .number(try item.hyperparameters.number("alpha")), "rho": .number(rho),
          "temperature": .number(try item.hyperparameters.number("T")),
        ])
    },
    "CoV_Weighting": { try follow($0, "cov-weighting", [:]) },
    "IGB": { item in
      try follow(
        item, "igb", ["base-epoch": .number(try item.hyperparameters.number("base_epoch"))],
        batchesPerEpoch: try item.hyperparameters.integer("batches_per_epoch"))
    },
    "GO4Align": { item in
      try follow(
        item, "go4align",
        [
          "groups": .number(try item.hyperparameters.number("groups")),
          "beta": .number(try item.hyperparameters.number("beta")),
        ])
    },
    "LDC_MTL": { item in
      try learn(
        item, "ldc-mtl",
        [
          "lambda": .number(try item.hyperparameters.number("lambda")),
          "normalisation": .word(try item.hyperparameters.string("normalisation")),
        ])
    },
  ]

  private static func follow(
    _ item: GoldenCase, _ name: String, _ parameters: [String: SettingValue], batchesPerEpoch: Int = .max
  ) throws -> [String: GoldenValue] {
    var sequence = try LossSequence(item)
    let method = try sequence.method(name, parameters)
    for row in 0..<sequence.steps {
      sequence.step(row, method)
      guard (row + 1) % batchesPerEpoch == 0 else { continue }
      method.epochEnded(meanLosses: sequence.losses[row + 1 - batchesPerEpoch..<row + 1].mean([0]))
    }
    return sequence.results
  }
}
