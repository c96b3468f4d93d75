/// The change of a fundus photograph that shows lesions whatever the light: how much each pixel differs from its surroundings.
///
/// Each channel becomes (pixel − Gaussian mean) ÷ divisor, cut off at ± limit. It is 0 near the edge of the field of view and
/// outside, where the difference only shows the edge.
///
/// The kind of change is that of B. Graham, Kaggle Diabetic Retinopathy Detection Competition Report, University of Warwick,
/// 2015. The constants are for pictures that are about 256 pixels wide.
public struct LocalContrast: Hashable, Sendable {
  /// The standard deviation of the Gaussian mean in pixels, above 0.
  public var deviation = 8.0
  /// The difference, of 0 … 255, that becomes 1; above 0.
  public var divisor = 20.0
  /// The largest result; above 0.
  public var limit = 3.0
  /// The distance from the edge of the field of view, in pixels, within which results are 0; at least 0.
  public var margin = 6

  public init() {}

  /// Changes a photograph.
  ///
  /// - Parameters:
  ///   - channels: the colours, of one size, in 0 … 255.
  ///   - field: the field of view of the photograph.
  /// - Returns: as many planes, in − limit … limit.
  /// - Throws: `LocalisationError` for a setting outside of its range, channels of another size than the field, or a field that
  ///   has no pixel further from its edge than the margin.
  public func callAsFunction(_ channels: [Plane], field: FundusField) throws -> [Plane] {
    guard divisor > 0, divisor.isFinite, limit > 0, limit.isFinite else {
      throw LocalisationError("`divisor` and `limit` should be above 0. Found \(divisor) and \(limit).")
    }
    let inner = try field.inner(margin)
    return try channels.map { channel in
      try LocalisationError.checkSizes(
        "channels", (channel.height, channel.width), as: (inner.height, inner.width))
      let mean = try channel.blurred(deviation: deviation)
      let contrast = channel.values.indices.map { pixel in
        guard inner.values[pixel] else { return 0.0 }
        return min(limit, max(-limit, (channel.values[pixel] - mean.values[pixel]) / divisor))
      }
      return try Plane(contrast, height: channel.height, width: channel.width)
    }
  }
}
