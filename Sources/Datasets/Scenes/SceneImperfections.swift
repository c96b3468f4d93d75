/// The faults of the measurements, as every real data set has them. They make the tasks compete, and a fault in one
/// task's labels reaches the others only through the parameters that they share.
///
/// The defaults lie near what Kinect recordings of rooms show; `SceneImperfections.none` gives exact measurements.
public struct SceneImperfections: Sendable, Hashable, Codable {
  /// The standard deviation of the noise on each colour value, as a fraction of full scale. The default is that of a
  /// small sensor in room light.
  public var imageNoise: Float = 0.02
  /// The depth noise in 1/metre: its standard deviation is this times the squared depth. K. Khoshelham and S. Elberink,
  /// "Accuracy and Resolution of Kinect Depth Data", Sensors 2012, find 0.00285.
  public var depthNoise: Float = 0.00285
  /// The share of the pixels that patches without depth (0) cover, on average.
  public var missingDepth: Float = 0.06
  /// The probability that a pixel next to a border of two classes carries the label from across the border.
  public var borderLabelNoise: Float = 0.3
  /// The share of the pixels that patches without a label (−1) cover, on average.
  public var ignoredLabels: Float = 0.05
  /// The standard deviation of the noise on each component of a normal, in degrees.
  public var normalNoise: Float = 4
  /// The radius in pixels of the window over which normals are averaged, as an estimator from depth does; 0 is exact.
  public var normalWindow: Int = 1
  /// The depth step, relative to the depth, at which a window of normals straddles two surfaces and its normal is
  /// invalid (the zero vector). Normals are also invalid if depth is missing.
  public var normalBreak: Float = 0.3

  public init() {}

  /// Exact measurements: every pixel labelled, no noise.
  public static var none: SceneImperfections {
    var exact = SceneImperfections()
    exact.imageNoise = 0
    exact.depthNoise = 0
    exact.missingDepth = 0
    exact.borderLabelNoise = 0
    exact.ignoredLabels = 0
    exact.normalNoise = 0
    exact.normalWindow = 0
    exact.normalBreak = .infinity
    return exact
  }
}
