import Components
import Tasks
import Torch

/// FAMO: all losses should fall at the same rate, which a second look at the batch after each step measures.
public final class FAMO: SecondLook {
  static let eps = 1e-8

  public static let card = MethodCard(
    name: "famo", title: "FAMO", summary: "All losses should fall at the same rate, measured after every step.",
    citation: Citation(
      "Liu, Feng, Stone, Liu", "FAMO: Fast Adaptive Multitask Optimization", "NeurIPS", 2023, "arXiv 2306.03792"),
    formula: "L = (1/c) Σ_k z_k log D_k, z = softmax(ξ), D_k = L_k − b_k + 1e-8, c = sg[Σ_k z_k / D_k]; "
      + "w_k = z_k / (c D_k); after the step Adam moves ξ against J_softmaxᵀ (log D(before) − log D(after)) + γ ξ",
    symbols: MethodCard.usualSymbols + [
      ("ξ_k", "the learned logit of task k"), ("b_k", "`min-losses`, a lower bound of its loss"),
      ("γ", "`weight-decay`"),
    ],
    settings: [
      Setting(
        "learning-rate", .number(.positive), default: 0.025, "the learning rate of the logits' own Adam",
        source: "Liu et al., NeurIPS 2023"),
      Setting(
        "weight-decay", .number(.nonNegative), default: 0.001, "how strongly the logits are pulled to even weights",
        source:
          "the authors' runs on NYUv2, CelebA and QM9; 0.01 on Cityscapes, 0 on the toy problem, 1e-5 in their class"),
      Setting(
        "min-losses", .numbers(.finite), "a number below each task's loss, in the order of the tasks; 0 by default"),
    ],
    weightSum: .one, cost: MethodCard.Cost(forwardPasses: 2), state: "the logits and the moments of their Adam",
    example: "weight-decay: 0.01",
    deviations: [
      "The authors' code clips the shared gradient to the norm 1; clipping is the trainer's option here.",
      "An absent task's logit does not move.",
    ])

  private let adam: DeviceAdam
  private let offset: Tensor
  /// log D of the step's losses, until the step ends.
  private var before: Tensor?

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, learningRate: Double? = nil, weightDecay: Double? = nil, minLosses: [Double]? = nil,
    device: Device = .cpu, dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks), ["learning-rate": learningRate, "weight-decay": weightDecay, "min-losses": minLosses],
        device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    let bounds = try settings.numbers("min-losses", oneForEach: "task", count: setup.count)
    offset = setup.vector((bounds ?? setup.tasks.map { _ in 0 }).map { Self.eps - $0 })
    adam = DeviceAdam(
      setup.vector(repeating: 0), learningRate: settings.number("learning-rate"),
      weightDecay: settings.number("weight-decay"))
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let distances = presence?.fill(losses + offset, with: 1) ?? losses + offset
    let logarithms = distances.log()
    before = logarithms.detach()
    let inverse = adam.values.softmax(over: presence) / distances.detach()
    // Where no task is present, all is zero.
    let weights = inverse / inverse.sum().clamp(min: Self.least)
    return WeightedLosses(objective: ATen.dot(weights * distances.detach(), logarithms), weights: weights)
  }

  private static let least = 1e-38

  public func stepWillBegin(_ probe: StepProbe) {}

  public func stepEnded(_ probe: StepProbe) throws {
    guard let before else { return }
    withoutGradients {
      let losses = probe.losses(.whole).detach()
      let presence = Presence(probe.presence(.whole), for: losses)
      let after = (presence?.fill(losses + offset, with: 1) ?? losses + offset).log()
      let shares = adam.values.softmax(over: presence)
      let falls = before - after
      adam.step(shares * (falls - ATen.dot(shares, falls)), presence)
    }
    self.before = nil
  }

  public var state: [String: Tensor] { adam.memory("logits").mapValues { $0.clone() } }

  public func load(state: [String: Tensor]) throws {
    try copy(state, into: adam.memory("logits"))
    before = nil
  }

  public func reset() {
    adam.reset()
    before = nil
  }
}
