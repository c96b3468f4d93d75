import Foundation
import Torch

/// The temperature at which the weights of a batch have a given effective number of tasks, exp(−Σ w log w).
///
/// With K tasks the number is 1 + s (K − 1). It falls as the temperature falls, from K for even weights to 1 for the task with the
/// smallest loss alone, so each batch has one answer. Where several losses are the smallest together, their number is the least.
final class EffectiveTasks: TemperatureRule {
  private let share: Double
  /// The epochs in which the distance of the share from 1 becomes half of what is left; 0 for the share itself from the start.
  private let halfLife: Double
  /// A scalar, the epochs that have ended.
  private let epochs = Tensor.zeros([], dtype: .float64)
  /// 17 numbers from 0 to 1, `[17, 1]`.
  private let grid: Tensor

  /// 16⁶ parts of the range are finer than single precision.
  private static let divisions = 6
  private static let parts = 16
  /// The logarithms of the sharpnesses among which the answer lies: from even weights to one task alone.
  private static let range = (least: log(1e-6), most: log(1e6))

  /// - Parameter share: s, from 0 to 1.
  init(_ share: Double, halfLife: Double, _ setup: BalancingSetup) {
    self.share = share
    self.halfLife = halfLife
    let parts = Self.parts
    grid = Tensor((0...parts).map { Double($0) / Double(parts) }, shape: [parts + 1, 1])
      .to(setup.device, .float64)
  }

  /// The share of this epoch.
  private var present: Double {
    halfLife > 0 ? share + (1 - share) * exp2(-epochs.item() / halfLife) : share
  }

  func logits(_ inverses: Tensor, _ presence: Presence?) -> Tensor {
    withoutGradients {
      // In double precision, since the entropy of nearly even weights hardly changes with the temperature.
      let inverses = inverses.to(.float64)
      // Between −1 and 0, so that the sharpness has no unit.
      let largest = (presence?.lower(inverses) ?? inverses).max()
      let smallest = (presence?.fill(inverses, with: Self.highest) ?? inverses).min()
      let heights = (inverses - largest) / (largest - smallest).clamp(min: Self.leastRange)
      let least = (presence?.count(.float64)).map { ($0 - 1) * present + 1 }?.log()
      let number = log(1 + Double(inverses.count - 1) * present)
      return heights
        * sharpness(
          presence?.fill(heights, with: -Self.highest) ?? heights,
          least ?? Tensor(scalar: number, dtype: .float64).to(inverses.device))
    }
  }

  /// The largest factor of the heights with which the softmax has at least a given entropy.
  private func sharpness(_ heights: Tensor, _ least: Tensor) -> Tensor {
    var logarithms = grid * (Self.range.most - Self.range.least) + Self.range.least
    var low = logarithms[0]
    for _ in 0..<Self.divisions {
      let logWeights = (logarithms.exp() * heights).logSoftmax(1)
      let entropy = -(logWeights.exp() * logWeights.clamp(min: Self.leastLogarithm)).sum([1])
      let fitting = (entropy.greaterOrEqual(least).to(.int64).cumprod(0).sum() - 1).clamp(min: 0)
      low = logarithms.indexSelect(0, fitting.reshape([1])).reshape([1])
      let high = logarithms.indexSelect(0, (fitting + 1).clamp(max: Double(Self.parts)).reshape([1])).reshape([1])
      logarithms = low + (high - low) * grid
    }
    return low.exp()
  }

  /// Far above all inverse losses, and finite in single precision when it is multiplied with the largest sharpness.
  private static let highest = 1e30
  private static let leastRange = 1e-30
  /// A weight below e⁻⁸⁰ adds nothing to the entropy.
  private static let leastLogarithm = -80.0

  var memory: [String: Tensor] { halfLife > 0 ? ["epochs": epochs] : [:] }

  func reset() { withoutGradients { _ = epochs.zeroInPlace() } }

  func epochEnded() { withoutGradients { _ = epochs.addInPlace(1) } }
}
