import Components
import Foundation
import Tasks

extension EventLog {
  /// Reads a log.
  ///
  /// - Parameters:
  ///   - missingCases: cells that mean "no case". An event of no case counts only for vocabularies and constants.
  ///   - separator: the character between cells.
  /// - Throws: `DatasetError` for an unknown column, an empty activity, or a cell that is no timestamp, with its line.
  public init(
    _ url: URL, columns: Columns = Columns(), separator: Character = ",", missingCases: Set<String> = [""]
  ) throws {
    let csv = try CSV(url, separator: separator)
    let caseColumn = try csv.column(columns.caseID), activityColumn = try csv.column(columns.activity)
    let resourceColumn = try csv.column(columns.resource), timeColumn = try csv.column(columns.timestamp)
    var activities = PlacedWords(), resources = PlacedWords(), names = PlacedWords()
    var clocks: [Int64] = [], offsets: [Int64] = [], words = Words()
    for row in 0..<csv.count {
      let place = "`\(csv.path)` line \(csv.line(row))"
      let activity = csv.text(row, activityColumn), time = csv.text(row, timeColumn)
      guard !activity.isEmpty else {
        throw DatasetError("\(place), column `\(columns.activity)` should name an activity. Found nothing.")
      }
      guard let timestamp = Timestamp(time) else {
        throw DatasetError(
          "\(place), column `\(columns.timestamp)` should be a time such as 2014-10-22 11:15:41. Found \(Found.quoted(time))."
        )
      }
      activities.append(activity)
      resources.append(csv.text(row, resourceColumn))
      names.append(csv.text(row, caseColumn))
      clocks.append(Int64(timestamp.microseconds))
      offsets.append(timestamp.offset.map { Int64($0) } ?? Self.none)
    }
    (words.activities, words.resources) = (activities.words, resources.words)
    words.cases = Self.ordered(Set(names.words).subtracting(missingCases))
    guard !words.cases.isEmpty else {
      throw DatasetError("`\(csv.path)`, column `\(columns.caseID)` should name cases. Found none.")
    }
    words.zonedLine = offsets.firstIndex { $0 != Self.none }.map { csv.line($0) }
    words.zonelessLine = offsets.firstIndex { $0 == Self.none }.map { csv.line($0) }
    let number = Dictionary(uniqueKeysWithValues: words.cases.enumerated().map { ($1, Int64($0)) })
    let caseNumbers = names.words.map { number[$0] ?? Self.none }
    let cases = names.places.map { caseNumbers[Int($0)] }
    self.init(
      numbers: FieldValues(activities.places + resources.places + clocks + offsets + cases), words: words,
      path: csv.path)
  }

  private static func ordered(_ names: Set<String>) -> [String] {
    let numbers = names.compactMap { name in number(name).map { (name, $0) } }
    if numbers.count == names.count { return numbers.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0) }
    return Vocabulary.sorted(names)
  }

  private static func number(_ name: String) -> Double? {
    Array(name.utf8).withUnsafeBufferPointer { decimalNumber($0, $0.indices) }
  }
}

/// Different words in the order of their first appearance, and the place of each word that was appended.
private struct PlacedWords {
  private(set) var words: [String] = []
  private(set) var places: [Int64] = []
  private var known: [String: Int64] = [:]

  mutating func append(_ word: String) {
    if known[word] == nil {
      known[word] = Int64(words.count)
      words.append(word)
    }
    places.append(known[word]!)
  }
}

extension CSV {
  /// The number of a column.
  ///
  /// - Throws: `DatasetError` with the nearest name.
  func column(_ name: String) throws -> Int {
    if let index = columns.firstIndex(of: name) { return index }
    throw DatasetError.unknownColumn(name, of: path, among: columns)
  }
}
