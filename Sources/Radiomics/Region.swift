/// The voxels of interest of an image: those that a mask marks, in the smallest box around them.
///
/// Lists of voxels have x fastest, then y, then z.
public struct Region: Sendable {
  /// The voxels of the box along x, y and z.
  public let sizes: [Int]
  /// The distance between neighbouring voxels along x, y and z, in millimetres.
  public let spacing: [Double]
  /// The first voxel of the box in the image along x, y and z.
  public let start: [Int]
  /// The values of the box, also those outside of the region.
  public let values: [Double]
  /// Whether each voxel of the box is in the region.
  public let isInside: [Bool]

  /// Cuts the box out of an image; nil if the mask marks no voxel.
  ///
  /// - Parameters:
  ///   - values: of the whole image.
  ///   - mask: as many.
  ///   - sizes: the voxels of the image along x, y and z.
  public init?(_ values: [Double], mask: [Bool], sizes: [Int], spacing: [Double]) {
    precondition(values.count == mask.count && values.count == sizes.reduce(1, *), "a mask should fit its image.")
    precondition(
      sizes.count == 3 && spacing.count == 3 && spacing.allSatisfy { $0 > 0 }, "an image should have three axes.")
    var low = sizes, high = [-1, -1, -1]
    var place = 0
    for z in 0..<sizes[2] {
      for y in 0..<sizes[1] {
        for x in 0..<sizes[0] {
          if mask[place] {
            (low[0], low[1], low[2]) = (min(low[0], x), min(low[1], y), min(low[2], z))
            (high[0], high[1], high[2]) = (max(high[0], x), max(high[1], y), max(high[2], z))
          }
          place += 1
        }
      }
    }
    guard high[0] >= 0 else { return nil }
    let box = (0..<3).map { high[$0] - low[$0] + 1 }
    var own: [Double] = [], inside: [Bool] = []
    own.reserveCapacity(box.reduce(1, *))
    inside.reserveCapacity(box.reduce(1, *))
    for z in low[2]...high[2] {
      for y in low[1]...high[1] {
        let start = (z * sizes[1] + y) * sizes[0]
        own += values[start + low[0]...start + high[0]]
        inside += mask[start + low[0]...start + high[0]]
      }
    }
    (self.sizes, self.spacing, start, self.values, isInside) = (box, spacing, low, own, inside)
  }

  private init(_ region: Region, _ values: [Double], _ isInside: [Bool]) {
    (sizes, spacing, start, self.values, self.isInside) = (region.sizes, region.spacing, region.start, values, isInside)
  }

  /// The region with other values, or with other voxels of its box.
  func replacing(values: [Double]? = nil, isInside: [Bool]? = nil) -> Region {
    Region(self, values ?? self.values, isInside ?? self.isInside)
  }

  /// The values of the region's voxels.
  public var inner: [Double] { zip(values, isInside).compactMap { $1 ? $0 : nil } }

  /// The number of voxels.
  public var count: Int { isInside.count(where: \.self) }

  /// The volume of a voxel in cubic millimetres.
  public var voxelVolume: Double { spacing.reduce(1, *) }
}
