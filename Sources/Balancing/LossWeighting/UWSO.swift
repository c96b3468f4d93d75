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
///   smaller, the more for the smallest loss, which then grows ever more dominant. `relative-temperature` c in its place:
///   T = c mean_k 1 / L_k over the tasks of the first batch, fixed from there on. `eps` in 1 / (L + eps), 1e-8 as in the
///   first author's code. `floor`, the least weight, 0 by default: w = floor + (1 − K floor) softmax, which still sums to 1.
/// - Example: `balancing: { method: uw-so, temperature: 20 }`
/// - Deviations: `floor` and `relative-temperature` are not in the paper, which searches absolute temperatures. Dividing all
///   losses by c is the same as dividing T by c, so a good T depends on the units of the losses; a relative one does not, so
///   that one short grid serves all problems. It is measured once, at the first batch, so that the method is the same from
///   the first update on and equals UW-SO at that temperature. Absent tasks take no part in the softmax.
public final class UWSO: LossWeighting {
  /// The first author's code.
  static let usualEps = 1e-8

  public static let card = MethodCard(
    name: "uw-so", title: "UW-SO", summary: "Softmax with temperature over the inverse losses.",
    citation: .analyticalUncertainty,
    formula: "w = softmax((1 / sg[L]) / T); L = Σ_k w_k L_k",
    symbols: MethodCard.usualSymbols + [
      ("T", "`temperature`, in units of 1 / loss; or `relative-temperature` times the first batch's mean of 1 / L")
    ],
    parameters: [
      Setting(
        "temperature", .number(.positive), default: 1,
        "the larger, the more even the weights; search it downwards from large values",
        source: "the first author's code"),
      Setting(
        "relative-temperature", .number(.positive),
        "the temperature in units of the mean inverse loss of the first batch, whatever the units of the losses",
        source: "not in the paper, which searches absolute temperatures",
        search: Setting.Search([1, 3, 10, 30, 100], source: "a choice of this toolkit"), replaces: "temperature"),
      Setting(
        "eps", .number(.nonNegative), default: .number(usualEps), "added to each loss before the division",
        source: "the first author's code"),
      Setting(
        "floor", .number(.properFraction), default: 0, "the least weight of a task, at most 1/K",
        source: "not in the paper: 0 is the paper's method"),
    ],
    weightSum: .one, state: "with `relative-temperature`, the mean inverse loss of the first batch",
    example: "balancing: { method: uw-so, temperature: 20 }",
    deviations: [
      "`floor` is an addition; at its default of 0 the method is the paper's.",
      "`relative-temperature` is an addition: UW-SO at the temperature that the first batch gives.",
    ])

  /// 1 / T; NaN until a first batch has given it.
  private var inverseTemperature: Double
  /// Nil where the temperature is absolute.
  private let relativeTemperature: Double?
  /// The mean of 1 / (L + eps) over the tasks of the first batch; NaN before it.
  private var meanInverseLoss = Double.nan
  private let eps: Double
  private let floor: Double

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    relativeTemperature = settings.optionalNumber("relative-temperature")
    inverseTemperature = relativeTemperature == nil ? 1 / settings.number("temperature") : .nan
    eps = settings.number("eps")
    floor = settings.number("floor")
    guard floor * Double(setup.count) <= 1 else {
      throw SettingError("`floor` should be at most 1/K, \(1 / Double(setup.count)). Found \(floor).")
    }
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, beside: losses)
    if relativeTemperature != nil, meanInverseLoss.isNaN { measure(losses, present) }
    var weights = presence == nil ? hostWeights(losses) ?? weights(losses, nil) : weights(losses, presence)
    if floor > 0 { weights = raised(weights, presence) }
    return WeightedLosses(weights, times: presence?.fill(losses, with: 0) ?? losses)
  }

  /// Reads the losses of the first batch in which a task has a label: the one step that waits for the device.
  private func measure(_ losses: Tensor, _ present: Tensor?) {
    let mask = present?.array(of: Double.self)
    let inverses = losses.detach().array(of: Double.self).enumerated().compactMap { task, loss in
      mask.map { $0[task] != 0 } ?? true ? 1 / abs(loss + eps) : nil
    }
    meanInverseLoss = inverses.reduce(0, +) / Double(inverses.count)
    setTemperature()
  }

  private func setTemperature() {
    if let relativeTemperature { inverseTemperature = 1 / (relativeTemperature * meanInverseLoss) }
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

  public var state: [String: Tensor] {
    relativeTemperature == nil ? [:] : [Self.meanName: Tensor([meanInverseLoss])]
  }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    guard let mean = state[Self.meanName]?.item() else { return }
    guard mean.isNaN || mean > 0 else {
      throw SettingError("`\(Self.meanName)` of `uw-so` should be positive. Found \(mean).")
    }
    meanInverseLoss = mean
    setTemperature()
  }

  public func reset() {
    meanInverseLoss = .nan
    setTemperature()
  }

  private static let meanName = "mean-inverse-loss"
}
