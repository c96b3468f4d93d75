/// The layout of a dense data set: where its pictures, labels, depths and normals are, and what their values mean.
///
/// Files are npy arrays with channels last (any type, C or Fortran order), PNGs or, for colours, JPEGs. A pattern holds one
/// `*` for the name of a sample.
public struct DenseLayout: Hashable, Sendable {
  /// A class for every pixel.
  public struct Labels: Hashable, Sendable {
    /// The pattern of the label files.
    public var pattern: String
    /// The number of classes.
    public var classes: Int
    /// The values of the files that are no label, in addition to −1.
    public var ignored: Set<Int> = []
    /// The class of each value, −1 for none; nil if values are classes.
    public var numbering: [Int: Int]?

    public init(_ pattern: String, classes: Int) {
      self.pattern = pattern
      self.classes = classes
    }
  }

  /// A distance for every pixel, 0 for a pixel without one.
  public struct Depth: Hashable, Sendable {
    /// The pattern of the depth files.
    public var pattern: String
    /// The factor of stored values: a value v other than 0 means (v − `offset`) · `scale`.
    public var scale = 1.0
    /// The number that is subtracted from stored values.
    public var offset = 0.0
    /// The unit: "m", or empty for an inverse distance.
    public var unit = "m"

    public init(_ pattern: String) { self.pattern = pattern }
  }

  /// The pattern of the colours: npy in 0 … 1, or 0 … 255 as bytes; or pictures.
  public var image: String
  /// The class labels; nil without the task `segmentation`.
  public var labels: Labels?
  /// The distances; nil without the task `depth`.
  public var depth: Depth?
  /// The pattern of the normals, which are unit vectors: npy in −1 … 1, or pictures where 0 … 255 means −1 … 1, and
  /// black or the middle means none. Shorter vectors, as resizing leaves them, are brought to length 1. Longer vectors
  /// are damage.
  public var normals: String?
  /// The size to which pictures are resized; nil leaves them unchanged, and then all should have one size. The pictures
  /// of one sample should have one size before. Colours become means; classes, distances and normals are those of the
  /// nearest pixel. Arrays are not resized.
  public var size: Size?

  /// A size of pictures in pixels.
  public struct Size: Hashable, Sendable {
    public var height: Int
    public var width: Int

    public init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  public init(image: String) { self.image = image }

  /// This layout with a split's name in place of `{split}`.
  func naming(split: String) -> DenseLayout {
    func named(_ pattern: String) -> String { pattern.replacing("{split}", with: split) }
    var layout = self
    layout.image = named(image)
    if let labels { layout.labels?.pattern = named(labels.pattern) }
    if let depth { layout.depth?.pattern = named(depth.pattern) }
    if let normals { layout.normals = named(normals) }
    return layout
  }
}
