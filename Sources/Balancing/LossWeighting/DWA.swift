import Components
import Tasks
import Torch

/// DWA: more weight for tasks whose loss falls slowly from epoch to epoch.
public final class DWA: LossWeighting {
  public static let card = MethodCard(
    name: "dwa", title: "DWA", summary: "More weight for tasks whose loss falls slowly from epoch to epoch.",
    citation: Citation(
      "Liu, Johns, Davison", "End-to-End Multi-Task Learning with Attention", "CVPR", 2019, "arXiv 1803.10704"),
    formula: "w(t) = K · softmax(r / T), r_k = L̄_k(t − 1) / L̄_k(t − 2); w = 1 in the first two epochs",
    symbols: [("L̄_k(t)", "the mean loss of task k over the batches of epoch t"), ("T", "`temperature`")]
      + MethodCard.usualSymbols.prefix(3),
    settings: [
      Setting(
        "temperature", .number(.positive), default: 2, "the larger, the more even the weights",
        source: "Liu, Johns, Davison, CVPR 2019")
    ],
    weightSum: .taskCount, hasFixedWeights: true, state: "the mean losses of the last two epochs",
    example: "temperature: 2",
    deviations: [
      "A task without any label in an epoch keeps the mean of the epoch before.",
      "The weight of an absent task is not given to the others.",
    ])

  private let temperature: Double
  private var weights: Tensor
  /// The mean losses of the last epoch and the one before, NaN where there was none yet.
  private let last: Tensor
  private let beforeLast: Tensor

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(tasks: Int, temperature: Double? = nil, device: Device = .cpu, dtype: DType = .float32) throws
  {
    try self.init(BalancingSetup(.counted(tasks), ["temperature": temperature], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    temperature = try setup.read(Self.card).number("temperature")
    weights = setup.vector(repeating: 1)
    last = setup.vector(repeating: .nan)
    beforeLast = setup.vector(repeating: .nan)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    guard let presence = Presence(present, for: losses) else { return WeightedLosses(weights, times: losses) }
    return WeightedLosses(presence.zero(weights), times: presence.fill(losses, with: 0))
  }

  public func epochEnded(meanLosses: Tensor) {
    withoutGradients {
      let means = meanLosses.to(last.device, last.dtype)
      beforeLast.copyInPlace(last)
      last.copyInPlace(Tensor.where(means.isNaN(), last, means))
      updateWeights()
    }
  }

  /// A task without two means has the ratio 1; while no task has them, that is the weight 1 for all.
  private func updateWeights() {
    let ratios = last / beforeLast
    let known = Tensor.where(ratios.isNaN(), ratios.onesLike(), ratios)
    weights = (known / temperature).softmax(0) * Double(last.count)
  }

  private var memory: [String: Tensor] { ["last": last, "before-last": beforeLast] }

  public var state: [String: Tensor] { memory.mapValues { $0.clone() } }

  public func load(state: [String: Tensor]) throws {
    try copy(state, into: memory)
    withoutGradients { updateWeights() }
  }

  public func reset() {
    withoutGradients {
      last.fillInPlace(.nan)
      beforeLast.fillInPlace(.nan)
      updateWeights()
    }
  }
}
