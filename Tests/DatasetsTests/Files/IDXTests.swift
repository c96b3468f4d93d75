import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct IDXTests {
  private let folder = TemporaryFolder()

  /// A file with big-endian sizes.
  private func file(_ type: UInt8, _ sizes: [Int], _ data: [UInt8], start: [UInt8] = [0, 0]) -> URL {
    let bytes =
      start + [type, UInt8(sizes.count)]
      + sizes.flatMap { s in (0..<4).map { UInt8(truncatingIfNeeded: s >> (24 - 8 * $0)) } }
    return folder.write(bytes + data, "array-idx")
  }

  @Test func readsShapeAndBytes() throws {
    let idx = try IDX(file(8, [2, 3], [1, 2, 3, 4, 5, 255]))
    #expect(idx.element == .uint8)
    #expect(idx.shape == [2, 3])
    #expect(idx.bytes == [1, 2, 3, 4, 5, 255])
  }

  @Test(arguments: [
    (UInt8(8), [UInt8]([200]), 200.0), (9, [0xfe], -2), (11, [0xff, 0x00], -256), (12, [0, 1, 0, 0], 65536),
    (13, [0x3f, 0xc0, 0, 0], 1.5), (14, [0xbf, 0xf8, 0, 0, 0, 0, 0, 0], -1.5),
  ]) func readsEveryType(code: UInt8, data: [UInt8], value: Double) throws {
    #expect(try IDX(file(code, [1], data)).values == [value])
  }

  @Test func gzipGivesTheSameArray() throws {
    let plain = file(11, [2], [1, 2, 3, 4]), packed = folder.write(gzip(Array(try Data(contentsOf: plain))), "a.gz")
    #expect(try IDX(packed).values == IDX(plain).values)
  }

  @Test func refusesAnotherStart() {
    let wrong = file(8, [1], [1], start: [31, 0])
    #expect(
      errorText { _ = try IDX(wrong) }
        == "`\(wrong.path)` should start with two zero bytes, a type and a rank (IDX). Found [31, 0, 8, 1].")
  }

  @Test func refusesAnUnknownType() {
    let wrong = file(10, [1], [1])
    #expect(
      errorText { _ = try IDX(wrong) }
        == "`\(wrong.path)` should have one of the IDX types 8 (uint8), 9 (int8), 11 (int16), 12 (int32), 13 (float32), 14 (float64). Found 10."
    )
  }

  @Test func refusesAnotherTypeThanAskedFor() {
    let wrong = file(9, [1], [1])
    #expect(
      errorText { _ = try IDX(wrong, element: .uint8) } == "`\(wrong.path)` should hold uint8 values. Found int8.")
  }

  @Test func refusesAnotherRankThanAskedFor() {
    let wrong = file(8, [1, 1], [1])
    #expect(errorText { _ = try IDX(wrong, rank: 3) } == "`\(wrong.path)` should have 3 dimensions. Found 2.")
  }

  @Test func refusesMissingSizes() {
    let wrong = folder.write([0, 0, 8, 2, 0, 0, 0, 1], "sizes")
    #expect(
      errorText { _ = try IDX(wrong) } == "`\(wrong.path)` should give 2 sizes of 4 bytes each. Found 4 bytes.")
  }

  @Test func refusesTooFewData() {
    let wrong = file(8, [2, 2], [1, 2, 3])
    #expect(
      errorText { _ = try IDX(wrong) } == "`\(wrong.path)` should hold 4 bytes of data for its shape [2, 2]. Found 3.")
  }

  @Test func refusesTrailingBytes() {
    let wrong = file(8, [2], [1, 2, 3])
    #expect(
      errorText { _ = try IDX(wrong) }
        == "`\(wrong.path)` should end after 2 bytes of data for its shape [2]. Found more.")
  }

  @Test func refusesASizeThatNoFileHas() {
    let wrong = file(14, [1 << 30, 1 << 30, 1 << 30], [])
    #expect(
      errorText { _ = try IDX(wrong) }
        == "`\(wrong.path)` should hold at most 4294967296 bytes of data. Found the shape [1073741824, 1073741824, 1073741824]."
    )
  }
}
