/// The grey-level size-zone matrix: how often a level occurs in zones of a size, connected through all neighbours.
///
/// Source: G. Thibault et al., Texture Indexes and Gray Level Size Zone Matrix, Pattern Recognition and Information Processing, 2009;
/// the definitions of pyradiomics.
public enum GLSZM {
  private static let names = SizeMatrix.Names(
    kind: "Zone", small: "SmallArea", large: "LargeArea", size: "SizeZone", emphasis: "Zone")

  /// - Parameter isFlat: whether zones are in one slice.
  public static func features(_ levels: GreyLevels, isFlat: Bool = false) -> [Feature] {
    let zones = ConnectedComponents(levels: levels.levels, sizes: levels.sizes, isFlat ? .eight : .twentySix)
    var matrix = SizeMatrix()
    for (first, size) in zip(zones.firsts, zones.counts) { matrix.add(levels.levels[first], size) }
    return matrix.features(names, voxels: levels.count)
  }
}
