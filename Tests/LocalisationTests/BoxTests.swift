import TestSupport
import Testing

@testable import Localisation

@Suite struct BoxTests {
  @Test func allCornersBelongToABox() throws {
    let box = try Box(top: 2, left: 3, bottom: 4, right: 3)
    #expect(box.area == 3)
    #expect(box.contains(row: 2, column: 3) && box.contains(row: 4, column: 3))
    #expect(!box.contains(row: 5, column: 3) && !box.contains(row: 4, column: 4))
  }

  @Test func aBoxThatEndsBeforeItBeginsIsRefused() {
    #expect(
      errorText { try Box(top: 4, left: 0, bottom: 3, right: 2) }
        == "A box should begin at row and column 0 or later and end where it begins or later. Found rows 4 to 3, columns 0 to 2."
    )
    #expect(throws: LocalisationError.self) { try Box(top: -1, left: 0, bottom: 3, right: 2) }
  }

  @Test func aBoxOutsideOfItsImageIsRefused() throws {
    let box = try Box(top: 2, left: 3, bottom: 4, right: 5)
    try box.check(height: 5, width: 6)
    #expect(
      errorText { try box.check(height: 5, width: 5) }
        == "A box should lie in its image of 5×5 pixels. Found rows 2 to 4, columns 3 to 5.")
    #expect(throws: LocalisationError.self) { try [box].mask(height: 4, width: 6) }
  }

  @Test func sharesBecomeThePixelsThatTheyTouch() throws {
    // From 2.0 to 5.0 of 10 columns, and from 0.5 to 1.5 of 4 rows.
    let box = try Box(
      centreX: 0.35, centreY: 0.25, shareOfWidth: 0.3, shareOfHeight: 0.25, height: 4, width: 10)
    #expect(box == (try Box(top: 0, left: 2, bottom: 1, right: 4)))
  }

  @Test func anEdgeOnABorderOfPixelsStaysThereInSixDecimals() throws {
    // A third and two thirds of 3 columns, with an error of half of the last decimal each.
    let box = try Box(
      centreX: 0.5, centreY: 0.5, shareOfWidth: 0.333334, shareOfHeight: 0.333334, height: 3, width: 3)
    #expect(box == (try Box(top: 1, left: 1, bottom: 1, right: 1)))
  }

  @Test func whatIsBeyondTheImageIsCutOff() throws {
    let box = try Box(centreX: 0, centreY: 1, shareOfWidth: 0.5, shareOfHeight: 0.5, height: 8, width: 8)
    #expect(box == (try Box(top: 6, left: 0, bottom: 7, right: 1)))
  }

  @Test(arguments: [(1.1, 0.5), (-0.1, 0.5), (0.5, 0), (0.5, 1.5), (.nan, 0.5), (0.5, .nan)])
  func sharesOutsideOfTheirRangeAreRefused(_ shares: (centre: Double, side: Double)) {
    #expect(throws: LocalisationError.self) {
      try Box(
        centreX: shares.centre, centreY: 0.5, shareOfWidth: shares.side, shareOfHeight: 0.1, height: 5, width: 5)
    }
  }
}
