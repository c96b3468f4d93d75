import Statistics
import TestSupport
import Testing

@testable import Localisation

/// A disc of light on black, with a bright and a dark spot.
private func photograph(_ side: Int = 64) throws -> Plane {
  try Plane(
    (0..<side * side).map { place in
      let (row, column) = (Double(place / side) - 31.5, Double(place % side) - 31.5)
      if row * row + column * column > 28 * 28 { return 0 }
      if abs(row - 8.5) < 2 && abs(column - 5.5) < 2 { return 160 }
      if abs(row + 7.5) < 2 && abs(column + 4.5) < 2 { return 40 }
      return 100
    }, height: side, width: side)
}

@Suite struct FundusTests {
  @Test func theFieldIsTheLargestBrightRegion() throws {
    let disc = try photograph()
    var values = disc.values
    for place in 0..<3 { values[place] = 200 }
    let field = try FundusField(of: [try Plane(values, height: 64, width: 64)])
    #expect(field.mask.values == disc.values.map { $0 > 0 })
    #expect(field.mask[0, 0] == false)
  }

  @Test func theFieldIsJudgedByTheMeanOfTheChannels() throws {
    let bright = try Plane([90, 62], height: 1, width: 2), dark = try Plane([0, 0], height: 1, width: 2)
    #expect(try FundusField(of: [bright, dark, dark]).mask.values == [true, true])
    #expect(try FundusField(of: [bright, dark, dark], threshold: 25).mask.values == [true, false])
  }

  @Test func aPhotographWithoutAFieldIsRefused() throws {
    let black = try Plane([0, 20], height: 1, width: 2)
    #expect(
      errorText { try FundusField(of: [black]) }
        == "A fundus photograph should have pixels brighter than 20.0. Found none.")
    #expect(throws: LocalisationError.self) { try FundusField(of: []) }
    #expect(throws: LocalisationError.self) {
      try FundusField(of: [black, Plane([1], height: 1, width: 1)])
    }
    #expect(
      errorText { try FundusField(of: [Plane([99, 99], height: 1, width: 2)]).inner(1) }
        == "A field of view should have pixels further than 1 from its edge. Found none.")
  }

  @Test func localContrastIsZeroOutsideAndLimited() throws {
    let plane = try photograph(), field = try FundusField(of: [plane]), inner = try field.inner(6)
    let contrast = try LocalContrast()([plane, plane], field: field)
    #expect(contrast.count == 2 && contrast[0] == contrast[1])
    for place in inner.values.indices where !inner.values[place] { #expect(contrast[0].values[place] == 0) }
    #expect(contrast[0].values.max() ?? 0 > 2 && contrast[0].values.min() ?? 0 < -2)
    #expect(contrast[0].values.allSatisfy { abs($0) <= 3 })
    let mean = try plane.blurred(deviation: 8)
    #expect(isClose(contrast[0][32, 32], (plane[32, 32] - mean[32, 32]) / 20, .relative(1e-12)))
  }

  @Test func aWrongSettingOfTheContrastIsRefused() throws {
    let plane = try photograph(), field = try FundusField(of: [plane])
    for change: (inout LocalContrast) -> Void in [
      { $0.divisor = 0 }, { $0.limit = -1 }, { $0.deviation = 0 }, { $0.margin = -1 }, { $0.margin = 40 },
      { $0.deviation = .nan },
    ] {
      var contrast = LocalContrast()
      change(&contrast)
      #expect(throws: LocalisationError.self) { try contrast([plane], field: field) }
    }
  }

  @Test func spotsAreFoundByTheirBrightness() throws {
    let plane = try photograph(), inner = try FundusField(of: [plane]).inner(LocalSpot.margin)
    let bright = try LocalSpot.bright.map(of: plane), dark = try LocalSpot.dark.map(of: plane)
    let (b, d) = (try bright.largestPixel(inside: inner), try dark.largestPixel(inside: inner))
    #expect((39...41).contains(b.row) && (36...38).contains(b.column))
    #expect((23...25).contains(d.row) && (26...28).contains(d.column))
    #expect(dark.values == bright.values.map { -$0 })
  }

  /// SciPy 1.17.1: gaussian_filter([0, 1, 4, 9], 1.0), mirrored beyond the ends.
  @Test func aBlurContinuesTheImageByItsMirrorImage() throws {
    let line = try Plane([0, 1, 4, 9], height: 1, width: 4).blurred(deviation: 1)
    #expect(
      isClose(
        line.values, [0.5719502350635945, 1.898138659966071, 4.519403588506092, 7.0105075164642425], .relative(1e-12)))
    let turned = try Plane([0, 1, 4, 9], height: 4, width: 1).blurred(deviation: 1)
    #expect(isClose(turned.values, line.values, .relative(1e-12)))
    #expect(throws: LocalisationError.self) { try line.blurred(deviation: 0) }
    #expect(throws: LocalisationError.self) { try line.blurred(deviation: .infinity) }
  }

  @Test func aBlurIsOneOnAConstantImageWhateverItsSize() throws {
    let plane = try Plane([5, 5, 5, 5, 5, 5], height: 2, width: 3).blurred(deviation: 9)
    #expect(isClose(plane.values, [5, 5, 5, 5, 5, 5], .relative(1e-12)))
  }

  @Test func aShiftedMapHasTheSameValuesElsewhere() throws {
    let map = try Plane([1, 2, 3, 4, 5, 6], height: 2, width: 3)
    #expect(ControlMaps.shifted(map, rows: 1, columns: 1).values == [6, 4, 5, 3, 1, 2])
    #expect(ControlMaps.shifted(map, rows: -1, columns: 4).values == [6, 4, 5, 3, 1, 2])
    #expect(ControlMaps.shifted(map).values == ControlMaps.shifted(map, rows: 1, columns: 1).values)
  }

  @Test(arguments: [2, 3, 50]) func eachImageGetsAnotherImagesMap(_ count: Int) throws {
    let others = try ControlMaps.others(of: count, seed: 4)
    #expect(others.sorted() == Array(0..<count))
    #expect(others.enumerated().allSatisfy { $0 != $1 })
    #expect(try count < 9 || others != ControlMaps.others(of: count, seed: 5))
    #expect(throws: LocalisationError.self) { try ControlMaps.others(of: 1, seed: 0) }
  }
}
