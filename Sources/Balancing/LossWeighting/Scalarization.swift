import Components
import Tasks
import Torch

/// Scalarization: fixed weights, one for each task.
///
/// Xin et al. and Kurin et al. (both NeurIPS 2022) find that well-chosen fixed weights are hard to beat.
public final class Scalarization: LossWeighting {
  public static let card = MethodCard(
    name: "scalarization", title: "Scalarization", summary: "Fixed weights, searched for by the user.",
    citation: Citation(
      "Xin, Ghorbani, Garg, Firat, Gilmer", "Do Current Multi-Task Optimization Methods in Deep Learning Even Help?",
      "NeurIPS", 2022, "arXiv 2209.11379"),
    formula: "L = Σ_k w_k L_k",
    symbols: [("w_k", "the weight of task k"), ("L_k", "the loss of task k in this batch")],
    settings: [
      Setting(
        "weights", .numbers(.nonNegative), isRequired: true, "one weight for each task, in the order of the tasks",
        search: Setting.Search(.simplex(parts: 10), refinement: 0.02, source: "Kirchdorfer et al., GCPR 2024"))
    ],
    weightSum: .free, hasFixedWeights: true, example: "weights: [0.2, 0.8]",
    deviations: ["Weights are taken as given: they need not sum to 1."])

  private let weights: Tensor

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(weights: [Double], device: Device = .cpu, dtype: DType = .float32) throws {
    try self.init(BalancingSetup(.counted(weights.count), ["weights": weights], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    let given = try settings.numbers("weights", oneForEach: "task", count: setup.count) ?? []
    guard given.contains(where: { $0 > 0 }) else {
      throw SettingError("`weights` should have a positive number. Found \(SettingValue.numbers(given)).")
    }
    weights = setup.vector(given)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    guard let presence = Presence(present, for: losses) else { return WeightedLosses(weights, times: losses) }
    return WeightedLosses(presence.zero(weights), times: presence.fill(losses, with: 0))
  }
}
