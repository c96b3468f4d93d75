import Components
import Tasks
import Torch

/// Auto-Lambda: weights that are learned so that a step with them lowers the losses of other samples.
public final class AutoLambda: SecondLook {
  public static let card = MethodCard(
    name: "auto-lambda", title: "Auto-Lambda",
    summary: "Weights learned so that a step with them lowers the losses of other samples.",
    citation: Citation(
      "Liu, James, Davison, Johns", "Auto-Lambda: Disentangling Dynamic Task Relationships", "TMLR", 2022,
      "arXiv 2202.03091"),
    formula: "L = Σ_k λ_k L_k; before it Adam moves λ against −η (L_k(θ + ε d) − L_k(θ − ε d)) / (2 ε), "
      + "d = ∇ Σ_k m_k L_k^val(θ − η ∇ Σ_k λ_k L_k), ε = 0.01 / ‖d‖",
    symbols: MethodCard.usualSymbols[1...1] + [
      ("λ_k", "the learned weight of task k"), ("m_k", "`primary`: 1 for a primary task, 0 for an auxiliary one"),
      ("L_k^val", "the loss on the other half of the batch"), ("θ", "the network's parameters"),
      ("η", "the step's learning rate"),
    ],
    settings: [
      Setting(
        "start", .number(.finite), default: 0.1, "the first value of each weight", source: "Liu et al., TMLR 2022"),
      Setting(
        "learning-rate", .number(.positive), default: 1e-4, "the learning rate of the weights' own Adam",
        source: "the authors' on NYUv2; 3e-5 on Cityscapes"),
      Setting("primary", .numbers(.between(0, 1)), "1 for each primary task, 0 for each auxiliary one; 1 by default"),
    ],
    weightSum: .free, cost: MethodCard.Cost(forwardPasses: 5, backwardPasses: 3), parts: 2,
    memory: "three copies of all parameters",
    state: "the weights and the moments of their Adam", example: "primary: [1, 0, 0]",
    deviations: [
      "Halves of the step's batch train and validate, instead of batches of two loaders: the extra passes see half a "
        + "batch.",
      "The trial step is plain gradient descent with every optimiser.",
      "Weights are not bounded: where a task hurts, its weight can become negative.",
    ])

  private let adam: DeviceAdam
  private let primary: Tensor

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, start: Double? = nil, learningRate: Double? = nil, primary: [Double]? = nil, device: Device = .cpu,
    dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks), ["start": start, "learning-rate": learningRate, "primary": primary], device: device,
        dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    let given = try settings.numbers("primary", oneForEach: "task", count: setup.count)
    guard given?.contains(where: { $0 > 0 }) ?? true else {
      throw SettingError("`primary` should name a primary task with 1. Found \(SettingValue.numbers(given ?? [])).")
    }
    primary = given.map { setup.vector($0) } ?? setup.vector(repeating: 1)
    adam = DeviceAdam(
      setup.vector(repeating: settings.number("start")), learningRate: settings.number("learning-rate"))
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let weights = adam.values.clone()
    guard let presence = Presence(present, for: losses) else { return WeightedLosses(weights, times: losses) }
    return WeightedLosses(presence.zero(weights), times: presence.fill(losses, with: 0))
  }

  public func stepWillBegin(_ probe: StepProbe) throws {
    probe.trial { start in
      let step = gradient(adam.values, .train, probe)
      probe.place(ATen.foreach_add(start, step, -probe.learningRate))
      let direction = gradient(primary, .validation, probe)
      let slopes = probe.bothSides(of: start, along: direction, .train).slopes
      let presence = Presence(probe.presence(.train), for: slopes)
      withoutGradients { adam.step((presence?.fill(slopes, with: 0) ?? slopes) * -probe.learningRate, presence) }
    }
  }

  public func stepEnded(_ probe: StepProbe) {}

  /// The gradient of Σ w_k L_k on a half of the batch.
  private func gradient(_ weights: Tensor, _ half: BatchPart, _ probe: StepProbe) -> [Tensor] {
    let losses = probe.losses(half)
    let presence = Presence(probe.presence(half), for: losses)
    return probe.gradient(
      of: ATen.dot(presence?.zero(weights) ?? weights, presence?.fill(losses, with: 0) ?? losses))
  }

  public var state: [String: Tensor] { adam.memory("weights").mapValues { $0.clone() } }

  public func load(state: [String: Tensor]) throws { try copy(state, into: adam.memory("weights")) }

  public func reset() { adam.reset() }
}
