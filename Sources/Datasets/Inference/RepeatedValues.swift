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

/// The names that identifiers have.
enum IdentifierName {
  private static let persons: Set = [
    "subject", "patient", "person", "participant", "individual", "user", "customer", "client", "household", "family",
    "account",
  ]
  private static let words: Set = ["id", "ids", "identifier", "uuid", "guid", "index", "rownum", "rowid"]

  /// Whether a column of this name holds identifiers: `id`, `PatientID`, `user_no`, `subject#`.
  static func fits(_ name: String) -> Bool {
    let parts = words(of: name)
    if parts.contains(where: { words.contains($0) || persons.contains($0) }) { return true }
    let whole = parts.joined()
    return whole.hasSuffix("id")
      && (persons.contains(String(whole.dropLast(2))) || ["record", "row", "case"].contains(String(whole.dropLast(2))))
  }

  /// The words of a name in small letters: `PatientID` is `patient`, `id`.
  private static func words(of name: String) -> [String] {
    var words: [String] = [], word = "", wasSmall = false
    for character in name {
      guard character.isLetter else {
        words.append(word)
        (word, wasSmall) = ("", false)
        continue
      }
      if character.isUppercase && wasSmall {
        words.append(word)
        word = ""
      }
      word += character.lowercased()
      wasSmall = character.isLowercase
    }
    return (words + [word]).filter { !$0.isEmpty }
  }
}
