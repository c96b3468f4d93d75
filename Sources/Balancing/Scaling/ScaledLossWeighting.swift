import Tasks
import Torch

/// A loss weighting that sees each loss divided by a reference of its own, so that losses of different units can be compared.
///
/// - Formula: L̃_k = L_k / s_k; the inner method weighs L̃, so that the factor of task k's gradient is w_k / s_k.
/// - Symbols: s_k the reference, by ``LossScale``; w_k the inner method's weights.
/// - Example: `balancing: { method: uw-so, loss-scale: first-step }`
/// - Deviations: LDC-MTL's rescaled losses (Xiao et al., arXiv 2502.08585) are L_k · min_j L_j(0) / L_k(0): those of `first-step` times
///   the smallest first loss. They all begin at that loss, where L̃_k begins at 1.
///
/// With a gradient method, it is the loss weighting that comes first, so the method sees the gradients of the scaled losses.
/// The references stay on the losses' device, so no step waits for it.
public final class ScaledLossWeighting<Base: LossWeighting>: LossWeighting {
  /// The card of the method that weighs the scaled losses, with the state of the references.
  public static var card: MethodCard { Base.card.scaling() }

  /// The method that weighs the scaled losses.
  public let inner: Base
  private let tasks: [String]
  private let references: LossReferences

  /// - Parameters:
  ///   - inner: a method made for the same setup.
  ///   - setup: the tasks, and the losses' device and type.
  public init(_ inner: Base, scale: LossScale, _ setup: BalancingSetup) {
    self.inner = inner
    tasks = setup.tasks.map(\.name)
    references = LossReferences(scale, setup)
  }

  /// The method with its parameters and the losses divided by the first ones.
  public convenience init(_ setup: BalancingSetup) throws { try self.init(Base(setup), scale: .firstStep, setup) }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    references.observe(losses, Presence(present, for: losses))
    let scaled = inner.weigh(losses / references.divisors, present: present)
    return WeightedLosses(objective: scaled.objective, weights: scaled.weights / references.divisors)
  }

  public func epochEnded(meanLosses: Tensor) {
    references.epochEnded()
    let divisors = references.divisors
    inner.epochEnded(meanLosses: meanLosses.to(divisors.device, divisors.dtype) / divisors)
  }

  /// Those of the inner method, and the tasks that no reference was found for.
  public var remarks: [String] {
    let missing = references.missing.map { "`\(tasks[$0])`" }
    guard !missing.isEmpty else { return inner.remarks }
    let names = missing.joined(separator: ", ")
    return inner.remarks + ["`loss-scale` left the losses of \(names) as they were: none of them was other than 0."]
  }

  public var state: [String: Tensor] {
    references.memory.mapValues { $0.clone() }.merging(inner.state.nested) { own, _ in own }
  }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    try inner.load(state: state.unnested)
    try copy(state.filter { references.memory[$0.key] != nil }, into: references.memory)
    references.loaded()
  }

  public func reset() {
    inner.reset()
    references.reset()
  }
}

extension ScaledLossWeighting: LearnedScales where Base: LearnedScales {
  public var learned: [(name: String, tensor: Tensor)] { inner.learned }
}

extension ScaledLossWeighting: SecondLook where Base: SecondLook {
  public func stepWillBegin(_ probe: StepProbe) throws { try inner.stepWillBegin(scaled(probe)) }
  public func stepEnded(_ probe: StepProbe) throws { try inner.stepEnded(scaled(probe)) }
  private func scaled(_ probe: StepProbe) -> StepProbe { probe.scaled(by: references.divisors) }
}

extension ScaledLossWeighting: IndicatorDriven where Base: IndicatorDriven {
  public func measured(indicators: Tensor) { inner.measured(indicators: indicators) }
}

extension LossWeighting {
  /// This method with each loss divided by a reference of its own.
  public func scaled(by scale: LossScale, _ setup: BalancingSetup) -> any LossWeighting {
    ScaledLossWeighting(self, scale: scale, setup)
  }
}
