/// A rectangle of pixels. All four corners belong to it.
public struct Box: Hashable, Sendable {
  /// The first row, from 0 at the top.
  public let top: Int
  /// The first column, from 0 at the left.
  public let left: Int
  /// The last row.
  public let bottom: Int
  /// The last column.
  public let right: Int

  /// Creates a box.
  ///
  /// - Throws: `LocalisationError` for a negative corner, or a last row or column before the first.
  public init(top: Int, left: Int, bottom: Int, right: Int) throws {
    guard top >= 0, left >= 0, bottom >= top, right >= left else {
      throw LocalisationError(
        "A box should begin at row and column 0 or later and end where it begins or later. Found rows \(top) to \(bottom), "
          + "columns \(left) to \(right).")
    }
    self.init(checked: top, left, bottom, right)
  }

  init(checked top: Int, _ left: Int, _ bottom: Int, _ right: Int) {
    (self.top, self.left, self.bottom, self.right) = (top, left, bottom, right)
  }

  /// The number of pixels.
  public var area: Int { (bottom - top + 1) * (right - left + 1) }

  /// Whether a pixel is in the box.
  public func contains(row: Int, column: Int) -> Bool {
    (top...bottom).contains(row) && (left...right).contains(column)
  }

  /// Checks that the box lies in an image.
  ///
  /// - Throws: `LocalisationError` if a corner is outside.
  public func check(height: Int, width: Int) throws {
    guard bottom < height, right < width else {
      throw LocalisationError(
        "A box should lie in its image of \(height)×\(width) pixels. Found rows \(top) to \(bottom), columns \(left) to "
          + "\(right).")
    }
  }
}

extension Box {
  /// The distance within which an edge counts as lying on the border between two pixels, as a share of the image's side. An
  /// edge that is computed from a centre and a size of six decimals each is off by less.
  public static let rounding = 1e-6

  /// Creates the box of all pixels that a rectangle touches. What is beyond the image is cut off.
  ///
  /// - Parameters:
  ///   - centreX: the centre from the left, as a share of the width, 0 to 1.
  ///   - centreY: the centre from the top, as a share of the height, 0 to 1.
  ///   - shareOfWidth: the width of the rectangle as a share of that of the image, above 0 and at most 1.
  ///   - shareOfHeight: the height of the rectangle as a share of that of the image, above 0 and at most 1.
  ///   - height: the height of the image in pixels.
  ///   - width: the width of the image in pixels.
  /// - Throws: `LocalisationError` for a share or a size outside of its range.
  public init(
    centreX: Double, centreY: Double, shareOfWidth: Double, shareOfHeight: Double, height: Int, width: Int
  ) throws {
    guard (0...1).contains(centreX), (0...1).contains(centreY) else {
      throw LocalisationError("The centre of a box should be shares in 0 … 1. Found \(centreX), \(centreY).")
    }
    guard shareOfWidth > 0, shareOfWidth <= 1, shareOfHeight > 0, shareOfHeight <= 1 else {
      throw LocalisationError(
        "The sides of a box should be shares above 0 and at most 1. Found \(shareOfWidth), \(shareOfHeight).")
    }
    guard height > 0, width > 0 else {
      throw LocalisationError("An image should have at least one pixel. Found \(height)×\(width).")
    }
    func pixels(_ centre: Double, _ share: Double, _ side: Int) -> (first: Int, last: Int) {
      let side = Double(side)
      let first = ((centre - share / 2 + Self.rounding) * side).rounded(.down)
      let end = ((centre + share / 2 - Self.rounding) * side).rounded(.up)
      let begin = min(max(0, first), side - 1)
      return (Int(begin), Int(max(begin, min(side, end) - 1)))
    }
    let (columns, rows) = (pixels(centreX, shareOfWidth, width), pixels(centreY, shareOfHeight, height))
    self.init(checked: rows.first, columns.first, rows.last, columns.last)
  }
}

extension Array where Element == Box {
  /// The pixels of an image that any of the boxes covers.
  ///
  /// - Throws: `LocalisationError` for a box that is not in the image, or an image without pixels.
  public func mask(height: Int, width: Int) throws -> Mask {
    let (pixels, overflows) = height.multipliedReportingOverflow(by: width)
    guard height > 0, width > 0, !overflows else {
      throw LocalisationError("An image should have at least one pixel. Found \(height)×\(width).")
    }
    var values = [Bool](repeating: false, count: pixels)
    for box in self {
      try box.check(height: height, width: width)
      for row in box.top...box.bottom {
        for column in box.left...box.right { values[row * width + column] = true }
      }
    }
    return Mask(checked: values, height: height, width: width)
  }
}
