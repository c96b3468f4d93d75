import Backbones
import Components
import Sharing
import Statistics
import Tasks
import Torch

extension Verification {
  /// Losses of survival times, the choice and weights of features for them, and a network that predicts them with a mask.
  static let survivalAdapters: [String: GoldenAdapter] = [
    "CoxBatchLoss": coxLoss, "DiscreteTimeSurvival": discreteTime, "ICARE": icare, "CollinearityFilter": collinearity,
    "DeepMTSSegmentation": masks, "DeepMTSCounts": counts,
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

  @Sendable private static func icare(_ item: GoldenCase) throws -> [String: GoldenValue] {
    guard try item.hyperparameters.number("max_features") == 1 else { throw Unimplemented("a drawn share of features") }
    var settings = ICARE.Settings()
    if item.hyperparameters.isNumber("rho") { settings.cutoff = try item.hyperparameters.number("rho") }
    if item.hyperparameters.isNumber("cmin") { settings.leastScore = try item.hyperparameters.number("cmin") }
    let names = ["tAUC": ICARE.Measure.timeDependentAUC, "harrell": .harrell, "uno": .uno]
    settings.measures = Set(
      try item.hyperparameters.string("sign").split(separator: ",").map { name in
        guard let measure = names[String(name)] else { throw Unimplemented("the measure `\(name)`") }
        return measure
      })
    let table = try table(item)
    let data = SurvivalTimes(
      try item.input.numbers("time"), events: try item.input.numbers("event").map { $0 == 1 })
    let model = try ICARE(table, data, settings)
    let scores = try table.names.map { name in
      let column = try table.column(name), present = column.indices.filter { !column[$0].isNaN }
      let times = SurvivalTimes(present.map { data.times[$0] }, events: present.map { data.events[$0] })
      return Concordance(present.map { column[$0] }, times).value ?? .nan
    }
    return [
      "concordance_harrell": GoldenValue(scores), "used": GoldenValue(model.features.compactMap { Double($0.name) }),
      "signs": GoldenValue(model.features.map(\.sign)), "prediction": GoldenValue(try model.risks(of: table)),
    ]
  }

  @Sendable private static func collinearity(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let table = try table(item)
    return try item.input.numbers("cutoffs").reduce(into: [:]) { kept, cutoff in
      kept["kept_\(cutoff)"] = GoldenValue(try CollinearityFilter(cutoff: cutoff).kept(of: table).map(Double.init))
    }
  }

  /// The overlap of each sample, whose constant 1 the authors leave out, and the focal loss of the later models.
  @Sendable private static func masks(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let mask = try item.input.tensor("mask")
    func answer(_ loss: (Tensor) -> Tensor) throws -> (loss: GoldenValue, gradient: GoldenValue) {
      let probability = try item.input.tensor("probability").requiringGrad(), value = loss(probability)
      value.backward()
      return (GoldenValue(value), probability.grad.map { GoldenValue($0) } ?? .null)
    }
    let dice = try answer { DiceLoss(.identity, smooth: 0, isPerSample: true)($0, mask) - 1 }
    let focal = try answer { DiceFocalLoss().focal($0.log() - (-$0).log1p(), mask) }
    return [
      "dice_loss": dice.loss, "grad dice": dice.gradient, "focal_loss": focal.loss, "grad focal": focal.gradient,
    ]
  }

  @Sendable private static func counts(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let side = 32
    let network = try Schemes.all.choose("deepmts").network(
      for: [.mask("tumour"), .survival("survival")],
      input: .several([
        .init("volumes", .volume(channels: 2, depth: side, height: side, width: side)),
        .init("clinical", .vector(Int(try item.hyperparameters.number("clinical")))),
      ]), trunk: try Trunks.all.choose("residual-unet"), heads: try Heads.all.choose("usual"),
      generator: Generator(seed: 0))
    func count(_ modules: String...) -> GoldenValue {
      .number(
        Double(
          network.namedParameters().filter { parameter in modules.contains { parameter.name.hasPrefix($0 + ".") } }
            .reduce(0) { $0 + $1.tensor.count }))
    }
    return [
      "backbone": count("trunk", "mask"), "side_features": count("side"), "cascaded": count("cascade"),
      "risk_head": count("head"), "total": .number(Double(network.parameterCount)),
    ]
  }

  /// The features of a case, `[individual, feature]`, named by their numbers.
  private static func table(_ item: GoldenCase) throws -> FeatureTable {
    let features = try item.input.tensor("x")
    let width = features.shape[1], values = features.array(of: Double.self)
    return try FeatureTable(
      (0..<width).map { "\($0)" }, rows: (0..<features.shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) })
  }

  /// The targets of a case's times and events.
  private static func labels(_ item: GoldenCase) throws -> Tensor {
    Tensor(
      zip(try item.input.numbers("time"), try item.input.numbers("event")).map {
        SurvivalLabels.label($0, isEvent: $1 == 1)
      })
  }
}

extension GoldenFields {
  /// Whether a key has a number; JSON's null is none.
  fileprivate func isNumber(_ key: String) -> Bool {
    if case .number? = values[key] { true } else { false }
  }
}
