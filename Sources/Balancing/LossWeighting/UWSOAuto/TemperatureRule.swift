import Components
import Torch

/// How the temperature of ``UWSOAuto`` follows a run, so that nobody has to choose it.
///
/// All rules are indifferent to the unit of the losses: dividing every loss by one number changes no weight.
protocol TemperatureRule: AnyObject {
  /// The logits of the softmax, 1 / (L T), `[K]`.
  ///
  /// - Parameters:
  ///   - inverses: 1 / L, `[K]`; any number for an absent task.
  ///   - presence: the tasks that have labels in this batch; nil for all.
  func logits(_ inverses: Tensor, _ presence: Presence?) -> Tensor

  /// What the rule remembers: the tensors themselves.
  var memory: [String: Tensor] { get }

  /// - Throws: `SettingError` for values that the rule cannot have left; `memory` has their names and shapes.
  func check(_ loaded: [String: Tensor]) throws(SettingError)

  func reset()

  func epochEnded()
}

extension TemperatureRule {
  func check(_ loaded: [String: Tensor]) {}
  func epochEnded() {}
}

/// The mean of 1 / L over the tasks, as a running mean over the batches.
final class RunningInverseLoss {
  /// A scalar; NaN before the first batch.
  let mean: Tensor
  private let beta: Double

  /// - Parameter beta: the share of the past in the mean.
  init(beta: Double, _ setup: BalancingSetup) {
    self.beta = beta
    mean = Tensor.full([], .nan, dtype: setup.dtype, device: setup.device)
  }

  /// Takes a batch into the mean and returns it. A batch without any label changes nothing.
  func observe(_ inverses: Tensor, _ presence: Presence?) -> Tensor {
    withoutGradients {
      let own = presence.map { $0.zero(inverses).sum() / $0.count(inverses.dtype) } ?? inverses.mean()
      let moved = Tensor.where(mean.isNaN(), own, mean * beta + own * (1 - beta))
      return mean.copyInPlace(presence.map { Tensor.where($0.mask.sum().greaterOrEqual(1), moved, mean) } ?? moved)
    }
  }

  func reset() { withoutGradients { _ = mean.fillInPlace(.nan) } }
}
