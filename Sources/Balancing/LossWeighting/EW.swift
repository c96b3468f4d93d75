import Components
import Tasks
import Torch

/// EW: the sum of the losses, the baseline of all other methods.
public final class EW: LossWeighting {
  /// Whether the weights are 1 or 1/K.
  public enum Reduction: String, SettingWord { case sum, mean }

  public static let card = MethodCard(
    name: "ew", title: "EW", summary: "The sum of the losses: every task has the same weight.", citation: nil,
    formula: "L = Σ_k L_k", symbols: [("L_k", "the loss of task k in this batch")],
    settings: [
      Setting(
        "reduction", .word(of: Reduction.self), default: "sum",
        "whether weights are 1 or 1/K; plain gradient descent goes K times as far with the sum",
        source: "what public frameworks compute under this name")
    ],
    weightSum: .taskCount, hasFixedWeights: true)

  private let weights: Tensor
  private let isSum: Bool

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(tasks: Int, reduction: Reduction? = nil, device: Device = .cpu, dtype: DType = .float32)
    throws
  {
    try self.init(BalancingSetup(.counted(tasks), ["reduction": reduction], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let reduction: Reduction = try setup.read(Self.card).word("reduction")
    isSum = reduction == .sum
    weights = setup.vector(repeating: isSum ? 1 : 1 / Double(setup.count))
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    if let presence = Presence(present, for: losses) {
      return WeightedLosses(presence.zero(weights), times: presence.fill(losses, with: 0))
    }
    return isSum ? WeightedLosses(objective: losses.sum(), weights: weights) : WeightedLosses(weights, times: losses)
  }
}
