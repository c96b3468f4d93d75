/// One number for each pixel of an image: a colour channel, a heat map. Rows are counted from the top and columns from the left,
/// both from 0.
public struct Plane: Hashable, Sendable {
  /// The height in pixels.
  public let height: Int
  /// The width in pixels.
  public let width: Int
  /// The numbers, `[row, column]`, all finite.
  public let values: [Double]

  /// Creates a plane.
  ///
  /// - Parameter values: row after row.
  /// - Throws: `LocalisationError` for sizes that are not positive, another number of values, or a value that is not finite.
  public init(_ values: [Double], height: Int, width: Int) throws {
    try Self.check(values.count, height: height, width: width)
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw LocalisationError(
        "A plane should hold finite numbers. Found \(values[place]) in row \(place / width), column \(place % width).")
    }
    self.init(finite: values, height: height, width: width)
  }

  /// Creates a plane of numbers that are known to be finite and as many as there are pixels.
  init(finite values: [Double], height: Int, width: Int) {
    (self.values, self.height, self.width) = (values, height, width)
  }

  /// Checks that sizes are positive and fit a number of values.
  static func check(_ count: Int, height: Int, width: Int) throws {
    let (pixels, overflows) = height.multipliedReportingOverflow(by: width)
    guard height > 0, width > 0, !overflows, count == pixels else {
      throw LocalisationError(
        "An image of \(height)×\(width) pixels should have at least one pixel and a value for each. Found \(count) values."
      )
    }
  }

  /// The number of a pixel; both places should lie in the image.
  public subscript(row: Int, column: Int) -> Double { values[row * width + column] }

  /// The mean over all pixels.
  public var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The mean of several planes of one size, pixel by pixel: the brightness of a picture's colours.
  ///
  /// - Throws: `LocalisationError` for no plane, planes of different sizes, or a sum that is not finite.
  public static func mean(of planes: [Plane]) throws -> Plane {
    guard let first = planes.first else { throw LocalisationError("There should be at least one plane. Found none.") }
    var sums = first.values
    for plane in planes.dropFirst() {
      try LocalisationError.checkSizes("planes", (plane.height, plane.width), as: (first.height, first.width))
      for pixel in sums.indices { sums[pixel] += plane.values[pixel] }
    }
    return try Plane(sums.map { $0 / Double(planes.count) }, height: first.height, width: first.width)
  }

  /// The plane with each number changed on its own. The results should be finite.
  func map(_ change: (Double) -> Double) -> Plane { Plane(finite: values.map(change), height: height, width: width) }

  /// The pixels at which the number is at least a threshold.
  public func mask(from threshold: Double) -> Mask {
    Mask(checked: values.map { $0 >= threshold }, height: height, width: width)
  }
}

extension Plane {
  /// The first of the largest pixels, row by row.
  ///
  /// - Parameter field: where to look; nil for the whole image.
  /// - Throws: `LocalisationError` for a field of another size or without a pixel.
  public func largestPixel(inside field: Mask? = nil) throws -> (row: Int, column: Int) {
    if let field { try LocalisationError.checkSizes("field", (field.height, field.width), as: (height, width)) }
    var best: Int?
    for place in values.indices where field?.values[place] ?? true {
      if best.map({ values[place] > values[$0] }) ?? true { best = place }
    }
    guard let best else { throw LocalisationError("`field` should mark at least one pixel. Found none.") }
    return (best / width, best % width)
  }
}
