import Tasks
import Torch

extension Verification {
  /// The task losses, by the names of the reference files.
  static let lossAdapters: [String: GoldenAdapter] = [
    "CrossEntropy": crossEntropy,
    "BCEWithLogits": { item in
      let weights = try item.input.has("pos_weight") ? item.input.numbers("pos_weight") : nil
      return try answer(item, BinaryCrossEntropy(positiveWeights: weights), "logits", "labels")
    },
    "L1Loss": { try answer($0, L1Loss(), "prediction", "target") },
    "MSELoss": { try answer($0, L2Loss(), "prediction", "target") },
    "HuberLoss": { item in
      try answer(item, HuberLoss(delta: try item.hyperparameters.number("delta")), "prediction", "target")
    },
    "MaskedL1": { item in
      let missing = try item.input.tensor("mask").equal(0)
      return try answer(
        item, L1Loss(), "prediction", target: try item.input.tensor("target").maskedFill(mask: missing, .nan))
    },
    "FocalSigmoid": { item in
      let alpha = try? item.hyperparameters.number("alpha")
      return try answer(
        item, FocalLoss(.sigmoid, gamma: try item.hyperparameters.number("gamma"), alpha: alpha), "logits", "labels")
    },
    "FocalSoftmax": { item in
      let gamma = try item.hyperparameters.number("gamma")
      return try answer(
        item, FocalLoss(.softmax(ignore: ClassLabels.usualIgnoreIndex), gamma: gamma), "logits", "labels")
    },
    "NormalCosineLoss": { try answer($0, CosineLoss(), "prediction", "target") },
  ]

  @Sendable private static func crossEntropy(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let settings = item.hyperparameters
    let loss = CrossEntropy(
      ignore: try settings.integer("ignore_index", default: ClassLabels.usualIgnoreIndex),
      labelSmoothing: try settings.number("label_smoothing", default: 0),
      classWeights: try item.input.has("class_weights") ? item.input.numbers("class_weights") : nil)
    return try answer(item, loss, "logits", item.input.has("targets") ? "targets" : "labels")
  }

  private static func answer(
    _ item: GoldenCase, _ loss: any ElementwiseLoss, _ prediction: String, _ target: String
  ) throws -> [String: GoldenValue] {
    try answer(item, loss, prediction, target: try item.input.tensor(target))
  }

  /// The loss of a case and its gradient.
  private static func answer(
    _ item: GoldenCase, _ loss: any ElementwiseLoss, _ prediction: String, target: Tensor
  ) throws -> [String: GoldenValue] {
    let input = try item.input.tensor(prediction).requiringGrad()
    let isClassIndex = target.rank == input.rank - 1
    let target = isClassIndex ? target.to(.int64) : target
    let output: Tensor
    switch try item.hyperparameters.string("reduction", default: "mean") {
    case "mean": output = loss(input, target)
    case "sum": output = loss.elements(input, target).sum()
    default: output = loss.elements(input, target)
    }
    output.backward(gradient: try item.input.optionalTensor("upstream_output"))
    return ["output": GoldenValue(output), "grad_\(prediction)": input.grad.map { GoldenValue($0) } ?? .null]
  }
}
