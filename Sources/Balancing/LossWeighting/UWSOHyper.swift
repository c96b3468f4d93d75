import Components
import Tasks
import Torch

/// UW-SO with a temperature that is learned: a step with its weights should lower the losses of other samples.
///
/// Every few steps half of the batch gives the direction in which its losses grow, the other half the slope of each task's loss in
/// that direction, and Adam moves the logarithm of the relative temperature against the derivative of what a step of plain gradient
/// descent with these weights does to the first half. The temperature is in units of the running mean inverse loss, and the losses
/// of the first half count by their logarithms, so that another unit of all losses changes nothing.
public final class UWSOHyper: SecondLook {
  public static let card = MethodCard(
    name: "uw-so-hyper", title: "UW-SO-Hyper",
    summary: "UW-SO with a temperature learned from the losses of other samples.",
    citation: .analyticalUncertainty,
    formula:
      "w = softmax((1 / sg[L]) / T), T = e^a m; every n steps Adam moves a against Σ_k w_k (z_k − Σ_j w_j z_j) s_k, z = 1 / (L T), "
      + "s_k = (L_k(θ + ε d) − L_k(θ − ε d)) / (2 ε), d = ∇ Σ_k log L_k^val, ε = 0.01 / ‖d‖",
    symbols: MethodCard.usualSymbols + [
      ("m", "the running mean over batches of the mean of 1 / L over tasks"), ("n", "`period`"),
      ("L_k^val", "the loss on the other half of the batch"), ("θ", "the network's parameters"),
    ],
    settings: [
      Setting(
        "start", .number(.positive), default: 1, "the first temperature, in units of the running mean inverse loss",
        source: "this toolkit"),
      Setting(
        "learning-rate", .number(.positive), default: 0.05, "the learning rate of the temperature's logarithm",
        source: "this toolkit"),
      Setting(
        "period", .wholeNumber(.between(1, 1_000_000)), default: 10,
        "steps from one move of the temperature to the next",
        source: "this toolkit"),
      Setting(
        "beta", .number(.between(0, 1)), default: 0.99, "the share of the past in the running mean inverse loss",
        source: "this toolkit"),
    ],
    weightSum: .one, cost: MethodCard.Cost(forwardPasses: 4, backwardPasses: 2), parts: 2,
    memory: "two copies of all parameters",
    state: "the temperature, the moments of its Adam and the running mean", example: "period: 10",
    deviations: [
      "Not in the paper, which reports that learning the temperature by gradient descent gave poor results.",
      "Halves of the step's batch train and validate. The step is a plain gradient step, and its derivative is taken at the present "
        + "parameters.",
      "The extra passes are made once in `period` steps; the cost is that of such a step.",
    ])

  private let adam: DeviceAdam
  private let running: RunningInverseLoss
  private let period: Int
  /// A scalar on the host.
  private let steps = Tensor.zeros([], dtype: .float64)

  /// The temperatures lie within e⁵ times and a e⁵-th of the running mean inverse loss.
  private static let mostLogarithm = 5.0

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, start: Double? = nil, learningRate: Double? = nil, period: Int? = nil, beta: Double? = nil,
    device: Device = .cpu, dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks), ["start": start, "learning-rate": learningRate, "period": period, "beta": beta],
        device: device,
        dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    period = settings.wholeNumber("period")
    running = RunningInverseLoss(beta: settings.number("beta"), setup)
    adam = DeviceAdam(
      Tensor([settings.number("start")]).log().to(setup.device, setup.dtype),
      learningRate: settings.number("learning-rate"))
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let inverses = inverses(losses, presence)
    let logits = inverses / (running.observe(inverses, presence) * temperature)
    return WeightedLosses(logits.softmax(over: presence), times: presence?.fill(losses, with: 0) ?? losses)
  }

  private func inverses(_ losses: Tensor, _ presence: Presence?) -> Tensor {
    ((presence?.fill(losses.detach(), with: 1) ?? losses.detach()) + UWSO.usualEps).reciprocal()
  }

  /// Relative to the running mean inverse loss, `[1]`.
  private var temperature: Tensor { adam.values.clamp(min: -Self.mostLogarithm, max: Self.mostLogarithm).exp() }

  public func stepWillBegin(_ probe: StepProbe) throws {
    let count = steps.item()
    withoutGradients { _ = steps.addInPlace(1) }
    // The running mean begins with the first step.
    guard count > 0, count.truncatingRemainder(dividingBy: Double(period)) == 0 else { return }
    probe.trial { start in
      let found = probe.bothSides(of: start, along: probe.gradient(of: objective(probe)), .train)
      withoutGradients {
        let presence = Presence(probe.presence(.train), for: found.above)
        let logits = inverses((found.above + found.below) / 2, presence) / (running.mean * temperature)
        let weights = logits.softmax(over: presence)
        let spread = weights * (logits - ATen.dot(weights, logits))
        let slope = ATen.dot(presence?.zero(spread) ?? spread, presence?.fill(found.slopes, with: 0) ?? found.slopes)
        adam.step(slope.reshape([1]), nil)
      }
    }
  }

  public func stepEnded(_ probe: StepProbe) {}

  /// Σ log L_k on the validating half.
  private func objective(_ probe: StepProbe) -> Tensor {
    let losses = probe.losses(.validation)
    let presence = Presence(probe.presence(.validation), for: losses)
    return ((presence?.fill(losses, with: 1) ?? losses) + UWSO.usualEps).log().sum()
  }

  private var memory: [String: Tensor] {
    adam.memory("log-temperature").merging(["mean-inverse-loss": running.mean, "count": steps]) { own, _ in own }
  }

  public var state: [String: Tensor] { memory.mapValues { $0.clone() } }

  public func load(state: [String: Tensor]) throws { try copy(state, into: memory) }

  public func reset() {
    adam.reset()
    running.reset()
    withoutGradients { _ = steps.zeroInPlace() }
  }
}
