/// The removal of voxels with unusual values from a region, for the features of values and texture. The form stays that of the whole region.
///
/// Source: A. Zwanenburg et al., [Image biomarker standardisation initiative](https://arxiv.org/abs/1612.07003), on re-segmentation.
public struct Resegmentation: Sendable, Hashable {
  /// The values that stay, ends included; nil for all.
  public var range: ClosedRange<Double>?
  /// The distance from the mean of the whole region up to which values stay, in standard deviations; nil for any.
  public var deviations: Double?

  /// Creates a rule. A voxel stays if both conditions allow it.
  public init(range: ClosedRange<Double>? = nil, deviations: Double? = nil) {
    (self.range, self.deviations) = (range, deviations)
  }

  /// The region without the voxels that do not stay, in the same box; nil if none stays.
  public func applied(to region: Region) -> Region? {
    guard range != nil || deviations != nil else { return region }
    var stays: (Double) -> Bool = { [range] in range?.contains($0) ?? true }
    if let deviations {
      let inner = region.inner, count = Double(inner.count), mean = inner.reduce(0, +) / count
      let variance = inner.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      let most = deviations * variance.squareRoot(), inRange = stays
      stays = { inRange($0) && abs($0 - mean) <= most }
    }
    let isInside = zip(region.values, region.isInside).map { $1 && stays($0) }
    return isInside.contains(true) ? region.replacing(isInside: isInside) : nil
  }
}
