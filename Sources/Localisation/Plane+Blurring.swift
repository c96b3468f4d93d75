import Foundation

extension Plane {
  /// The distance in standard deviations at which a Gaussian is cut off, as in SciPy's `gaussian_filter`.
  private static let truncation = 4.0
  /// The largest standard deviation of a blur in pixels.
  private static let largestDeviation = 1e4

  /// The plane blurred by a Gaussian. Beyond its border the image is continued by its mirror image (d c b a | a b c d | d c b a).
  ///
  /// - Parameter deviation: the standard deviation in pixels, above 0.
  /// - Throws: `LocalisationError` for a deviation that is not above 0 or too large.
  public func blurred(deviation: Double) throws -> Plane {
    guard deviation > 0, deviation <= Self.largestDeviation else {
      throw LocalisationError(
        "`deviation` should be above 0 and at most \(Int(Self.largestDeviation)) pixels. Found \(deviation).")
    }
    let reach = Int(Self.truncation * deviation + 0.5)
    let bell = (-reach...reach).map { exp(-0.5 * Double($0 * $0) / (deviation * deviation)) }
    let sum = bell.reduce(0, +), weights = bell.map { $0 / sum }
    let rows = Self.blurred(values, lines: height, step: width, length: width, stride: 1, weights)
    let both = Self.blurred(rows, lines: width, step: 1, length: height, stride: width, weights)
    return Plane(finite: both, height: height, width: width)
  }

  /// Blurs each line of an image along itself.
  ///
  /// - Parameters:
  ///   - step: the distance between the first pixels of two lines.
  ///   - stride: the distance between two pixels of a line.
  private static func blurred(
    _ values: [Double], lines: Int, step: Int, length: Int, stride: Int, _ weights: [Double]
  ) -> [Double] {
    let reach = weights.count / 2
    let mirrored = (-reach..<length + reach).map { place in
      let position = ((place % (2 * length)) + 2 * length) % (2 * length)
      return min(position, 2 * length - 1 - position) * stride
    }
    var result = values, line = [Double](repeating: 0, count: mirrored.count)
    for number in 0..<lines {
      for (place, source) in mirrored.enumerated() { line[place] = values[number * step + source] }
      for place in 0..<length {
        var sum = 0.0
        for (offset, weight) in weights.enumerated() { sum += weight * line[place + offset] }
        result[number * step + place * stride] = sum
      }
    }
    return result
  }
}
