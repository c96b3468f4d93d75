/// What is wrong with the measurements, as it is in every real data set: the faults make the tasks compete, and a fault
/// in one task's labels reaches the others only through the parameters that they share.
///
/// Every default lies near what Kinect recordings of rooms show; `SceneImperfections.none` gives exact measurements.
public struct SceneImperfections: Sendable, Hashable, Codable {
  /// Standard deviation of the noise on each colour value, as a fraction of full scale. The default is that of a small
  /// sensor in room light.
  public var imageNoise: Float = 0.02
  /// Depth noise: its standard deviation is this times the squared depth, in 1/metre. K. Khoshelham and S. Elberink,
  /// "Accuracy and Resolution of Kinect Depth Data", Sensors 2012, find 0.00285.
  public var depthNoise: Float = 0.00285
  /// Share of the pixels that patches without depth (0) cover, on average.
  public var missingDepth: Float = 0.06
  /// Probability that a pixel beside a border of two classes carries the label from across the border.
  public var borderLabelNoise: Float = 0.3
  /// Share of the pixels that patches without a label (−1) cover, on average.
  public var ignoredLabels: Float = 0.05
  /// Standard deviation of the noise on each component of a normal, in degrees.
  public var normalNoise: Float = 4
  /// Radius in pixels of the window over which normals are averaged, as an estimator from depth does; 0 is exact.
  public var normalWindow: Int = 1
  /// Depth step, relative to the depth, at which a window of normals straddles two surfaces and its normal is invalid
  /// (the zero vector). Normals are also invalid where depth is missing.
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
