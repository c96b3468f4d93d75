/// The grey-level run-length matrix: how often a level occurs in runs of a length in a direction.
///
/// Source: M. Galloway, Texture Analysis Using Gray Level Run Lengths, Computer Graphics and Image Processing 4, 1975; the definitions of
/// pyradiomics.
public enum GLRLM {
  private static let names = SizeMatrix.Names(
    kind: "Run", small: "ShortRun", large: "LongRun", size: "RunLength", emphasis: "Run")

  /// The means over directions of each direction's features.
  ///
  /// - Parameters:
  ///   - isFlat: whether runs are in one slice.
  ///   - isMerged: whether all directions have one matrix, and so no mean is taken.
  public static func features(_ levels: GreyLevels, isFlat: Bool = false, isMerged: Bool = false) -> [Feature] {
    Feature.means(each(levels, isFlat: isFlat, isMerged: isMerged))
  }

  /// The features of each matrix.
  static func each(_ levels: GreyLevels, isFlat: Bool, isMerged: Bool) -> [[Feature]] {
    let voxels = levels.count, directions = Direction.half(isFlat: isFlat)
    if isMerged {
      var matrix = SizeMatrix()
      for direction in directions { count(levels, direction, in: &matrix) }
      return [matrix.features(names, voxels: voxels * directions.count)]
    }
    return directions.map { direction in
      var matrix = SizeMatrix()
      count(levels, direction, in: &matrix)
      return matrix.features(names, voxels: voxels)
    }
  }

  private static func count(_ levels: GreyLevels, _ direction: Direction, in matrix: inout SizeMatrix) {
    let offset = direction.offset(levels.sizes), sizes = levels.sizes
    let back = direction.reversed
    levels.forEach { place, x, y, z, level in
      // A run is counted at its first voxel.
      if back.fits(x, y, z, sizes), levels.levels[place - offset] == level { return }
      var length = 1, (a, b, c) = (x, y, z), at = place
      while direction.fits(a, b, c, sizes), levels.levels[at + offset] == level {
        length += 1
        (a, b, c, at) = (a + direction.x, b + direction.y, c + direction.z, at + offset)
      }
      matrix.add(level, length)
    }
  }
}
