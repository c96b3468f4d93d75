import Torch

/// The losses of soft actor-critic, each a mean over the samples of a task.
///
/// Source: T. Haarnoja et al., *Soft Actor-Critic Algorithms and Applications*, 2018, arXiv 1812.05905.
public enum SoftActorCriticLosses {
  /// What the critics learn: the reward, and after it the smaller of the target critics' values less α log π of the next action.
  ///
  /// - Parameters:
  ///   - done: 1 where the episode has ended for good, so that nothing comes after; nil for nowhere.
  ///   - alpha: the temperature, a number.
  /// - Returns: of the shape of the rewards, without a graph.
  public static func target(
    reward: Tensor, done: Tensor? = nil, discount: Double, next: (first: Tensor, second: Tensor),
    logProbability: Tensor, alpha: Tensor
  ) -> Tensor {
    let later = next.first.minimum(next.second) - alpha * logProbability
    return (reward + (done.map { (1 - $0) * later } ?? later) * discount).detach()
  }

  /// The squared errors of both critics, `[…, batch]` → `[…]`.
  public static func critic(_ first: Tensor, _ second: Tensor, target: Tensor) -> Tensor {
    ((first - target).square() + (second - target).square()).mean([-1])
  }

  /// α log π less the value, `[…, batch]` → `[…]`.
  public static func actor(value: Tensor, logProbability: Tensor, alpha: Tensor) -> Tensor {
    (alpha.detach() * logProbability - value).mean([-1])
  }

  /// The loss of the temperature's logarithm, a scalar: it grows where the policy is less random than it should be.
  ///
  /// - Parameter targetEntropy: the entropy of the policy that is aimed at.
  public static func temperature(logAlpha: Tensor, logProbability: Tensor, targetEntropy: Double) -> Tensor {
    -(logAlpha * (logProbability.detach() + targetEntropy).mean())
  }
}
