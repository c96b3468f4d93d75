/// The way in which a column's values repeat from row to row. Repeated measurements show it in the column of the
/// subjects' numbers.
struct RepeatedValues {
  let different: Int
  /// The stretches of rows with the same value.
  let runs: [Range<Int>]
  let rows: Int

  /// Counts the stretches.
  ///
  /// - Parameter values: one for each row, nil if missing.
  init(_ values: [Double?]) {
    var runs: [Range<Int>] = [], start = 0
    for row in values.indices where row + 1 == values.count || values[row + 1] != values[row] {
      runs.append(start..<row + 1)
      start = row + 1
    }
    (self.runs, rows) = (runs, values.count)
    different = Set(values).count
  }

  /// The smallest number of groups by which rows can be divided.
  private static let fewestGroups = 5
  /// The largest average number of stretches for each value if values stand in blocks: a few may have been torn apart.
  private static let runsPerValue = 1.05

  var rowsPerValue: Double { Double(rows) / Double(max(1, different)) }

  /// Whether several rows share a value on average.
  var repeats: Bool { different >= Self.fewestGroups && 2 * different <= rows }

  /// Whether the rows of each value stand together.
  var isInBlocks: Bool { repeats && Double(runs.count) <= Self.runsPerValue * Double(different) }

  /// Whether another column has one value in each block, but not one in all rows.
  func fixes(_ other: [Double?]) -> Bool {
    let isFixed = runs.allSatisfy { run in run.dropFirst().allSatisfy { other[$0] == other[run.lowerBound] } }
    return isFixed && other.contains { $0 != other.first }
  }
}
