import Foundation
import Torch

/// The rule by which standardised numbers return to their own unit.
///
/// | curve | own unit |
/// |---|---|
/// | `linear` | x · standardDeviation + mean |
/// | `logarithmic` | exp(x · standardDeviation + mean) − 1, predictions first clamped to ±`limit` |
public struct Scale: Hashable, Sendable {
  /// The numbers that were standardised.
  public enum Curve: Hashable, Sendable {
    /// The numbers themselves.
    case linear
    /// The logarithms ln(1 + number), for durations over many orders of magnitude. Predictions beyond `limit` standard
    /// deviations count as the limit, and have no gradient there.
    case logarithmic(limit: Double)
  }

  /// The number that was subtracted for training.
  public let mean: Double
  /// The number by which the rest was divided.
  public let standardDeviation: Double
  /// The numbers that were standardised.
  public let curve: Curve

  /// The scale of numbers that are in their own unit already.
  public static let identity = Scale(mean: 0, standardDeviation: 1)

  public init(mean: Double, standardDeviation: Double, curve: Curve = .linear) {
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.curve = curve
  }

  /// A label in its own unit.
  public func restore(_ number: Double) -> Double {
    let value = number * standardDeviation + mean
    return curve == .linear ? value : Foundation.expm1(value)
  }

  /// Labels in their own unit, of any shape.
  public func restore(_ labels: Tensor) -> Tensor {
    if self == .identity { return labels }
    let values = labels * standardDeviation + mean
    return curve == .linear ? values : values.expm1()
  }

  /// Predictions in the labels' own unit, of any shape.
  public func restore(prediction: Tensor) -> Tensor {
    guard case .logarithmic(let limit) = curve else { return restore(prediction) }
    return restore(prediction.clamp(min: -limit, max: limit))
  }
}
