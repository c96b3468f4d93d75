import Foundation
import Torch

/// Adam for the one number of each task that a method learns by a rule of its own, apart from the network's optimiser. Absent
/// tasks neither move nor age.
///
/// Source: Kingma, Ba, "Adam: A Method for Stochastic Optimization" (ICLR 2015), with its defaults.
final class DeviceAdam {
  private static let betas = (0.9, 0.999)
  private static let eps = 1e-8

  /// `[K]`, what is learned.
  let values: Tensor
  private let start: Tensor
  private let firstMoment: Tensor
  private let secondMoment: Tensor
  /// `[K]`, the steps that each number has made.
  private let steps: Tensor
  private let learningRate: Double
  private let weightDecay: Double

  /// - Parameters:
  ///   - start: `[K]`, the first values.
  ///   - weightDecay: times the value, added to the gradient.
  init(_ start: Tensor, learningRate: Double, weightDecay: Double = 0) {
    self.start = start
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    values = start.clone()
    firstMoment = start.zerosLike()
    secondMoment = start.zerosLike()
    steps = start.zerosLike()
  }

  /// One step against a gradient, `[K]`.
  func step(_ gradient: Tensor, _ presence: Presence?) {
    withoutGradients {
      let (beta1, beta2) = Self.betas
      let gradient = weightDecay == 0 ? gradient : gradient + values * weightDecay
      let first = firstMoment * beta1 + gradient * (1 - beta1)
      let second = secondMoment * beta2 + gradient.square() * (1 - beta2)
      let count = steps + 1
      let corrected = first / remainder(beta1, count)
      let root = (second / remainder(beta2, count)).sqrt() + Self.eps
      let moved = values - corrected / root * learningRate
      for (tensor, new) in [(values, moved), (firstMoment, first), (secondMoment, second), (steps, count)] {
        tensor.copyInPlace(presence.map { Tensor.where($0.mask, new, tensor) } ?? new)
      }
    }
  }

  /// 1 − βᵗ without cancellation.
  private func remainder(_ beta: Double, _ count: Tensor) -> Tensor { -(count * log(beta)).expm1() }

  func reset() {
    withoutGradients {
      values.copyInPlace(start)
      for tensor in [firstMoment, secondMoment, steps] { tensor.zeroInPlace() }
    }
  }

  /// The tensors themselves, the values under a name of the method's.
  func memory(_ name: String) -> [String: Tensor] {
    [name: values, "first-moment": firstMoment, "second-moment": secondMoment, "steps": steps]
  }
}
