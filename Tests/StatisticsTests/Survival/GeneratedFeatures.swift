@testable import Statistics

/// A table of features whose values follow from a formula, so that other programs can make the same one.
struct GeneratedFeatures {
  let table: FeatureTable
  let data: SurvivalTimes

  /// Sixty individuals with five features, ties among their times and a third of them censored.
  init() throws {
    func value(_ i: Int, _ j: Int) -> Double {
      let number = i * 37 + j * j * 11 + i * i * (j + 3)
      return Double(number % 101) / 50 - 1
    }
    let rows = (0..<60).map { i in (0..<5).map { value(i, $0) } }
    table = try FeatureTable(["a", "b", "c", "d", "e"], rows: rows)
    let times = rows.enumerated().map { i, row in
      let step = i * 29 + Int(20 * abs(row[0] + 1))
      return Double(1 + step % 41)
    }
    data = SurvivalTimes(times, events: (0..<60).map { $0 % 3 != 0 })
  }

  /// Normal features, of which the first orders the times.
  init(_ count: Int, columns: Int, seed: UInt64) throws {
    var normal = NormalNumbers(SplitMix64(key: seed, 2)), random = SplitMix64(key: seed, 3)
    let rows = (0..<count).map { _ in (0..<columns).map { _ in normal.next() } }
    table = try FeatureTable((0..<columns).map { "x\($0)" }, rows: rows)
    let times = rows.map { row in (10 * (3 - row[0] + normal.next())).rounded() }
    data = SurvivalTimes(times.map { max(0, $0) }, events: (0..<count).map { _ in random.integer(below: 3) > 0 })
  }

  /// The values with some missing: row 3 of column `b` and row 10 of column `a`.
  func withMissing() throws -> FeatureTable {
    var columns = table.columns
    columns[1][3] = .nan
    columns[0][10] = .nan
    return try FeatureTable(table.names, columns: columns)
  }
}
