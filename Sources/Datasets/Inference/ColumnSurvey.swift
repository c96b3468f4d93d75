/// The content of a column's cells, counted over all rows of a file.
struct ColumnSurvey {
  /// The number of cells that hold something, and of cells that mean "not known".
  private(set) var cells = 0
  private(set) var missing = 0
  /// The number of cells that are finite numbers, whole numbers, and dates.
  private(set) var numbers = 0
  private(set) var whole = 0
  private(set) var dates = 0
  private(set) var low = Double.infinity
  private(set) var high = -Double.infinity
  /// The first cell that is no number.
  private(set) var firstText: String?
  /// The number of times that each different cell occurs, in the order of ``words``. Nothing is added once ``isCut``.
  private(set) var counts: [Int] = []
  private var list = WordList()
  /// Whether there are more different cells than are kept.
  private(set) var isCut = false

  /// The largest number of different cells that are kept: more than any input of categories should have.
  static let mostWords = 10_000
  /// The largest number of bytes of a cell that is kept as an example.
  private static let longestExample = 200

  var words: [String] { list.words }
  var different: Int { counts.count }
  /// Whether no cell occurs twice, among the different cells that are kept.
  var isUnique: Bool { cells > 1 && counts.allSatisfy { $0 == 1 } }
  var isAllNumbers: Bool { cells > 0 && numbers == cells }
  var isAllWhole: Bool { cells > 0 && whole == cells }

  mutating func addMissing() { missing += 1 }

  /// Adds a cell that is not missing.
  ///
  /// - Parameter number: the number that the cell spells; nil for other text.
  mutating func add(_ cell: UnsafeBufferPointer<UInt8>, number: Double?) {
    cells += 1
    if let number {
      numbers += 1
      if number == number.rounded() { whole += 1 }
      (low, high) = (min(low, number), max(high, number))
    } else {
      if firstText == nil { firstText = String(decoding: cell.prefix(Self.longestExample), as: UTF8.self) }
      if DateShape.fits(cell) { dates += 1 }
    }
    guard !isCut else { return }
    let place = Int(list.place(cell))
    if place < counts.count {
      counts[place] += 1
    } else if counts.count < Self.mostWords {
      counts.append(1)
    } else {
      isCut = true
    }
  }

  /// The different cells with their numbers, the most frequent first.
  var frequent: [(word: String, count: Int)] {
    zip(words, counts).map { (word: $0, count: $1) }.sorted { ($1.count, $0.word) < ($0.count, $1.word) }
  }
}

/// The form of a date: three groups of digits with `-`, `/` or `.` between them, one of them a year or a day, and
/// perhaps a time after it: `2024-01-31`, `31.1.2024`, `1/31/24 03:00:00`.
enum DateShape {
  /// Whether a cell has this form. Months and days are not checked.
  static func fits(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    var at = 0, groups: [Int] = [], sign: UInt8?
    while groups.count < 3 {
      let start = at
      while at < cell.count, cell[at] &- 48 < 10 { at += 1 }
      guard (1...4).contains(at - start) else { return false }
      groups.append(at - start)
      guard groups.count < 3 else { break }
      guard at < cell.count, Array("-/.".utf8).contains(cell[at]), sign == nil || sign == cell[at] else { return false }
      sign = cell[at]
      at += 1
    }
    // A time follows, or nothing.
    guard at == cell.count || Array(" T".utf8).contains(cell[at]) else { return false }
    return groups.count { $0 > 2 } <= 1 && groups[1] <= 2
  }
}
