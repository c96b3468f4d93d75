/// Some pixels of an image: a field of view, a lesion.
public struct Mask: Hashable, Sendable {
  /// The height in pixels.
  public let height: Int
  /// The width in pixels.
  public let width: Int
  /// Whether each pixel belongs to the mask, `[row, column]`.
  public let values: [Bool]

  /// Creates a mask.
  ///
  /// - Parameter values: row after row.
  /// - Throws: `LocalisationError` for sizes that are not positive or another number of values.
  public init(_ values: [Bool], height: Int, width: Int) throws {
    try Plane.check(values.count, height: height, width: width)
    self.init(checked: values, height: height, width: width)
  }

  /// Creates a mask of as many values as there are pixels.
  init(checked values: [Bool], height: Int, width: Int) {
    (self.values, self.height, self.width) = (values, height, width)
  }

  /// Whether a pixel belongs to the mask; both places should lie in the image.
  public subscript(row: Int, column: Int) -> Bool { values[row * width + column] }

  /// The number of pixels of the mask.
  public var count: Int { values.count { $0 } }

  /// The smallest box around all pixels of the mask; nil for a mask without pixels.
  public var boundingBox: Box? {
    var (top, left, bottom, right) = (height, width, -1, -1)
    for place in values.indices where values[place] {
      let (row, column) = (place / width, place % width)
      (top, left) = (min(top, row), min(left, column))
      (bottom, right) = (max(bottom, row), max(right, column))
    }
    return bottom < 0 ? nil : Box(checked: top, left, bottom, right)
  }

  /// The pixels that two masks of one size have in common.
  ///
  /// - Throws: `LocalisationError` for another size.
  public func intersection(_ other: Mask) throws -> Mask {
    try LocalisationError.checkSizes("mask", (other.height, other.width), as: (height, width))
    return Mask(checked: zip(values, other.values).map { $0 && $1 }, height: height, width: width)
  }

  /// The pixels whose square of 2 · `radius` + 1 pixels a side lies in the mask. What is outside of the image does not belong to
  /// the mask, so pixels near the border are removed too.
  ///
  /// - Parameter radius: in pixels, at least 0.
  /// - Throws: `LocalisationError` for a negative radius.
  public func eroded(by radius: Int) throws -> Mask {
    guard radius >= 0 else { throw LocalisationError("`radius` should not be negative. Found \(radius).") }
    // A square is a row of a column of pixels, so one direction follows the other.
    let rows = Self.eroded(values, lines: height, step: width, length: width, stride: 1, by: radius)
    let both = Self.eroded(rows, lines: width, step: 1, length: height, stride: width, by: radius)
    return Mask(checked: both, height: height, width: width)
  }

  /// Erodes each line of an image along itself.
  ///
  /// - Parameters:
  ///   - step: the distance between the first pixels of two lines.
  ///   - stride: the distance between two pixels of a line.
  private static func eroded(
    _ values: [Bool], lines: Int, step: Int, length: Int, stride: Int, by radius: Int
  ) -> [Bool] {
    var result = values
    for line in 0..<lines {
      var run = 0
      for place in 0...length {
        if place < length, values[line * step + place * stride] {
          run += 1
          continue
        }
        // A run of marked pixels ends here; it loses `radius` pixels at each end.
        let lost = min(radius, run)
        for offset in 0..<lost {
          result[line * step + (place - 1 - offset) * stride] = false
          result[line * step + (place - run + offset) * stride] = false
        }
        run = 0
      }
    }
    return result
  }
}
