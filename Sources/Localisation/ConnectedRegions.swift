import Radiomics

/// The connected parts of a mask of an image. They are numbered from 0 in the order of their first pixels, row by row.
public struct ConnectedRegions: Hashable, Sendable {
  /// The neighbours of a pixel.
  public enum Connectivity: String, Sendable, CaseIterable {
    /// The pixels above, below, left and right.
    case four
    /// Those of ``four`` and the four at the corners.
    case eight
  }

  /// The height in pixels.
  public let height: Int
  /// The width in pixels.
  public let width: Int
  /// The number of each pixel's region, `[row, column]`; −1 outside of all regions.
  public let labels: [Int]
  /// The number of pixels of each region.
  public let areas: [Int]

  /// Finds the regions of a mask, in a time that is almost linear in the number of pixels.
  public init(of mask: Mask, connectivity: Connectivity = .eight) {
    let parts = ConnectedComponents(
      mask.values, sizes: [mask.width, mask.height, 1], connectivity == .four ? .four : .eight)
    (height, width) = (mask.height, mask.width)
    (labels, areas) = (parts.labels.map { Int($0) - 1 }, parts.counts)
  }

  /// The number of regions.
  public var count: Int { areas.count }

  /// The region with the most pixels, the first of several; nil if there is no region.
  public var largest: Int? { areas.indices.max { (areas[$0], $1) < (areas[$1], $0) } }

  /// The pixels of a region; none for a number that no region has.
  public func mask(of region: Int) -> Mask {
    Mask(checked: labels.map { $0 == region && region >= 0 }, height: height, width: width)
  }

  /// The number of pixels that each region has in a box; regions without any are left out.
  ///
  /// - Throws: `LocalisationError` for a box that is not in the image.
  public func overlaps(with box: Box) throws -> [Int: Int] {
    try box.check(height: height, width: width)
    var overlaps: [Int: Int] = [:]
    for row in box.top...box.bottom {
      for label in labels[row * width + box.left...row * width + box.right] where label >= 0 {
        overlaps[label, default: 0] += 1
      }
    }
    return overlaps
  }
}
