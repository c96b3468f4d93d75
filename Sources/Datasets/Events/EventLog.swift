import Foundation

/// The events of a log in the order of its file: activity, resource, time and case.
public struct EventLog: Sendable {
  /// The names of the columns that are read.
  public struct Columns: Sendable, Hashable, Encodable {
    /// The column of the event's case.
    public var caseID = "case_id"
    /// The column of what happened.
    public var activity = "activity"
    /// The column of who or what did it.
    public var resource = "resource"
    /// The column of the time.
    public var timestamp = "timestamp"

    public init() {}
  }

  /// The numbers of the log, one ``Column`` after the other with an entry for each event; in memory or in a mapped
  /// file.
  let numbers: FieldValues<Int64>
  /// The texts that the numbers stand for.
  let words: Words
  /// The path that errors name.
  let path: String

  /// A number that each event has.
  enum Column: Int, CaseIterable {
    /// The places among the activities and the resources, which are in the order of their first appearance.
    case activity, resource
    /// Microseconds on the clock, and minutes by which it is ahead of UTC; ``EventLog/none`` if no zone is written.
    case clock, offset
    /// The place among the cases; ``EventLog/none`` for an event of no case.
    case caseNumber
  }

  /// The texts of a log.
  struct Words: Codable, Sendable {
    var activities: [String] = []
    var resources: [String] = []
    /// The cases in order: by code points, or by number if all are numbers.
    var cases: [String] = []
    /// The first line whose time has a zone, and the first whose time has none.
    var zonedLine: Int?
    var zonelessLine: Int?
  }

  static let none = Int64.min

  /// The number of events.
  public var count: Int { numbers.count / Column.allCases.count }

  /// The activity of each event.
  var activities: LazyMapCollection<Range<Int>, String> { events { words.activities[Int(self[.activity, $0])] } }
  var resources: LazyMapCollection<Range<Int>, String> { events { words.resources[Int(self[.resource, $0])] } }
  var times: LazyMapCollection<Range<Int>, Timestamp> {
    events { event in
      let offset = self[.offset, event]
      return Timestamp(microseconds: Int(self[.clock, event]), offset: offset == Self.none ? nil : Int(offset))
    }
  }
  /// The case of each event as its place in `cases`; nil for an event of no case.
  var caseNumbers: LazyMapCollection<Range<Int>, Int?> {
    events { event in
      let number = self[.caseNumber, event]
      return number == Self.none ? nil : Int(number)
    }
  }
  /// The names of the cases.
  var cases: [String] { words.cases }

  private subscript(_ column: Column, _ event: Int) -> Int64 {
    numbers.withUnsafeBufferPointer { $0[column.rawValue * count + event] }
  }

  private func events<Value>(_ value: @escaping (Int) -> Value) -> LazyMapCollection<Range<Int>, Value> {
    (0..<count).lazy.map(value)
  }

  /// The number of events of no case, which are no samples.
  public var caselessCount: Int { caseNumbers.count { $0 == nil } }

  /// Checks that times can be compared.
  ///
  /// - Throws: `DatasetError` if some times have a zone and others have none.
  func checkZones() throws {
    guard let zonedLine = words.zonedLine, let zonelessLine = words.zonelessLine else { return }
    throw DatasetError(
      "`\(path)` should give every time its zone, such as `Z` or `+02:00`, or none. Found one in line \(zonedLine) and none in "
        + "line \(zonelessLine). `order: published` takes clocks as they are written.")
  }
}
