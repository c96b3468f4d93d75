/// The channels of a network's layer for one image, or the gradients with respect to them: `[channel, row, column]`.
public struct FeatureMaps: Hashable, Sendable {
  /// The number of channels.
  public let channels: Int
  /// The height of a channel.
  public let height: Int
  /// The width of a channel.
  public let width: Int
  /// The numbers, channel after channel and row after row, all finite.
  public let values: [Double]

  /// Creates feature maps.
  ///
  /// - Throws: `LocalisationError` for a size that is not positive, another number of values, or a value that is not finite.
  public init(_ values: [Double], channels: Int, height: Int, width: Int) throws {
    let (pixels, overflows) = height.multipliedReportingOverflow(by: width)
    let (count, overflowsToo) = pixels.multipliedReportingOverflow(by: channels)
    guard channels > 0, height > 0, width > 0, !overflows, !overflowsToo, values.count == count else {
      throw LocalisationError(
        "Features of the shape [\(channels), \(height), \(width)] should have at least one channel and pixel and a number for "
          + "each. Found \(values.count) numbers.")
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw LocalisationError("Features should be finite. Found \(values[place]) in channel \(place / pixels).")
    }
    (self.values, self.channels, self.height, self.width) = (values, channels, height, width)
  }

  /// The mean of each channel, which global average pooling gives.
  public var means: [Double] {
    let pixels = height * width
    return (0..<channels).map { channel in
      values[channel * pixels..<(channel + 1) * pixels].reduce(0, +) / Double(pixels)
    }
  }

  /// The sum over channels, each multiplied by its weight.
  ///
  /// - Throws: `LocalisationError` for another number of weights, or a sum that is not finite.
  public func weightedSum(_ weights: [Double]) throws -> Plane {
    guard weights.count == channels else {
      throw LocalisationError(
        "`weights` should hold a number for each of \(channels) channels. Found \(weights.count).")
    }
    let pixels = height * width
    var sums = [Double](repeating: 0, count: pixels)
    for (channel, weight) in weights.enumerated() {
      for place in 0..<pixels { sums[place] += weight * values[channel * pixels + place] }
    }
    return try Plane(sums, height: height, width: width)
  }
}
