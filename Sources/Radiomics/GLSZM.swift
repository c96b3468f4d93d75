/// The grey-level size-zone matrix: how often a level occurs in zones of a size, connected through all neighbours.
///
/// Source: G. Thibault et al., Texture Indexes and Gray Level Size Zone Matrix, Pattern Recognition and Information Processing, 2009;
/// the definitions of pyradiomics.
public enum GLSZM {
  private static let names = SizeMatrix.Names(
    kind: "Zone", small: "SmallArea", large: "LargeArea", size: "SizeZone", emphasis: "Zone")

  /// - Parameter isFlat: whether zones are in one slice.
  public static func features(_ levels: GreyLevels, isFlat: Bool = false) -> [Feature] {
    let steps = levels.neighbours(isFlat: isFlat), sizes = levels.sizes
    var isSeen = [Bool](repeating: false, count: levels.levels.count)
    var matrix = SizeMatrix()
    var waiting: [Int] = []
    levels.forEach { place, _, _, _, level in
      guard !isSeen[place] else { return }
      isSeen[place] = true
      waiting.append(place)
      var size = 0
      while let next = waiting.popLast() {
        size += 1
        let x = next % sizes[0], y = next / sizes[0] % sizes[1], z = next / (sizes[0] * sizes[1])
        for (step, offset) in steps where step.fits(x, y, z, sizes) {
          let other = next + offset
          if !isSeen[other], levels.levels[other] == level {
            isSeen[other] = true
            waiting.append(other)
          }
        }
      }
      matrix.add(level, size)
    }
    return matrix.features(names, voxels: levels.count)
  }
}
