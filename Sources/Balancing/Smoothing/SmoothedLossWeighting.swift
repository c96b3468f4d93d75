import Tasks
import Torch

/// A loss weighting whose weights follow their moving average: less jitter from batch to batch.
///
/// - Paper: Zhou, Zhang, Jiang, Zhong, Gu, Zhu, "On the Convergence of Stochastic Multi-Objective Gradient Manipulation and
///   Beyond" (NeurIPS 2022): CR-MOGM.
/// - Formula: w(t) = a w(t − 1) + (1 − a) ŵ(t), where ŵ are the weights of the inner method; L = Σ_k w_k L_k, plus what the
///   inner objective holds in addition to Σ_k ŵ_k L_k.
/// - Symbols: a how much of the past is kept.
/// - Parameters: `smoothing`, a: 0 is the inner method. In a configuration it is an option of every method that has weights.
/// - Example: `balancing: { method: uw-so, smoothing: 0.9 }`
/// - Deviations: the paper smooths the weights of gradients and lets a grow as the learning rate falls. Scales that the inner
///   method learns get exactly their own gradient. An absent task's average waits; a task's first weight starts its average.
public final class SmoothedLossWeighting<Base: LossWeighting>: LossWeighting {
  /// The card of the method whose weights are averaged, with the average's state.
  public static var card: MethodCard { Base.card.averaging() }

  /// The method whose weights are smoothed.
  public let inner: Base
  private let smoothing: Double
  /// `[K]`, NaN for a task that was never present.
  private let weights: Tensor

  /// - Parameters:
  ///   - inner: a method made for the same setup.
  ///   - smoothing: at least 0 and below 1.
  ///   - setup: the tasks, and the losses' device and type.
  /// - Throws: `SettingError`: "`smoothing` should be at least 0 and below 1. Found 1.0."
  public init(_ inner: Base, smoothing: Double, _ setup: BalancingSetup) throws {
    try MethodCard.smoothing.check(smoothing)
    self.inner = inner
    self.smoothing = smoothing
    weights = setup.vector(repeating: .nan)
  }

  /// The method with its parameters and the usual smoothing.
  public convenience init(_ setup: BalancingSetup) throws {
    try self.init(Base(setup), smoothing: MethodCard.usualSmoothing, setup)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let constants = losses.detach()
    let new = inner.weigh(constants, present: present)
    let presence = Presence(present, for: losses)
    let known = presence?.fill(losses, with: 0) ?? losses
    let smoothed = withoutGradients {
      let past = Tensor.where(weights.isNaN(), new.weights, weights)
      let moved = smoothing == 0 ? new.weights : past * smoothing + new.weights * (1 - smoothing)
      weights.copyInPlace(presence.map { Tensor.where($0.mask, moved, weights) } ?? moved)
      return presence?.zero(moved) ?? moved
    }
    // Its gradient reaches what the inner method learns; in value it is the inner objective without the weighted losses.
    let rest = new.objective - ATen.dot(new.weights, known.detach())
    return WeightedLosses(objective: ATen.dot(smoothed, known) + rest, weights: smoothed)
  }

  public func epochEnded(meanLosses: Tensor) { inner.epochEnded(meanLosses: meanLosses) }

  public var state: [String: Tensor] {
    inner.state.nested.merging([MethodCard.averageName: weights.clone()]) { _, own in own }
  }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    try inner.load(state: state.unnested)
    withoutGradients { _ = weights.copyInPlace(state[MethodCard.averageName]!) }
  }

  public func reset() {
    inner.reset()
    withoutGradients { _ = weights.fillInPlace(.nan) }
  }
}

extension SmoothedLossWeighting: LearnedScales where Base: LearnedScales {
  public var learned: [(name: String, tensor: Tensor)] { inner.learned }
}

extension SmoothedLossWeighting: SecondLook where Base: SecondLook {
  public func stepWillBegin(_ probe: StepProbe) throws { try inner.stepWillBegin(probe) }
  public func stepEnded(_ probe: StepProbe) throws { try inner.stepEnded(probe) }
}

extension SmoothedLossWeighting: IndicatorDriven where Base: IndicatorDriven {
  public func measured(indicators: Tensor) { inner.measured(indicators: indicators) }
}

extension LossWeighting {
  /// This method with its weights averaged over the steps.
  ///
  /// - Throws: `SettingError`: "`smoothing` should be at least 0 and below 1. Found 1.0."
  public func smoothed(by smoothing: Double, _ setup: BalancingSetup) throws -> any LossWeighting {
    try SmoothedLossWeighting(self, smoothing: smoothing, setup)
  }
}
