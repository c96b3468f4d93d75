import TestSupport
import Testing

@testable import Localisation

/// A mask drawn with `#`.
func mask(_ lines: String...) throws -> Mask {
  try Mask(lines.flatMap { $0.map { $0 == "#" } }, height: lines.count, width: lines[0].count)
}

@Suite struct RegionTests {
  @Test func cornersConnectEightNeighboursAlone() throws {
    let mask = try mask("##..", "..#.", "...#", "#...")
    #expect(ConnectedRegions(of: mask).areas == [4, 1])
    #expect(ConnectedRegions(of: mask, connectivity: .four).areas == [2, 1, 1, 1])
  }

  @Test func regionsAreNumberedByTheirFirstPixels() throws {
    let regions = ConnectedRegions(of: try mask(".#.#", "##.#"))
    #expect(regions.labels == [-1, 0, -1, 1, 0, 0, -1, 1])
    #expect(regions.largest == 0)
  }

  @Test func theFirstOfTwoLargestRegionsIsTheLargest() throws {
    let regions = ConnectedRegions(of: try mask("#.##.##"))
    #expect(regions.largest == 1)
    #expect(regions.mask(of: 1).boundingBox == (try Box(top: 0, left: 2, bottom: 0, right: 3)))
    #expect(ConnectedRegions(of: try mask("..")).largest == nil)
  }

  /// A comb makes regions that meet late, and a large image would overflow a recursion.
  @Test func aWindingRegionOfManyPixelsIsOne() throws {
    let side = 400
    let values = (0..<side * side).map { place in
      let (row, column) = (place / side, place % side)
      return row % 2 == 0 || column == (row % 4 == 1 ? side - 1 : 0)
    }
    let regions = ConnectedRegions(of: try Mask(values, height: side, width: side), connectivity: .four)
    #expect(regions.count == 1 && regions.areas[0] == values.count { $0 })
  }

  @Test func erosionRemovesASquareAroundWhatIsOutside() throws {
    let mask = try mask("#######", "#######", "#######", "#####.#", "#######")
    #expect(try mask.eroded(by: 1) == self.mask(".......", ".#####.", ".###...", ".###...", "......."))
    #expect(try mask.eroded(by: 0) == mask)
    #expect(try mask.eroded(by: 3).count == 0)
    #expect(throws: LocalisationError.self) { try mask.eroded(by: -1) }
  }

  private func mask(_ lines: String...) throws -> Mask {
    try Mask(lines.flatMap { $0.map { $0 == "#" } }, height: lines.count, width: lines[0].count)
  }

  /// The erosion of each pixel by looking at its whole square.
  @Test(arguments: [1, 2, 5]) func erosionIsThatOfItsDefinition(_ radius: Int) throws {
    let (height, width) = (17, 23)
    let values = (0..<height * width).map { ($0 &* 2_654_435_761) >> 7 % 16 != 0 }
    let mask = try Mask(values, height: height, width: width)
    let expected = (0..<height * width).map { place in
      (-radius...radius).allSatisfy { down in
        (-radius...radius).allSatisfy { right in
          let (row, column) = (place / width + down, place % width + right)
          return (0..<height).contains(row) && (0..<width).contains(column) && mask[row, column]
        }
      }
    }
    #expect(try mask.eroded(by: radius).values == expected)
  }

  @Test func aPlaneOfAnotherSizeOrWithoutANumberIsRefused() {
    #expect(
      errorText { try Plane([1, 2, 3], height: 2, width: 2) }
        == "An image of 2×2 pixels should have at least one pixel and a value for each. Found 3 values.")
    #expect(
      errorText { try Plane([1, .nan], height: 1, width: 2) }
        == "A plane should hold finite numbers. Found nan in row 0, column 1.")
    for (height, width) in [(0, 0), (-1, -2), (Int.max, 2)] {
      #expect(throws: LocalisationError.self) { try Plane([1, 2], height: height, width: width) }
      #expect(throws: LocalisationError.self) { try Mask([true, false], height: height, width: width) }
    }
  }
}
