import Foundation

/// The events of a log, in the order of its file: what happened, by whom, when, in which case.
public struct EventLog: Sendable {
  /// The names of the columns that are read.
  public struct Columns: Sendable, Hashable {
    public var caseID = "case_id"
    public var activity = "activity"
    public var resource = "resource"
    public var timestamp = "timestamp"

    public init() {}
  }

  /// What happened; one entry an event, as in all of the following.
  let activities: [String]
  let resources: [String]
  let times: [Timestamp]
  /// The case of each event as its place in `cases`; nil for an event of no case.
  let caseNumbers: [Int?]
  /// The names of the cases in their order: by code points, or by number where all are numbers.
  let cases: [String]
  /// The path, as errors name it.
  let path: String
  /// The first line whose time has a zone, and the first whose time has none.
  private let zonedLine: Int?
  private let zonelessLine: Int?

  /// - Parameters:
  ///   - missingCases: cells that stand for "no case"; an event of no case counts for vocabularies and constants alone.
  ///   - separator: the character between cells.
  /// - Throws: `DatasetError` for an unknown column, an empty activity, or a cell that is no timestamp, with its line.
  public init(
    _ url: URL, columns: Columns = Columns(), separator: Character = ",", missingCases: Set<String> = [""]
  ) throws {
    let csv = try CSV(url, separator: separator)
    let caseColumn = try csv.column(columns.caseID), activityColumn = try csv.column(columns.activity)
    let resourceColumn = try csv.column(columns.resource), timeColumn = try csv.column(columns.timestamp)
    var activities: [String] = [], resources: [String] = [], times: [Timestamp] = [], names: [String] = []
    for row in 0..<csv.count {
      let place = "`\(csv.path)` line \(csv.line(row))"
      let activity = csv.text(row, activityColumn), time = csv.text(row, timeColumn)
      guard !activity.isEmpty else {
        throw DatasetError("\(place), column `\(columns.activity)` should name an activity. Found nothing.")
      }
      guard let timestamp = Timestamp(time) else {
        throw DatasetError(
          "\(place), column `\(columns.timestamp)` should be a time such as 2014-10-22 11:15:41. Found \"\(time)\".")
      }
      activities.append(activity)
      resources.append(csv.text(row, resourceColumn))
      times.append(timestamp)
      names.append(csv.text(row, caseColumn))
    }
    cases = Self.ordered(Set(names).subtracting(missingCases))
    guard !cases.isEmpty else {
      throw DatasetError("`\(csv.path)`, column `\(columns.caseID)` should name cases. Found none.")
    }
    let number = Dictionary(uniqueKeysWithValues: cases.enumerated().map { ($1, $0) })
    caseNumbers = names.map { number[$0] }
    (self.activities, self.resources, self.times, path) = (activities, resources, times, csv.path)
    zonedLine = times.firstIndex { $0.offset != nil }.map { csv.line($0) }
    zonelessLine = times.firstIndex { $0.offset == nil }.map { csv.line($0) }
  }

  /// The number of events.
  public var count: Int { times.count }

  /// Events of no case, which are no samples.
  public var caselessCount: Int { caseNumbers.count { $0 == nil } }

  /// - Throws: `DatasetError` where some times have a zone and others have none, so that nothing says how they stand to each
  ///   other.
  func checkZones() throws {
    guard let zonedLine, let zonelessLine else { return }
    throw DatasetError(
      "`\(path)` should give every time its zone, such as `Z` or `+02:00`, or none. Found one in line \(zonedLine) and none in "
        + "line \(zonelessLine). `order: published` takes clocks as they are written.")
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

extension CSV {
  /// The number of a column.
  ///
  /// - Throws: `DatasetError` with the nearest name.
  func column(_ name: String) throws -> Int {
    if let index = columns.firstIndex(of: name) { return index }
    throw DatasetError.unknownColumn(name, of: path, among: columns)
  }
}
