import Components
import Foundation
import Tasks
import Torch

/// AdaTask: one Adam state for each task, and the sum of the tasks' updates.
///
/// Elich et al., "Examining Common Paradigms in Multi-Task Learning" (GCPR 2024), use it as the fully scale-invariant optimiser.
public final class AdaTask: JacobianAggregator {
  public static let card = MethodCard(
    name: "adatask", title: "AdaTask", summary: "One Adam state for each task.",
    citation: Citation(
      "Yang, Pan, Gao, Zhou et al.", "AdaTask: A Task-aware Adaptive Learning Rate Approach to Multi-task Learning",
      "AAAI",
      2023, "arXiv 2211.15055"),
    formula: "m_k ← β₁ m_k + (1 − β₁) g_k; v_k ← β₂ v_k + (1 − β₂) g_k²; d = Σ_k m̂_k / (√v̂_k + ε)",
    symbols: MethodCard.gradientSymbols.filter { ["K", "g_k", "d"].contains($0.symbol) } + [
      ("m̂, v̂", "m and v divided by 1 − β₁ᵗ and 1 − β₂ᵗ, t the task's updates"),
      ("β₁, β₂, ε", "`beta1`, `beta2`, `eps`"),
    ],
    settings: [
      Setting("beta1", .number(.properFraction), default: 0.9, "decay of the first moments", source: "Adam's own"),
      Setting("beta2", .number(.properFraction), default: 0.999, "decay of the second moments", source: "Adam's own"),
      Setting(
        "eps", .number(.nonNegative), default: 1e-8, "added to the root of the second moment", source: "Adam's own"),
    ],
    weightSum: .free, gradients: .jacobian([.shared], heads: .own, isUpdate: true),
    memory: "2 K P moments",
    state: "2 K P moments and K update counts",
    deviations: [
      "The direction is a finished update: the shared parameters take it times the learning rate, and the configuration's "
        + "optimiser updates the heads.",
      "Weight decay is decoupled for the shared parameters.",
    ])

  private let setup: BalancingSetup
  private let betas: (Double, Double)
  private let eps: Double
  /// `[K, P]` each, and how often each task has taken part; nil before the first update.
  private var moments: (first: Tensor, second: Tensor)?
  private var updates: [Int]

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, beta1: Double? = nil, beta2: Double? = nil, eps: Double? = nil, device: Device = .cpu
  ) throws {
    try self.init(BalancingSetup(.counted(tasks), ["beta1": beta1, "beta2": beta2, "eps": eps], device: device))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    self.setup = setup
    betas = (settings.number("beta1"), settings.number("beta2"))
    eps = settings.number("eps")
    updates = setup.tasks.map { _ in 0 }
  }

  public func aggregate(_ sample: JacobianSample) throws -> AggregatedGradient {
    let rows = sample.jacobian
    let size = rows.size(1)
    if moments == nil {
      func zeros() -> Tensor { .zeros([setup.count, size], dtype: rows.dtype, device: rows.device) }
      moments = (zeros(), zeros())
    }
    let (first, second) = moments!
    guard first.size(1) == size else {
      throw BalancingError("`adatask` should see gradients of \(first.size(1)) parameters. Found \(size).")
    }
    return withoutGradients {
      let direction = Tensor.zeros([size], dtype: rows.dtype, device: rows.device)
      for (place, task) in sample.tasks.enumerated() {
        updates[task] += 1
        let (m, v, g) = (first[task], second[task], rows[place])
        ATen.lerp_(m, g, 1 - betas.0)
        ATen.addcmul_(v.multiplyInPlace(betas.1), g, g, 1 - betas.1)
        let correction = (1 - pow(betas.0, Double(updates[task])), 1 - pow(betas.1, Double(updates[task])))
        let scale = (v / correction.1).sqrt() + eps
        // 0 / 0, where ε is 0 and a parameter never had a gradient, is no update.
        let update = eps > 0 ? m / scale : (m / scale).maskedFill(mask: scale.equal(0), 0)
        direction.addInPlace(update, scale: 1 / correction.0)
      }
      return AggregatedGradient(direction)
    }
  }

  public var state: [String: Tensor] {
    var state = ["updates": Tensor(updates.map(Int64.init))]
    if let moments { (state["first"], state["second"]) = (moments.first.clone(), moments.second.clone()) }
    return state
  }

  public func load(state: [String: Tensor]) throws {
    var expected = ["updates": Tensor(updates.map(Int64.init))]
    // The number of parameters is known from the first update on.
    if let first = state["first"] ?? state["second"] {
      guard moments == nil || first.shape == moments!.first.shape, first.rank == 2, first.size(0) == setup.count else {
        let shape = moments?.first.shape ?? [setup.count, -1]
        throw SettingError("`first` of `adatask` should have the shape \(shape). Found \(first.shape).")
      }
      expected["first"] = first
      expected["second"] = first
    }
    try check(state, like: expected)
    updates = state["updates"]!.array(of: Int64.self).map(Int.init)
    moments = state["first"].map { ($0.to(setup.device).clone(), state["second"]!.to(setup.device).clone()) }
  }

  public func reset() {
    moments = nil
    updates = setup.tasks.map { _ in 0 }
  }
}
