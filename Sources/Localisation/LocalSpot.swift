/// Maps of spots that are brighter or darker than their surroundings, without anything learned. They are what a learned map has to
/// surpass: exudates are bright spots, haemorrhages dark ones.
///
/// A map is the difference of a narrow and a wide Gaussian mean of the green channel, in which vessels and lesions have the most
/// contrast; for dark spots its negative.
public enum LocalSpot: String, Sendable, CaseIterable {
  case bright
  case dark

  /// The standard deviation of the narrow mean in pixels, for pictures that are about 256 pixels wide.
  public static let narrow = 1.5
  /// The standard deviation of the wide mean in pixels.
  public static let wide = 12.0
  /// The distance from the edge of the field of view, in pixels, within which no spot is looked for.
  public static let margin = 8

  /// The map of a photograph.
  ///
  /// - Parameter green: the green channel.
  /// - Throws: `LocalisationError` for deviations that are not above 0, or numbers too large to be subtracted.
  public func map(of green: Plane, narrow: Double = narrow, wide: Double = wide) throws -> Plane {
    let (near, far) = (try green.blurred(deviation: narrow), try green.blurred(deviation: wide))
    let sign: Double = self == .bright ? 1 : -1
    return try Plane(
      zip(near.values, far.values).map { sign * ($0 - $1) }, height: green.height, width: green.width)
  }
}
