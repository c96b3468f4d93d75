import TestSupport
import Testing

@testable import Datasets

@Suite struct RawFloat64Tests {
  private let folder = TemporaryFolder()

  private func bytes(_ values: [Double]) -> [UInt8] {
    values.flatMap { v in (0..<8).map { UInt8(truncatingIfNeeded: v.bitPattern >> (8 * UInt64($0))) } }
  }

  @Test func readsRows() throws {
    let raw = try RawFloat64(folder.write(bytes([1, -2.5, 3, 4]), "a.f64"), width: 2)
    #expect(raw.count == 2)
    #expect(raw.values == [1, -2.5, 3, 4])
  }

  @Test func gzipGivesTheSameRows() throws {
    #expect(try RawFloat64(folder.write(gzip(bytes([1, 2])), "a.gz"), width: 1).values == [1, 2])
  }

  @Test func refusesBrokenRows() {
    let file = folder.write(bytes([1, 2, 3]), "a.f64")
    #expect(
      errorText { _ = try RawFloat64(file, width: 2) }
        == "`\(file.path)` should hold whole rows of 2 float64 (16 bytes). Found 24 bytes.")
  }

  @Test func refusesAWidthOfZero() {
    let file = folder.write(bytes([1]), "a.f64")
    #expect(
      errorText { _ = try RawFloat64(file, width: 0) }
        == "`width` of `\(file.path)` should be positive, and what a row can hold. Found 0.")
  }
}
