import Torch

/// The angle between predicted and true directions of every labelled pixel of a split. All angles are kept, 4 bytes for
/// each pixel on the device, so that the median is exact.
public final class AngleStatistic: WeightedStatistic {
  private let labels: DirectionLabels
  private var angles: [Tensor] = []
  /// The weight of each angle; empty if all are one.
  private var weights: [Tensor] = []

  public init(rule: DirectionLabels.Rule = .anyComponent) { labels = DirectionLabels(rule) }

  public func reset() { (angles, weights) = ([], []) }

  /// Adds a batch. The prediction is normalised; the target is not, as in published numbers.
  public func update(_ prediction: Tensor, _ target: Tensor) {
    let vectors = prediction.to(.float64)
    let lengths = vectors.square().sum([1]).sqrt().clamp(min: CosineLoss.usualEps)
    let cosines = (vectors * target.to(.float64)).sum([1]) / lengths
    let degrees = cosines.clamp(min: -1, max: 1).acos() * (180 / Double.pi)
    angles.append(degrees.maskedFill(mask: labels.mask(target).logicalNot(), .nan).to(prediction.dtype).flatten())
  }

  public func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor) {
    update(prediction, target)
    let places = [target.size(0)] + target.shape.dropFirst(2)
    self.weights.append(weights.spread(over: places).flatten())
  }

  public func summary() throws -> Angles? {
    guard !angles.isEmpty else { return nil }
    let all = Tensor.cat(angles)
    guard !weights.isEmpty else {
      let known = all.maskedSelect(all.equal(all))
      return known.count == 0 ? nil : Angles(degrees: known)
    }
    let weights = Tensor.cat(weights), counted = all.equal(all).logicalAnd(weights.greater(0))
    let known = all.maskedSelect(counted)
    return known.count == 0 ? nil : Angles(degrees: known, weights: weights.maskedSelect(counted))
  }
}

/// The angles of the labelled pixels of a split.
public struct Angles: Sendable {
  /// The angles in degrees, one for each pixel.
  public let degrees: Tensor
  /// The weight of each angle, in float64; nil if all are one.
  public let weights: Tensor?

  /// - Parameter weights: the weight of each angle, in float64 and above 0; nil if all are one.
  public init(degrees: Tensor, weights: Tensor? = nil) {
    self.degrees = degrees
    self.weights = weights
  }

  public var count: Int { degrees.count }

  /// The mean angle in degrees.
  public var mean: Double {
    guard let weights else { return degrees.to(.float64).mean().item() }
    return (degrees.to(.float64) * weights).sum().item() / weights.sum().item()
  }

  /// The median angle in degrees; the mean of the middle two for an even number of pixels.
  public var median: Double {
    guard let weights else { return (degrees.median().item() - (-degrees).median().item()) / 2 }
    let values = WeightedValues(degrees.array(of: Double.self), weights: weights.array(of: Double.self))
    return values.median ?? .nan
  }

  /// The share of pixels whose angle is below a threshold in degrees.
  public func share(below threshold: Double) -> Double {
    guard let weights else { return degrees.less(threshold).sum().item() / Double(count) }
    return (degrees.less(threshold) * weights).sum().item() / weights.sum().item()
  }
}
