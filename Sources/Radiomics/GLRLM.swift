/// The grey-level run-length matrix: how often a level occurs in runs of a length in a direction.
///
/// Source: M. Galloway, Texture Analysis Using Gray Level Run Lengths, Computer Graphics and Image Processing 4, 1975; the definitions of
/// pyradiomics.
public enum GLRLM {
  private static let names = SizeMatrix.Names(
    kind: "Run", small: "ShortRun", large: "LongRun", size: "RunLength", emphasis: "Run")

  /// The means over directions of each direction's features.
  ///
  /// - Parameter isFlat: whether runs are in one slice.
  public static func features(_ levels: GreyLevels, isFlat: Bool = false) -> [Feature] {
    let voxels = levels.count
    return Feature.means(
      Direction.half(isFlat: isFlat).map { matrix(levels, $0).features(names, voxels: voxels) })
  }

  private static func matrix(_ levels: GreyLevels, _ direction: Direction) -> SizeMatrix {
    let offset = direction.offset(levels.sizes), sizes = levels.sizes
    let back = Direction(x: -direction.x, y: -direction.y, z: -direction.z)
    var matrix = SizeMatrix()
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
    return matrix
  }
}
