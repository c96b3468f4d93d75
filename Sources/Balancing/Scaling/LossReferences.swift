import Torch

/// A reference for each of K losses, the mean size of those that were counted. They stay on the losses' device.
///
/// Losses of 0 and those that are not finite are not counted: nothing can be divided by them.
final class LossReferences {
  private let scale: LossScale
  /// `[K]`, 0 for a task without a reference.
  let values: Tensor
  /// `[K]`, how many losses were counted; infinite once a reference stands.
  private let counts: Tensor
  /// `[K]`, each reference; 1 for a task without one.
  private(set) var divisors: Tensor
  /// The smallest reference, a scalar; 1 where there is none.
  private(set) var smallest: Tensor
  /// Whether all references are known to stand.
  private var isSettled = false

  init(_ scale: LossScale, _ setup: BalancingSetup) {
    self.scale = scale
    values = setup.vector(repeating: 0)
    counts = setup.vector(repeating: 0)
    let ones = setup.vector(repeating: 1)
    (divisors, smallest) = (ones, ones.min())
  }

  /// Counts the losses of a step, `[K]`.
  func observe(_ losses: Tensor, _ presence: Presence?) {
    if isSettled { return }
    withoutGradients {
      let sizes = losses.detach().abs()
      // Neither 0 nor infinite nor NaN.
      let inverses = sizes.reciprocal()
      var counted = inverses.isFinite().logicalAnd(inverses.greater(0))
      if let presence { counted = counted.logicalAnd(presence.mask) }
      counts.addInPlace(counted.to(counts.dtype))
      let changes = (sizes - values) / counts
      values.addInPlace(Tensor.where(counted, changes, changes.zerosLike()))
      if scale == .firstStep { settle() }
      update()
      if !counts.device.isAsynchronous { notice() }
    }
  }

  func epochEnded() {
    withoutGradients {
      if scale == .firstEpoch { settle() }
      if !isSettled { notice() }
    }
  }

  /// Lets the references that there are stand: a step of (L − s) / ∞ does not change them.
  private func settle() { counts.copyInPlace(counts.maskedFill(mask: counts.greater(0), .infinity)) }

  private func update() {
    let isMissing = values.equal(0)
    divisors = values.maskedFill(mask: isMissing, 1)
    let known = values.maskedFill(mask: isMissing, .infinity).min()
    smallest = known.maskedFill(mask: known.isInfinite(), 1)
  }

  /// Reads the counts from the device.
  private func notice() {
    if scale != .runningMean, counts.isValid { isSettled = hostCounts.allSatisfy { $0 == .infinity } }
  }

  private var hostCounts: [Double] { counts.array() }

  /// The places of the tasks without a reference. Waits for the device.
  var missing: [Int] { counts.isValid ? hostCounts.indices.filter { hostCounts[$0] == 0 } : [] }

  /// The tensors themselves. What loads values into them calls ``loaded()``.
  var memory: [String: Tensor] { ["loss-references": values, "loss-counts": counts] }

  func loaded() {
    withoutGradients { update() }
    notice()
  }

  func reset() {
    withoutGradients {
      for tensor in memory.values { tensor.zeroInPlace() }
      update()
    }
    isSettled = false
  }
}
