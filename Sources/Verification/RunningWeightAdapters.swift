import Balancing
import Components
import Tasks
import Torch

extension Verification {
  /// Loss weightings that follow the losses from step to step, by the names of the reference files.
  static let runningWeightAdapters: [String: GoldenAdapter] = [
    "SLAW": slaw, "FAMO": famo,
  ]

  @Sendable private static func slaw(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let starts = ["zero": "zero", "first_value": "first-value", "running_mean_then_ema": "arithmetic"]
    let name = try item.hyperparameters.string("init")
    guard let start = starts[name] else { throw Unimplemented("the start `\(name)`") }
    let beta = try item.hyperparameters.number("beta"), floor = try item.hyperparameters.number("sd_floor")
    let window = (1 / (1 - beta)).rounded()
    guard try item.hyperparameters.number("switch_step", default: window) == window else {
      throw Unimplemented("plain means over another number of steps than 1 / (1 - beta)")
    }
    var sequence = try LossSequence(item)
    let method = try sequence.method(
      "slaw", ["beta": .number(beta), "start": .word(start), "floor": .number(floor)])
    var deviations: [Tensor] = []
    for row in 0..<sequence.steps {
      sequence.step(row, method)
      guard let variance = method.state["variance"] else { throw GoldenError("`slaw` should keep a variance.") }
      deviations.append(variance.sqrt())
    }
    return sequence.results.merging(["sd": GoldenValue(Tensor.stack(deviations))]) { $1 }
  }

  @Sendable private static func famo(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let parameters = item.hyperparameters
    guard try parameters.number("eps") == 1e-8, try parameters.numbers("betas") == [0.9, 0.999],
      try parameters.number("adam_eps") == 1e-8
    else { throw Unimplemented("another eps or other moments of Adam") }
    var settings: [String: SettingValue] = [
      "learning-rate": .number(try parameters.number("lr")),
      "weight-decay": .number(try parameters.number("weight_decay")),
    ]
    if case .tensor(_, let bounds) = try parameters.value("min_losses") { settings["min-losses"] = .numbers(bounds) }

    var sequence = try LossSequence(item)
    let method = try sequence.method("famo", settings)
    let after = try item.input.tensor("losses_after_model_step")
    var shares: [Tensor] = [], logits: [Tensor] = []
    func current() throws -> Tensor {
      guard let logits = method.state["logits"] else { throw GoldenError("`famo` should keep logits.") }
      return logits
    }
    for row in 0..<sequence.steps {
      shares.append(try current().softmax(0))
      sequence.step(row, method)
      let probe = StepProbe(losses: { _ in after[row] }, present: nil, parameters: [], learningRate: 0)
      try (method as? any SecondLook)?.stepEnded(probe)
      logits.append(try current())
    }
    return sequence.results.merging([
      "softmax_weights": GoldenValue(Tensor.stack(shares)), "logits_after_update": GoldenValue(Tensor.stack(logits)),
    ]) { $1 }
  }
}
