import Statistics
import Tasks
import Torch

extension Verification {
  /// Losses of survival times.
  static let survivalAdapters: [String: GoldenAdapter] = [
    "CoxBatchLoss": coxLoss, "DiscreteTimeSurvival": discreteTime,
  ]

  @Sendable private static func coxLoss(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let risk = try item.input.tensor("risk").requiringGrad()
    let loss = CoxLoss()(risk.unsqueeze(1), try labels(item))
    loss.backward()
    return ["loss": GoldenValue(loss), "grad risk": risk.grad.map { GoldenValue($0) } ?? .null]
  }

  @Sendable private static func discreteTime(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let form = SurvivalLabels(intervals: try item.hyperparameters.numbers("breaks")), target = try labels(item)
    let shares = try item.input.tensor("conditional_survival").requiringGrad()
    let logits = shares.log() - (-shares).log1p()
    let loss = DiscreteTimeLoss(form)(logits, target)
    loss.backward()
    let course = form.course(target, of: .float64)
    return [
      "survived": GoldenValue(course.survived), "died": GoldenValue(course.died), "loss": GoldenValue(loss),
      "grad": shares.grad.map { GoldenValue($0) } ?? .null,
      "expected_time": GoldenValue(form.prediction(logits.detach(), scale: .identity).flatten()),
    ]
  }

  /// The targets of a case's times and events.
  private static func labels(_ item: GoldenCase) throws -> Tensor {
    Tensor(
      zip(try item.input.numbers("time"), try item.input.numbers("event")).map {
        SurvivalLabels.label($0, isEvent: $1 == 1)
      })
  }
}
