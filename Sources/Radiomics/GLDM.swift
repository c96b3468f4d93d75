/// The grey-level dependence matrix: how often a level has a number of neighbours that differ from it by at most α, itself included.
///
/// Source: C. Sun, W. Wee, Neighboring Gray Level Dependence Matrix for Texture Classification, Computer Vision, Graphics, and Image
/// Processing 23, 1983; the definitions of pyradiomics.
public enum GLDM {
  private static let names = SizeMatrix.Names(
    kind: "Dependence", small: "SmallDependence", large: "LargeDependence", size: "Dependence", emphasis: "")

  /// - Parameters:
  ///   - alpha: the largest difference, in levels.
  ///   - distances: the lengths of steps to neighbours.
  ///   - isFlat: whether neighbours are in one slice.
  public static func features(
    _ levels: GreyLevels, alpha: Int = 0, distances: [Int] = [1], isFlat: Bool = false
  ) -> [Feature] {
    let steps = levels.neighbours(distances, isFlat: isFlat), sizes = levels.sizes
    var matrix = SizeMatrix()
    levels.forEach { place, x, y, z, level in
      var size = 1
      for (step, offset) in steps where step.fits(x, y, z, sizes) {
        let other = levels.levels[place + offset]
        if other > 0, abs(other - level) <= alpha { size += 1 }
      }
      matrix.add(level, size)
    }
    return matrix.features(names, voxels: levels.count, isOfEachVoxel: true)
  }
}
