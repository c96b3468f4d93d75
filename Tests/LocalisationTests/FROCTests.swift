import Statistics
import TestSupport
import Testing

@testable import Localisation

/// Two images of 1×8 pixels. The lesion of the first is found from 0.9 on; the second has no lesion and a false proposal at 0.5.
private let maps = [[0, 0.9, 0, 0, 0, 0, 0, 0.2], [0.5, 0, 0, 0, 0, 0, 0.2, 0]].map {
  Plane(finite: $0, height: 1, width: 8)
}
private let boxes = [[Box(checked: 0, 1, 0, 2), Box(checked: 0, 5, 0, 5)], []]

@Suite struct FROCTests {
  @Test func proposalsStayInTheField() throws {
    let field = try Mask([true, true, false, false, false, false, false, false], height: 1, width: 8)
    #expect(try Proposals(in: maps[0], threshold: 0.2).count == 2)
    #expect(try Proposals(in: maps[0], threshold: 0.2, inside: field).count == 1)
    #expect(
      errorText { try Proposals(in: maps[0], threshold: 0.2, inside: Mask([true], height: 1, width: 1)) }
        == "`mask` should be of 1×8 pixels, as the image. Found 1×1.")
  }

  @Test func aHitByOverlapIsNoHitByAShareThatIsTooSmall() throws {
    let proposals = try Proposals(in: maps[0], threshold: 0.5)
    #expect(try proposals.hits(on: boxes[0]).boxes == [true, false])
    // One pixel in both of two in either.
    #expect(try proposals.hits(on: boxes[0], by: .intersectionOverUnion(0.5)).falsePositives == 0)
    #expect(try proposals.hits(on: boxes[0], by: .intersectionOverUnion(0.51)).falsePositives == 1)
    #expect(throws: LocalisationError.self) { try proposals.hits(on: [], by: .intersectionOverUnion(0)) }
  }

  @Test func thePointsGoFromTheHighestThresholdToTheLowest() throws {
    let froc = try FROC(maps: maps, boxes: boxes, thresholds: [0.2, 0.9, 0.5])
    #expect(froc.points.map(\.threshold) == [0.9, 0.5, 0.2])
    #expect(froc.points.map(\.hits) == [1, 1, 1] && froc.points.map(\.falsePositives) == [0, 1, 3])
    #expect(froc.points.map(\.sensitivity) == [0.5, 0.5, 0.5])
    #expect(froc.points.map(\.falsePositivesPerImage) == [0, 0.5, 1.5])
  }

  @Test func theEndsOfTheCurve() throws {
    let froc = try FROC(maps: maps, boxes: boxes, thresholds: [2, 0])
    #expect(froc.points[0].proposals == 0 && froc.points[0].sensitivity == 0)
    // All pixels are one proposal, which hits everything.
    #expect(froc.points[1].proposals == 2 && froc.points[1].sensitivity == 1 && froc.points[1].falsePositives == 1)
  }

  @Test func regionsShrinkAsTheThresholdGrows() throws {
    var generator = SplitMix64(seed: 3)
    let map = try Plane((0..<400).map { _ in Double(generator.uniform()) }, height: 20, width: 20)
    let areas = try stride(from: 0.0, through: 1, by: 0.1).map { threshold in
      try Proposals(in: map, threshold: threshold).regions.areas.reduce(0, +)
    }
    #expect(areas == areas.sorted(by: >) && areas.first == 400)
  }

  @Test func sensitivityIsInterpolatedWhereTheCurveFirstExceedsTheNumber() throws {
    // Hits 0, 1, 2 and false positives 0, 1, 3 of one image.
    let map = try Plane([0.8, 0, 0.6, 0, 0.4, 0, 0.4, 0, 0.4, 0, 0.8], height: 1, width: 11)
    let boxes = [[try Box(top: 0, left: 0, bottom: 0, right: 0), try Box(top: 0, left: 4, bottom: 0, right: 4)]]
    let froc = try FROC(maps: [map], boxes: boxes, thresholds: [0.8, 0.6, 0.4])
    #expect(froc.points.map(\.hits) == [1, 1, 2] && froc.points.map(\.falsePositives) == [1, 2, 4])
    func sensitivity(_ number: Double) throws -> Double? {
      try froc.sensitivity(atFalsePositivesPerImage: number)
    }
    #expect(try [0, 0.5, 1, 2, 3, 4, 9].map(sensitivity) == [0, 0.25, 0.5, 0.5, 0.75, 1, 1])
    #expect(throws: LocalisationError.self) { try sensitivity(-1) }
    #expect(throws: LocalisationError.self) { try sensitivity(.nan) }
  }

  @Test func anImageThatIsListedTwiceCountsTwice() throws {
    let froc = try FROC(maps: maps, boxes: boxes, thresholds: [0.5])
    #expect(try froc.points(of: [1, 1, 0])[0].falsePositives == 2)
    #expect(try froc.points(of: [1])[0].sensitivity == nil)
    #expect(try froc.sensitivity(atFalsePositivesPerImage: 1, of: [1]) == nil)
    #expect(
      errorText { try froc.points(of: [2]) } == "`images` should hold numbers from 0 to below 2. Found 2.")
    #expect(throws: LocalisationError.self) { try froc.points(of: []) }
  }

  @Test func listsOfDifferentLengthsAreRefused() throws {
    #expect(
      errorText { try FROC(maps: maps, boxes: [[]], thresholds: [0.5]) }
        == "`boxes` should have an entry for each of 2 images. Found 1.")
    #expect(throws: LocalisationError.self) { try FROC(maps: [], boxes: [], thresholds: [0.5]) }
    #expect(throws: LocalisationError.self) { try FROC(maps: maps, boxes: boxes, fields: [], thresholds: [0.5]) }
    #expect(throws: LocalisationError.self) { try FROC(maps: maps, boxes: boxes, thresholds: []) }
    #expect(throws: LocalisationError.self) { try FROC(maps: maps, boxes: boxes, thresholds: [.nan]) }
    #expect(throws: LocalisationError.self) {
      try FROC(maps: maps, boxes: [[], [Box(top: 0, left: 0, bottom: 0, right: 8)]], thresholds: [1])
    }
  }

  @Test func theFirstLargestPixelPoints() throws {
    let map = try Plane([0, 3, 1, 3], height: 2, width: 2)
    #expect(try map.largestPixel() == (0, 1))
    let box = try Box(top: 0, left: 1, bottom: 0, right: 1), other = try Box(top: 1, left: 1, bottom: 1, right: 1)
    let game = try PointingGame(maps: [map, map, map], boxes: [[box], [other], []])
    #expect(game.results == [true, false, nil] && game.hitRate == 0.5)
    let below = try Mask([false, false, true, true], height: 2, width: 2)
    #expect(try PointingGame(maps: [map], boxes: [[other]], fields: [below]).hits == 1)
    #expect(throws: LocalisationError.self) {
      try PointingGame(maps: [map], boxes: [[box]], fields: [Mask([false, false, false, false], height: 2, width: 2)])
    }
  }

  @Test func chanceIsTheMeanCoverOfImagesWithBoxes() throws {
    let half = try Box(top: 0, left: 0, bottom: 0, right: 1), whole = try Box(top: 0, left: 0, bottom: 1, right: 1)
    #expect(try PointingGame.chance(boxes: [[half, half], [whole], []], height: 2, width: 2) == 0.75)
    #expect(try PointingGame.chance(boxes: [[]], height: 2, width: 2) == nil)
    let below = try Mask([false, false, true, true], height: 2, width: 2)
    #expect(try PointingGame.chance(boxes: [[half]], height: 2, width: 2, fields: [below]) == 0)
  }
}
