import Components
import Tasks
import Torch

/// GLS: the geometric mean of the losses, whose gradient does not depend on their scales.
public final class GLS: LossWeighting {
  public static let card = MethodCard(
    name: "gls", title: "GLS", summary: "The geometric mean of the losses.",
    citation: Citation(
      "Chennupati, Sistu, Yogamani, Rawashdeh",
      "MultiNet++: Multi-Stream Feature Aggregation and Geometric Loss Strategy for Multi-Task Learning",
      "CVPR Workshops", 2019, "arXiv 1904.08492"),
    formula: "L = (Π_k L_k^{p_k})^(1/Σ p); w_k = p_k L / (Σ p · L_k); p_k = 1 by default",
    symbols: MethodCard.usualSymbols.prefix(3) + [("p_k", "`priorities`")],
    settings: [
      Setting("priorities", .numbers(.positive), "the exponent of each task's loss; 1 each by default")
    ],
    weightSum: .free,
    deviations: [
      "Computed as exp(mean of logarithms), since a product under- or overflows for many tasks.",
      "Priorities are normalised by their sum, so that the objective keeps the unit of a loss; the paper's focused form "
        + "is not.",
      "Losses should be positive: the gradient of a loss of 0 is NaN.",
      "Absent tasks take no part in the mean.",
    ])

  /// `[K]`; nil for ones.
  private let priorities: Tensor?

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(priorities: [Double]? = nil, device: Device = .cpu, dtype: DType = .float32) throws {
    try self.init(
      BalancingSetup(.counted(priorities?.count ?? 1), ["priorities": priorities], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let given = try setup.read(Self.card).numbers("priorities", oneForEach: "task", count: setup.count)
    priorities = given.map { setup.vector($0) }
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    guard let presence = Presence(present, for: losses) else {
      if let priorities { return weigh(losses, exponents: priorities / priorities.sum()) }
      let objective = losses.log().mean().exp()
      return WeightedLosses(
        objective: objective, weights: objective.detach() / (losses.detach() * Double(losses.count)))
    }
    let chosen = presence.zero(priorities ?? losses.detach().onesLike())
    // Where no task is present, every exponent is 0, and so must the objective be.
    let exponents = chosen / Tensor.where(presence.mask.any(), chosen.sum(), chosen.sum().onesLike())
    return weigh(presence.fill(losses, with: 1), exponents: exponents, presence.mask.any())
  }

  private func weigh(_ losses: Tensor, exponents: Tensor, _ any: Tensor? = nil) -> WeightedLosses {
    let mean = ATen.dot(exponents, losses.log()).exp()
    let objective = any.map { mean * $0 } ?? mean
    return WeightedLosses(objective: objective, weights: objective.detach() * exponents / losses.detach())
  }
}
