extension LearningTask {
  /// The kind of a task, as configurations, records and lists name it. What follows from the labels is in their form.
  public struct Kind: Hashable, Sendable, CustomStringConvertible {
    /// The name in configurations and records: "segmentation".
    public let name: String
    /// Whether there is a prediction at every place of a sample: every pixel of a picture, every element of a sequence.
    public let isDense: Bool
    /// Whether labels are distances from the camera. They are never negative, and shrink where a picture is enlarged.
    public let isOfDistances: Bool

    public init(_ name: String, isDense: Bool = false, isOfDistances: Bool = false) {
      self.name = name
      self.isDense = isDense
      self.isOfDistances = isOfDistances
    }

    public var description: String { name }
  }
}

extension LearningTask.Kind {
  /// One of several classes for each sample.
  public static let classification = Self("classification")
  /// One of several classes for each element of a sequence.
  public static let tagging = Self("tagging", isDense: true)
  /// Yes or no, once or several times for each sample.
  public static let binary = Self("binary")
  /// Numbers for each sample.
  public static let regression = Self("regression")
  /// A time until an event for each sample, which may be censored.
  public static let survival = Self("survival")
  /// A class for every pixel.
  public static let segmentation = Self("segmentation", isDense: true)
  /// Yes or no at every place of a picture or a volume.
  public static let mask = Self("mask", isDense: true)
  /// A distance for every pixel.
  public static let depth = Self("depth", isDense: true, isOfDistances: true)
  /// A unit vector for every pixel.
  public static let normals = Self("normals", isDense: true)
}
