import Tasks
import Torch

/// Scalarization: fixed weights, one for each task.
///
/// - Paper: Xin et al., "Do Current Multi-Task Optimization Methods in Deep Learning Even Help?" (NeurIPS 2022) and Kurin
///   et al., "In Defense of the Unitary Scalarization for Deep Multi-Task Learning" (NeurIPS 2022): well-tuned fixed weights
///   are hard to beat.
/// - Formula: L = Σ_k w_k L_k.
/// - Symbols: w_k the weight of task k, constant over training.
/// - Parameters: `weights`, one positive or zero number for each task, in the order of the tasks.
/// - Example: `balancing: { method: scalarization, weights: [0.2, 0.8] }`
/// - Deviations: weights are taken as given; they need not sum to 1.
public final class Scalarization: LossWeighting {
  public static let card = MethodCard(
    name: "scalarization", title: "Scalarization", summary: "Fixed weights, searched for by the user.",
    citation: Citation(
      "Xin, Ghorbani, Garg, Firat, Gilmer", "Do Current Multi-Task Optimization Methods in Deep Learning Even Help?",
      "NeurIPS", 2022, "arXiv 2209.11379"),
    formula: "L = Σ_k w_k L_k",
    symbols: [("w_k", "the weight of task k"), ("L_k", "the loss of task k in this batch")],
    parameters: [
      Setting(
        "weights", .numbers(.nonNegative), isRequired: true, "one weight for each task, in the order of the tasks")
    ],
    weightSum: .free, hasFixedWeights: true, example: "balancing: { method: scalarization, weights: [0.2, 0.8] }",
    deviations: ["Weights are taken as given: they need not sum to 1."])

  private let weights: Tensor

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    let given = try settings.numbers("weights", oneForEach: "task", count: setup.count) ?? []
    guard given.contains(where: { $0 > 0 }) else {
      throw SettingError("`weights` should have a positive number. Found \(SettingValue.numbers(given)).")
    }
    weights = setup.vector(given)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    guard let presence = Presence(present, beside: losses) else { return WeightedLosses(weights, times: losses) }
    return WeightedLosses(presence.zero(weights), times: presence.fill(losses, with: 0))
  }
}
