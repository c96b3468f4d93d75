import Foundation

/// A region that an expert has marked in a picture.
public struct Marking: Hashable, Sendable {
  /// The form of the region, in pixels; x is counted from the left and y from the top, and the centres of pixels are whole numbers.
  public enum Shape: Hashable, Sendable {
    /// The inside and the border of a polygon with at least one corner.
    case polygon([Point])
    case circle(centre: Point, radius: Double)
    /// An ellipse whose axes have the radii along x and y before it is turned counter-clockwise, as seen in the picture, by an angle
    /// in degrees.
    case ellipse(centre: Point, radiusX: Double, radiusY: Double, angle: Double)
  }

  /// A place in a picture, in pixels.
  public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
  }

  /// How sure the expert is.
  public enum Confidence: String, Sendable, CaseIterable {
    case high = "High"
    case medium = "Medium"
    case low = "Low"

    /// The degree of belief of the DIARETDB1 protocol, from 0 to 1.
    public var degree: Double {
      switch self {
      case .high: 1
      case .medium: 0.75
      case .low: 0.25
      }
    }
  }

  public var shape: Shape
  public var confidence: Confidence
  /// The kind of what is marked, such as `Haemorrhages`.
  public var type: String

  public init(_ shape: Shape, confidence: Confidence, type: String) {
    (self.shape, self.confidence, self.type) = (shape, confidence, type)
  }
}

extension Marking {
  /// The largest coordinate or radius in pixels: more than any camera's pictures have.
  public static let largestLength = 1e6

  /// Checks that the shape can be drawn.
  ///
  /// - Throws: `LocalisationError` for a polygon without corners, a coordinate or angle beyond ± ``largestLength``, or a radius that is
  ///   not in 0 … ``largestLength``.
  public func check() throws {
    let points: [Point], radii: [Double], angle: Double
    switch shape {
    case .polygon(let corners): (points, radii, angle) = (corners, [], 0)
    case .circle(let centre, let radius): (points, radii, angle) = ([centre], [radius], 0)
    case .ellipse(let centre, let radiusX, let radiusY, let turn):
      (points, radii, angle) = ([centre], [radiusX, radiusY], turn)
    }
    guard !points.isEmpty else { throw LocalisationError("A polygon should have at least one corner. Found none.") }
    let limit = Self.largestLength
    if let wrong = (points.flatMap { [$0.x, $0.y] } + [angle]).first(where: { !(abs($0) <= limit) }) {
      throw LocalisationError("The coordinates of a marking should be within ±\(Int(limit)). Found \(wrong).")
    }
    if let wrong = radii.first(where: { !(0...limit).contains($0) }) {
      throw LocalisationError("The radius of a marking should be in 0 … \(Int(limit)). Found \(wrong).")
    }
  }
}

extension Marking.Shape {
  /// The places of the pixels of a picture, row after row, whose centres lie in the shape or on its border. The shape should have
  /// passed ``Marking/check()``.
  func pixels(height: Int, width: Int) -> [Int] {
    let (low, high) = bounds
    func range(_ low: Double, _ high: Double, _ length: Int) -> Range<Int> {
      let first = max(0, low.rounded(.up)), last = min(Double(length - 1), high.rounded(.down))
      return first <= last ? Int(first)..<Int(last) + 1 : 0..<0
    }
    let columns = range(low.x, high.x, width)
    return range(low.y, high.y, height).flatMap { row in
      let test = test(row: Double(row))
      return columns.filter { test(Double($0)) }.map { row * width + $0 }
    }
  }

  private var bounds: (low: Marking.Point, high: Marking.Point) {
    switch self {
    case .polygon(let corners):
      let (x, y) = (corners.map(\.x), corners.map(\.y))
      return (.init(x: x.min() ?? .nan, y: y.min() ?? .nan), .init(x: x.max() ?? .nan, y: y.max() ?? .nan))
    case .circle(let centre, let radius): return Self.square(centre, radius)
    case .ellipse(let centre, let radiusX, let radiusY, _): return Self.square(centre, max(radiusX, radiusY))
    }
  }

  private static func square(_ centre: Marking.Point, _ radius: Double) -> (Marking.Point, Marking.Point) {
    (.init(x: centre.x - radius, y: centre.y - radius), .init(x: centre.x + radius, y: centre.y + radius))
  }

  /// Whether a place in a row lies in the shape.
  private func test(row: Double) -> (_ x: Double) -> Bool {
    switch self {
    case .circle(let centre, let radius):
      return { x in (x - centre.x) * (x - centre.x) + (row - centre.y) * (row - centre.y) <= radius * radius }
    case .ellipse(let centre, let radiusX, let radiusY, let angle):
      let (cosine, sine) = (cos(angle * .pi / 180), sin(angle * .pi / 180)), y = row - centre.y
      return { x in
        let x = x - centre.x, (along, across) = (x * cosine - y * sine, x * sine + y * cosine)
        return along * along * radiusY * radiusY + across * across * radiusX * radiusX
          <= radiusX * radiusX * radiusY * radiusY
      }
    case .polygon(let corners):
      let crossings = Self.crossings(corners, row: row), spans = Self.borders(corners, row: row)
      return { x in
        // A point is inside if an odd number of edges lies to its left.
        crossings.count { $0 < x } % 2 == 1 || spans.contains { $0.contains(x) }
      }
    }
  }

  /// The places at which the edges of a polygon cross a row. An edge has its upper end and not its lower one, so that a corner
  /// between two edges counts once.
  private static func crossings(_ corners: [Marking.Point], row: Double) -> [Double] {
    corners.indices.compactMap { place in
      let (a, b) = (corners[place], corners[(place + 1) % corners.count])
      guard (a.y <= row) != (b.y <= row) else { return nil }
      return a.x + (row - a.y) / (b.y - a.y) * (b.x - a.x)
    }
  }

  /// The parts of a row that lie on the border of a polygon.
  private static func borders(_ corners: [Marking.Point], row: Double) -> [ClosedRange<Double>] {
    corners.indices.compactMap { place in
      let (a, b) = (corners[place], corners[(place + 1) % corners.count])
      guard min(a.y, b.y) <= row, row <= max(a.y, b.y) else { return nil }
      if a.y == b.y { return min(a.x, b.x)...max(a.x, b.x) }
      let x = a.x + (row - a.y) / (b.y - a.y) * (b.x - a.x)
      return x...x
    }
  }
}
