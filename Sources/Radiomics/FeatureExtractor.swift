/// Radiomic features of a region: of its values, its form and its texture.
///
/// ```swift
/// let features = FeatureExtractor().features(of: region)   // 107 numbers
///
/// // Configuration C of the Image Biomarker Standardisation Initiative.
/// var extractor = FeatureExtractor(.width(25, from: -1_000))
/// extractor.resegmentation.range = -1_000...400
/// extractor.aggregation = .volumeMerged
/// ```
public struct FeatureExtractor: Sendable, Hashable {
  /// A group of features.
  public enum Family: String, Sendable, Hashable, CaseIterable {
    case firstOrder = "firstorder"
    case shape
    /// The form of a region of one slice.
    case shape2D
    case glcm, glrlm, glszm, gldm, ngtdm

    /// The families of a region in a volume: all but `shape2D`.
    public static let ofVolumes = allCases.filter { $0 != .shape2D }
    /// The families of a region of one slice: all but `shape`.
    public static let ofSlices = allCases.filter { $0 != .shape }

    /// Whether features depend on where voxels are alone, not on their values.
    public var isForm: Bool { self == .shape || self == .shape2D }
  }

  /// The rule that makes levels of values.
  public var binning: GreyLevels.Binning
  /// The lengths of steps between neighbours, for co-occurrences, dependences and differences.
  public var distances = [1]
  /// The rule that makes one number of the texture of many slices and directions.
  public var aggregation = Aggregation.volumeAveraged
  /// The removal of voxels with unusual values, which the form keeps.
  public var resegmentation = Resegmentation()

  /// Creates an extractor with the settings of pyradiomics.
  public init(_ binning: GreyLevels.Binning = .width(GreyLevels.usualWidth)) { self.binning = binning }

  /// What keeps a region from having features, a sentence; nil for nothing. ``features(of:_:)`` expects nothing.
  public func problem(for region: Region) -> String? {
    guard let inner = resegmentation.applied(to: region) else {
      let values = region.inner
      return "A region should keep voxels after resegmentation. "
        + "Found values from \(values.min() ?? .nan) to \(values.max() ?? .nan), and none that stays."
    }
    return binning.problem(for: inner)
  }

  /// The features of some families, in their order. One that is not defined, such as those of co-occurrences in a region of one voxel, is
  /// not a number.
  public func features(of region: Region, _ families: [Family] = Family.ofVolumes) -> [(
    family: Family, feature: Feature
  )] {
    guard let inner = resegmentation.applied(to: region) else {
      // The names are those of any region.
      var other = FeatureExtractor(.none)
      other.aggregation = aggregation
      let voxel = Region([1], mask: [true], sizes: [1, 1, 1], spacing: [1, 1, 1])!
      let texture = other.features(of: voxel, families).map { ($0.family, Feature($0.feature.name, .nan)) }
      return families.flatMap { family in
        family.isForm ? form(region, family).map { (family, $0) } : texture.filter { $0.0 == family }
      }
    }
    let levels = GreyLevels(inner, binning)
    return families.flatMap { family -> [(family: Family, feature: Feature)] in
      let own =
        switch family {
        case .firstOrder: FirstOrder.features(inner, levels)
        case .shape, .shape2D: form(region, family)
        default: texture(levels, family)
        }
      return own.map { (family, $0) }
    }
  }

  private func form(_ region: Region, _ family: Family) -> [Feature] {
    family == .shape2D ? Shape2DFeatures.features(region) : ShapeFeatures.features(region)
  }

  private func texture(_ levels: GreyLevels, _ family: Family) -> [Feature] {
    let (isFlat, isMerged) = (aggregation.isFlat, aggregation.isMerged)
    let parts = aggregation.isOfEachSlice ? levels.slices : [levels]
    return Feature.means(
      parts.flatMap { levels -> [[Feature]] in
        switch family {
        case .glcm: GLCM.each(levels, distances: distances, isFlat: isFlat, isMerged: isMerged)
        case .glrlm: GLRLM.each(levels, isFlat: isFlat, isMerged: isMerged)
        case .glszm: [GLSZM.features(levels, isFlat: isFlat)]
        case .gldm: [GLDM.features(levels, distances: distances, isFlat: isFlat)]
        case .ngtdm: [NGTDM.features(levels, distances: distances, isFlat: isFlat)]
        case .firstOrder, .shape, .shape2D: []
        }
      })
  }
}
