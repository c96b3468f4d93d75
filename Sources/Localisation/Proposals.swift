/// The places of an image that a heat map proposes: the connected regions in which the map reaches a threshold.
public struct Proposals: Hashable, Sendable {
  /// The regions.
  public let regions: ConnectedRegions

  /// Finds the proposals of a map.
  ///
  /// - Parameters:
  ///   - threshold: the smallest number of the map that belongs to a proposal.
  ///   - field: where proposals can be, such as the field of view; nil for the whole image.
  /// - Throws: `LocalisationError` for a threshold that is not a number or a field of another size.
  public init(
    in map: Plane, threshold: Double, inside field: Mask? = nil, connectivity: ConnectedRegions.Connectivity = .eight
  ) throws {
    guard !threshold.isNaN else { throw LocalisationError("`threshold` should be a number. Found NaN.") }
    let mask = map.mask(from: threshold)
    regions = ConnectedRegions(of: try field.map { try mask.intersection($0) } ?? mask, connectivity: connectivity)
  }

  /// The number of proposals.
  public var count: Int { regions.count }

  /// A condition under which a proposal hits a box.
  public enum HitRule: Hashable, Sendable {
    /// The proposal has at least one pixel in the box.
    case overlap
    /// The pixels in both, divided by the pixels in either, are at least this share, above 0 and at most 1.
    case intersectionOverUnion(Double)
  }

  /// What the proposals of an image hit.
  public struct Hits: Hashable, Sendable {
    /// Whether each box is hit.
    public let boxes: [Bool]
    /// The number of proposals that hit no box.
    public let falsePositives: Int
  }

  /// The boxes that are hit, and the proposals that hit none.
  ///
  /// - Throws: `LocalisationError` for a box that is not in the image or a share outside of its range.
  public func hits(on boxes: [Box], by rule: HitRule = .overlap) throws -> Hits {
    if case .intersectionOverUnion(let share) = rule, !(share > 0 && share <= 1) {
      throw LocalisationError("The share of a hit should be above 0 and at most 1. Found \(share).")
    }
    var isHit = [Bool](repeating: false, count: boxes.count), isRight = Set<Int>()
    for (place, box) in boxes.enumerated() {
      for (region, common) in try regions.overlaps(with: box) {
        switch rule {
        case .overlap: break
        case .intersectionOverUnion(let share):
          let either = regions.areas[region] + box.area - common
          guard Double(common) / Double(either) >= share else { continue }
        }
        isHit[place] = true
        isRight.insert(region)
      }
    }
    return Hits(boxes: isHit, falsePositives: count - isRight.count)
  }
}
