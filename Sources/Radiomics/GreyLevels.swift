/// A region whose values are whole numbers from 1: the bins in which they lie.
public struct GreyLevels: Sendable {
  /// The rule that makes bins.
  public enum Binning: Hashable, Sendable {
    /// Bins of one width, aligned to 0: ⌊x / w⌋ − ⌊min / w⌋ + 1. Those from a start are ⌊(x − start) / w⌋ + 1. The Image
    /// Biomarker Standardisation Initiative starts at the lower end of the range of resegmentation.
    case width(Double, from: Double? = nil)
    /// A number of bins between the smallest and the largest value, which lies in the last one.
    case count(Int)
    /// The values are levels already: whole numbers of at least 1.
    case none

    /// What keeps a region from having levels, a sentence; nil for nothing.
    public func problem(for region: Region) -> String? {
      let inner = region.inner, low = inner.min() ?? 0, high = inner.max() ?? 0
      switch self {
      case .none where !inner.allSatisfy({ $0 >= 1 && $0 <= Double(most) && $0 == $0.rounded() }):
        return "Values that are levels should be whole numbers from 1 to \(most). Found values from \(low) to \(high)."
      case .width(let width, let start?) where !(low >= start && (high - start) / width < Double(most)):
        return
          "Bins of the width \(width) from \(start) should be at most \(most). Found values from \(low) to \(high)."
      case .width(let width, nil) where !((high - low) / width < Double(most) - 1):
        return "Bins of the width \(width) should be at most \(most). Found values from \(low) to \(high)."
      case .count where !(high - low).isFinite:
        return "Values should have a finite range. Found values from \(low) to \(high)."
      default: return nil
      }
    }
  }

  /// The most levels of a region. Co-occurrences take the square of them.
  public static let most = 1_000

  /// The width that pyradiomics uses.
  public static let usualWidth = 25.0

  /// The voxels of the box along x, y and z.
  public let sizes: [Int]
  /// The level of each voxel of the box; 0 outside of the region.
  public let levels: [Int32]
  /// The highest level.
  public let highest: Int

  public init(_ region: Region, _ binning: Binning = .width(usualWidth)) {
    let inner = region.inner, low = inner.min() ?? 0, high = inner.max() ?? 0
    let number: (Double) -> Int
    switch binning {
    case .none: number = { Int($0) }
    case .width(let width, let start?): number = { max(0, Int((($0 - start) / width).rounded(.down))) + 1 }
    case .width(let width, nil):
      let first = (low / width).rounded(.down)
      number = { Int(($0 / width).rounded(.down) - first) + 1 }
    case .count(let count):
      number = { low == high ? 1 : min(count, Int((Double(count) * ($0 - low) / (high - low)).rounded(.down)) + 1) }
    }
    sizes = region.sizes
    levels = zip(region.values, region.isInside).map { $1 ? Int32(number($0)) : 0 }
    highest = Int(levels.max() ?? 0)
  }

  private init(sizes: [Int], levels: [Int32], highest: Int) {
    (self.sizes, self.levels, self.highest) = (sizes, levels, highest)
  }

  /// The slices that have voxels of the region, each with the highest level of the whole region.
  var slices: [GreyLevels] {
    let size = sizes[0] * sizes[1]
    return (0..<sizes[2]).compactMap { z in
      let slice = levels[z * size..<(z + 1) * size]
      guard slice.contains(where: { $0 > 0 }) else { return nil }
      return GreyLevels(sizes: [sizes[0], sizes[1], 1], levels: Array(slice), highest: highest)
    }
  }

  /// The number of voxels of each level from 1.
  public var histogram: [Int] {
    var counts = [Int](repeating: 0, count: highest)
    for level in levels where level > 0 { counts[Int(level) - 1] += 1 }
    return counts
  }

  /// The number of voxels of the region.
  var count: Int { levels.count { $0 > 0 } }

  /// The steps to a voxel's neighbours, with the differences of their places.
  ///
  /// - Parameter isFlat: whether neighbours are in one slice.
  func neighbours(_ distances: [Int] = [1], isFlat: Bool) -> [(step: Direction, offset: Int)] {
    Direction.all(distances, isFlat: isFlat).map { ($0, $0.offset(sizes)) }
  }

  /// Calls `body` with each voxel of the region and its place.
  @inline(__always)
  func forEach(_ body: (_ place: Int, _ x: Int, _ y: Int, _ z: Int, _ level: Int32) -> Void) {
    var place = 0
    for z in 0..<sizes[2] {
      for y in 0..<sizes[1] {
        for x in 0..<sizes[0] {
          if levels[place] > 0 { body(place, x, y, z, levels[place]) }
          place += 1
        }
      }
    }
  }
}
