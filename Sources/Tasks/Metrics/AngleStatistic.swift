import Torch

/// The angle between predicted and true directions of every labelled pixel of a split. All angles are kept, 4 bytes for
/// each pixel on the device, so that the median is exact.
public final class AngleStatistic: Statistic {
  private let labels: DirectionLabels
  private var angles: [Tensor] = []

  public init(rule: DirectionLabels.Rule = .anyComponent) { labels = DirectionLabels(rule) }

  public func reset() { angles = [] }

  /// Adds a batch. The prediction is normalised; the target is not, as in published numbers.
  public func update(_ prediction: Tensor, _ target: Tensor) {
    let vectors = prediction.to(.float64)
    let lengths = vectors.square().sum([1]).sqrt().clamp(min: CosineLoss.usualEps)
    let cosines = (vectors * target.to(.float64)).sum([1]) / lengths
    let degrees = cosines.clamp(min: -1, max: 1).acos() * (180 / Double.pi)
    angles.append(degrees.maskedFill(mask: labels.mask(target).logicalNot(), .nan).to(prediction.dtype).flatten())
  }

  public func summary() throws -> Angles? {
    guard !angles.isEmpty else { return nil }
    let all = Tensor.cat(angles)
    let known = all.maskedSelect(all.equal(all))
    return known.count == 0 ? nil : Angles(degrees: known)
  }
}

/// The angles of the labelled pixels of a split.
public struct Angles: Sendable {
  /// The angles in degrees, one for each pixel.
  public let degrees: Tensor

  public var count: Int { degrees.count }

  /// The mean angle in degrees.
  public var mean: Double { degrees.to(.float64).mean().item() }

  /// The median angle in degrees; the mean of the middle two for an even number of pixels.
  public var median: Double { (degrees.median().item() - (-degrees).median().item()) / 2 }

  /// The share of pixels whose angle is below a threshold in degrees.
  public func share(below threshold: Double) -> Double {
    degrees.less(threshold).sum().item() / Double(count)
  }
}
