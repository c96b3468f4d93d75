import Foundation
import Tasks
import Torch

/// UW-SO: a softmax with temperature over the inverse losses of each batch.
///
/// - Paper: Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott, Köhler, "Analytical Uncertainty-Based Loss Weighting in
///   Multi-Task Learning" (GCPR 2024).
/// - Formula: w_k = exp((1 / sg[L_k]) / T) / Σ_j exp((1 / sg[L_j]) / T); L = Σ_k w_k L_k.
/// - Symbols: T the temperature, in units of 1 / loss; sg[x] is x without its gradient, which is essential: without it the
///   hardest task can be pushed uphill.
/// - Parameters: `temperature`, 1 by default and to be searched: the larger, the more even (infinitely large: 1/K); the
///   smaller, the more for the smallest loss, which then grows ever more dominant. `eps` in 1 / (L + eps), 1e-8 as in the
///   first author's code. `floor`, the least weight, 0 by default: w = floor + (1 − K floor) softmax, which still sums to 1.
/// - Example: `balancing: { method: uw-so, temperature: 20 }`
/// - Deviations: `floor` is not in the paper. Multiplying all losses by c is the same as multiplying T by c, so T is searched
///   anew where a loss is defined anew. Absent tasks take no part in the softmax.
public final class SoftOptimalUncertaintyWeighting: LossWeighting {
  /// The first author's code.
  static let usualEps = 1e-8

  public static let card = MethodCard(
    name: "uw-so", title: "UW-SO", summary: "Softmax with temperature over the inverse losses.",
    citation: .analyticalUncertainty,
    formula: "w = softmax((1 / sg[L]) / T); L = Σ_k w_k L_k",
    symbols: MethodCard.usualSymbols + [("T", "`temperature`, in units of 1 / loss")],
    parameters: [
      Setting(
        "temperature", .number(.positive), default: 1,
        "the larger, the more even the weights; search it downwards from large values",
        source: "the first author's code"),
      Setting(
        "eps", .number(.nonNegative), default: .number(usualEps), "added to each loss before the division",
        source: "the first author's code"),
      Setting(
        "floor", .number(.properFraction), default: 0, "the least weight of a task, at most 1/K",
        source: "not in the paper: 0 is the paper's method"),
    ],
    weightSum: .one, example: "balancing: { method: uw-so, temperature: 20 }",
    deviations: ["`floor` is an addition; at its default of 0 the method is the paper's."])

  private let inverseTemperature: Double
  private let eps: Double
  private let floor: Double

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    inverseTemperature = 1 / settings.number("temperature")
    eps = settings.number("eps")
    floor = settings.number("floor")
    guard floor * Double(setup.count) <= 1 else {
      throw SettingError("`floor` should be at most 1/K, \(1 / Double(setup.count)). Found \(floor).")
    }
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, beside: losses)
    var weights = presence == nil ? hostWeights(losses) ?? weights(losses, nil) : weights(losses, presence)
    if floor > 0 { weights = raised(weights, presence) }
    return WeightedLosses(weights, times: presence?.fill(losses, with: 0) ?? losses)
  }

  private func weights(_ losses: Tensor, _ presence: Presence?) -> Tensor {
    let known = presence?.fill(losses.detach(), with: 1) ?? losses.detach()
    return ((known + eps).reciprocal() * inverseTemperature).softmax(over: presence)
  }

  /// The same by one pass over K numbers where they lie in the host's memory anyway: these operations are all that a step
  /// has beside equal weighting. Nil elsewhere.
  private func hostWeights(_ losses: Tensor) -> Tensor? {
    guard losses.device == .cpu, losses.isContiguous() else { return nil }
    switch losses.dtype {
    case .float32: return hostWeights(losses, Float.self)
    case .float64: return hostWeights(losses, Double.self)
    default: return nil
    }
  }

  private func hostWeights<Number: BinaryFloatingPoint>(_ losses: Tensor, _: Number.Type) -> Tensor {
    losses.withUnsafeMutableBytes { bytes in
      let losses = bytes.assumingMemoryBound(to: Number.self)
      return withUnsafeTemporaryAllocation(of: Number.self, capacity: losses.count) { weights in
        // A term that is not a number makes the sum none, and with it every weight.
        var largest = -Double.infinity
        for loss in losses { largest = max(largest, inverseTemperature / (Double(loss) + eps)) }
        var sum = 0.0
        for k in losses.indices {
          let term = exp(inverseTemperature / (Double(losses[k]) + eps) - largest)
          weights.initializeElement(at: k, to: Number(term))
          sum += term
        }
        for k in losses.indices { weights[k] = Number(Double(weights[k]) / sum) }
        return Tensor(
          bytes: UnsafeRawBufferPointer(weights), shape: [losses.count],
          dtype: Number.self == Float.self ? .float32 : .float64)
      }
    }
  }

  private func raised(_ weights: Tensor, _ presence: Presence?) -> Tensor {
    guard let presence else { return weights * (1 - floor * Double(weights.count)) + floor }
    return presence.zero(weights * (1 - floor * presence.count(weights.dtype)) + floor)
  }
}
