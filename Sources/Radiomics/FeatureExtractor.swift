/// Radiomic features of a region: of its values, its form and its texture.
///
/// ```swift
/// let features = FeatureExtractor().features(of: region)   // 107 numbers
/// ```
public struct FeatureExtractor: Sendable, Hashable {
  /// A group of features.
  public enum Family: String, Sendable, Hashable, CaseIterable {
    case firstOrder = "firstorder"
    case shape, glcm, glrlm, glszm, gldm, ngtdm
  }

  /// The rule that makes levels of values.
  public var binning: GreyLevels.Binning
  /// The lengths of steps between neighbours, for co-occurrences, dependences and differences.
  public var distances = [1]
  /// Whether neighbours are in one slice.
  public var isFlat = false

  public init(_ binning: GreyLevels.Binning = .width(GreyLevels.usualWidth)) { self.binning = binning }

  /// The features of some families, in their order. One that is not defined, such as those of co-occurrences in a region of one voxel, is
  /// not a number.
  public func features(of region: Region, _ families: [Family] = Family.allCases) -> [(
    family: Family, feature: Feature
  )] {
    let levels = GreyLevels(region, binning)
    return families.flatMap { name -> [(family: Family, feature: Feature)] in
      let own =
        switch name {
        case .firstOrder: FirstOrder.features(region, levels)
        case .shape: ShapeFeatures.features(region)
        case .glcm: GLCM.features(levels, distances: distances, isFlat: isFlat)
        case .glrlm: GLRLM.features(levels, isFlat: isFlat)
        case .glszm: GLSZM.features(levels, isFlat: isFlat)
        case .gldm: GLDM.features(levels, distances: distances, isFlat: isFlat)
        case .ngtdm: NGTDM.features(levels, distances: distances, isFlat: isFlat)
        }
      return own.map { (name, $0) }
    }
  }
}
