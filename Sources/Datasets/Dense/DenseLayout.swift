/// Where a dense data set keeps its pictures, labels, depths and normals, and what their values mean.
///
/// Files are npy arrays with channels last (any type, C or Fortran order), PNGs or, for colours, JPEGs. A pattern holds one
/// `*` for the name of a sample.
public struct DenseLayout: Hashable, Sendable {
  /// A class for every pixel.
  public struct Labels: Hashable, Sendable {
    public var pattern: String
    /// The number of classes.
    public var classes: Int
    /// Values of the files that are no label, beside −1.
    public var ignored: Set<Int> = []
    /// The class of each value, −1 for none; nil where values are classes.
    public var numbering: [Int: Int]?

    public init(_ pattern: String, classes: Int) {
      self.pattern = pattern
      self.classes = classes
    }
  }

  /// A distance for every pixel, 0 where there is none.
  public struct Depth: Hashable, Sendable {
    public var pattern: String
    /// A value v of a file other than 0 stands for (v − `offset`) · `scale`.
    public var scale = 1.0
    public var offset = 0.0
    /// "m", or empty for an inverse distance.
    public var unit = "m"

    public init(_ pattern: String) { self.pattern = pattern }
  }

  /// Colours: npy in 0 … 1, or 0 … 255 as bytes; pictures.
  public var image: String
  public var labels: Labels?
  public var depth: Depth?
  /// Unit vectors: npy in −1 … 1; pictures where 0 … 255 stands for −1 … 1, and black or the middle for none. Shorter ones,
  /// as resizing leaves them, are brought to length 1; longer ones are damage.
  public var normals: String?
  /// The size to which pictures are brought; nil leaves them as they are, and then all should have one size. Those of one
  /// sample should have one size before. Colours become means; classes, distances and normals are taken from the nearest
  /// pixel. Arrays are not resized.
  public var size: Size?

  public struct Size: Hashable, Sendable {
    public var height: Int
    public var width: Int

    public init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  public init(image: String) { self.image = image }

  /// The patterns with a split's name in place of `{split}`.
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
