import Foundation
import Torch

/// A policy's distribution of actions between −1 and 1: the hyperbolic tangent of normal numbers.
///
/// Source: T. Haarnoja et al., *Soft Actor-Critic Algorithms and Applications*, 2018, arXiv 1812.05905, appendix C.
public struct SquashedGaussian {
  /// `[…, actions]`.
  public let mean: Tensor
  /// The logarithms of the standard deviations, `[…, actions]`.
  public let logDeviation: Tensor

  public init(mean: Tensor, logDeviation: Tensor) {
    self.mean = mean
    self.logDeviation = logDeviation
  }

  /// Actions for given noise, with the logarithms of their densities. Both have a gradient.
  ///
  /// - Parameter noise: standard normal numbers, `[…, actions]`.
  /// - Returns: actions `[…, actions]` and logarithms `[…]`.
  public func sample(_ noise: Tensor) -> (actions: Tensor, logProbability: Tensor) {
    let drawn = mean + logDeviation.exp() * noise
    // log(1 − tanh² u) = 2 (log 2 − u − softplus(−2u)), which does not cancel where the tangent is near ±1.
    let squash = (log(2.0) - drawn - (drawn * -2).softplus()) * 2
    let density = noise.square() * -0.5 - logDeviation - 0.5 * log(2 * Double.pi) - squash
    return (drawn.tanh(), density.sum([-1]))
  }

  /// The actions without noise.
  public var modes: Tensor { mean.tanh() }
}
