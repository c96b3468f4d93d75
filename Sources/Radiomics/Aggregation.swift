/// The rule that makes one number of the texture of many slices and directions.
///
/// The raw values are the short names of the Image Biomarker Standardisation Initiative. Families without directions, such as zones, have one
/// matrix of the volume (3D), one of all slices together (2.5D), or one of each slice (2D). pyradiomics uses `volumeAveraged`, and
/// `flatAveraged` if it is told to stay in slices.
///
/// Source: A. Zwanenburg et al., [Image biomarker standardisation initiative](https://arxiv.org/abs/1612.07003), on the aggregation of
/// texture matrices.
public enum Aggregation: String, Sendable, Hashable, CaseIterable {
  /// Neighbours in the volume: the mean over directions of each direction's features.
  case volumeAveraged = "3D:avg"
  /// Neighbours in the volume: the features of one matrix of all directions.
  case volumeMerged = "3D:mrg"
  /// Neighbours in a slice: the mean over slices and directions of each matrix's features.
  case sliceAveraged = "2D:avg"
  /// Neighbours in a slice: the mean over slices of the features of a slice's matrix of all directions.
  case sliceMerged = "2D:smrg"
  /// Neighbours in a slice: the mean over directions of the features of a direction's matrix of all slices.
  case flatAveraged = "2.5D:dmrg"
  /// Neighbours in a slice: the features of one matrix of all slices and directions.
  case flatMerged = "2.5D:vmrg"

  /// Whether neighbours are in one slice.
  public var isFlat: Bool { self != .volumeAveraged && self != .volumeMerged }

  /// Whether each slice has matrices of its own.
  public var isOfEachSlice: Bool { self == .sliceAveraged || self == .sliceMerged }

  /// Whether all directions have one matrix.
  public var isMerged: Bool { self == .volumeMerged || self == .sliceMerged || self == .flatMerged }
}
