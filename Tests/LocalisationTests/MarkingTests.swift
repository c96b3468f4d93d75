import TestSupport
import Testing

@testable import Localisation

private func marking(_ shape: Marking.Shape, _ confidence: Marking.Confidence = .high) -> Marking {
  Marking(shape, confidence: confidence, type: "Disc")
}

/// The pixels of a shape in a picture, drawn with `#`.
private func drawn(_ shape: Marking.Shape, height: Int = 5, width: Int = 7) -> [String] {
  let places = Set(shape.pixels(height: height, width: width))
  return (0..<height).map { row in
    String((0..<width).map { places.contains(row * width + $0) ? Character("#") : "." })
  }
}

@Suite struct MarkingTests {
  @Test func aCircleHoldsTheCentresOfItsPixels() {
    #expect(
      drawn(.circle(centre: .init(x: 3, y: 2), radius: 1)) == [".......", "...#...", "..###..", "...#...", "......."])
    #expect(drawn(.circle(centre: .init(x: 3, y: 2), radius: 0)).joined().filter { $0 == "#" }.count == 1)
  }

  @Test func aPolygonHoldsItsBorder() {
    let corners = [(1.0, 1.0), (5, 1), (5, 3), (1, 3)].map { Marking.Point(x: $0.0, y: $0.1) }
    #expect(drawn(.polygon(corners)) == [".......", ".#####.", ".#####.", ".#####.", "......."])
    #expect(drawn(.polygon(corners.reversed())) == drawn(.polygon(corners)))
    #expect(drawn(.polygon([.init(x: 2, y: 2)])) == [".......", ".......", "..#....", ".......", "......."])
  }

  @Test func aBentPolygonIsFilledWithoutItsBay() {
    let corners = [(0.0, 0.0), (6, 0), (6, 4), (3, 1), (0, 4)].map { Marking.Point(x: $0.0, y: $0.1) }
    #expect(drawn(.polygon(corners)) == ["#######", "#######", "###.###", "##...##", "#.....#"])
  }

  @Test func anEllipseIsTurnedCounterClockwise() {
    let flat = Marking.Shape.ellipse(centre: .init(x: 3, y: 2), radiusX: 3, radiusY: 1, angle: 0)
    #expect(drawn(flat) == [".......", "...#...", "#######", "...#...", "......."])
    let upright = Marking.Shape.ellipse(centre: .init(x: 3, y: 2), radiusX: 2, radiusY: 1, angle: 90)
    #expect(drawn(upright) == ["...#...", "...#...", "..###..", "...#...", "...#..."])
    let rising = Marking.Shape.ellipse(centre: .init(x: 3, y: 2), radiusX: 3, radiusY: 0.5, angle: 45)
    #expect(drawn(rising) == [".....#.", "....#..", "...#...", "..#....", ".#....."])
  }

  @Test func whatIsBeyondThePictureIsLeftOut() {
    let corner = drawn(.circle(centre: .init(x: -1, y: 0), radius: 1.5))
    #expect(corner == ["#......", "#......", ".......", ".......", "......."])
    #expect(drawn(.circle(centre: .init(x: 90, y: 0), radius: 3)).joined().contains("#") == false)
  }

  @Test func anExpertsSurestMarkingCounts() throws {
    let wide = Marking.Shape.circle(centre: .init(x: 1, y: 0), radius: 1)
    let point = Marking.Shape.circle(centre: .init(x: 1, y: 0), radius: 0)
    let map = try MarkingConsensus.map(
      [[marking(point), marking(wide, .low)], [marking(wide, .medium)], [], [marking(point, .low)]], type: "Disc",
      height: 1, width: 4)
    #expect(map.values == [0.25, 0.5, 0.25, 0])
  }

  @Test func threeSureExpertsOfFourAreAConsensus() throws {
    let shape = Marking.Shape.circle(centre: .init(x: 0, y: 0), radius: 0)
    func count(_ experts: [[Marking]], type: String = "Disc") throws -> Int {
      try MarkingConsensus.mask(experts, type: type, height: 1, width: 2).count
    }
    let sure = [marking(shape)], medium = [marking(shape, .medium)]
    #expect(try count([sure, sure, sure, []]) == 1)
    #expect(try count([medium, medium, medium, medium]) == 1)
    #expect(try count([sure, sure, medium, []]) == 0)
    #expect(try count([sure, sure, sure, sure], type: "IRMA") == 0)
  }

  @Test func aShapeThatCannotBeDrawnIsRefused() {
    for shape: Marking.Shape in [
      .polygon([]), .polygon([.init(x: .nan, y: 0), .init(x: 1, y: 1)]), .circle(centre: .init(x: 0, y: 0), radius: -1),
      .circle(centre: .init(x: 1e300, y: 0), radius: 1),
      .ellipse(centre: .init(x: 0, y: 0), radiusX: 1, radiusY: .infinity, angle: 0),
      .ellipse(centre: .init(x: 0, y: 0), radiusX: 1, radiusY: 1, angle: .nan),
    ] {
      #expect(throws: LocalisationError.self) {
        try MarkingConsensus.map([[marking(shape)]], type: "Disc", height: 2, width: 2)
      }
    }
    #expect(throws: LocalisationError.self) { try MarkingConsensus.map([], type: "Disc", height: 2, width: 2) }
    #expect(throws: LocalisationError.self) { try MarkingConsensus.map([[]], type: "Disc", height: 0, width: 2) }
  }
}
