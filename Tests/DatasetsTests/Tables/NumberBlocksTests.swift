import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Numbers of tables, in memory and in a file.
@Suite("Blocks of numbers") struct NumberBlocksTests {
  private let folder = TemporaryFolder()

  /// Two columns of seven rows in blocks of 3, 1 and 3.
  private func blocks(inFile: Bool) throws -> NumberBlocks {
    let blocks = try NumberBlocks(columns: 2, in: inFile ? folder.url : nil)
    try blocks.append([[0, 1, 2], [0, -10, .nan]], rows: 3)
    try blocks.append([[], []], rows: 0)
    try blocks.append([[3], [-30]], rows: 1)
    try blocks.append([[4, 5, 6], [-40, -50, -60]], rows: 3)
    return blocks
  }

  @Test(arguments: [false, true]) func rowsAreReadInTheirBlocks(inFile: Bool) throws {
    let blocks = try blocks(inFile: inFile)
    var read: [[Double]] = []
    try blocks.read([1, 2, 5, 6]) { part in
      read.append(part.rows.map { part.column(1)[$0 - part.first] })
    }
    #expect(blocks.count == 7)
    #expect(read.count == 2 && read[0][0] == -10 && read[0][1].isNaN && read[1] == [-50, -60])
    #expect(try blocks.column(0) == [0, 1, 2, 3, 4, 5, 6])
    try blocks.read([]) { _ in Issue.record("there are no rows to read") }
  }

  @Test(arguments: [false, true]) func momentsAreThoseOfAllValuesAtOnce(inFile: Bool) throws {
    let moments = try blocks(inFile: inFile).moments([1, 0], rows: [1, 2, 4, 6])
    let scales = try moments.map { try Standardization($0, column: "c", of: "f") }
    let expected = try [[-10, -40, -60], [1, 2, 4, 6.0]].map { try Standardization($0, column: "c", of: "f") }
    #expect(scales.map(\.mean) == expected.map(\.mean) && scales.map(\.deviation) == expected.map(\.deviation))
    #expect(moments.map(\.count) == [3, 4] && expected[1].mean == 3.25)
  }

  @Test func theFileHasNoName() throws {
    let blocks = try blocks(inFile: true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    #expect(blocks.count == 7)
  }
}

extension NumberBlocks {
  /// All numbers of a column.
  func column(_ place: Int) throws -> [Double] {
    var all: [Double] = []
    try read(Array(0..<count)) { all += $0.column(place) }
    return all
  }
}
