import Foundation

/// The options on which a kept log depends, in addition to the content of its file.
private struct EventLogOptions: Encodable {
  var columns: EventLog.Columns
  var separator: String
  var missingCases: [String]
}

/// The manifest of a log that is kept as numbers. A log is parsed once, and then every process that wants it opens the
/// numbers.
private struct EventLogManifest: Codable {
  var count: Int
  var words: EventLog.Words
}

extension EventLog {
  /// The version of this way of keeping logs.
  private static let format = 1

  /// Reads a log once, and opens the kept numbers from `cache` afterwards.
  ///
  /// - Parameter cache: the folder of all stores; nil for memory.
  /// - Throws: `DatasetError`, see ``init(_:columns:separator:missingCases:)``.
  public init(
    _ url: URL, columns: Columns = Columns(), separator: Character = ",", missingCases: Set<String> = [""], cache: URL?
  ) throws {
    func read() throws -> EventLog {
      try EventLog(url, columns: columns, separator: separator, missingCases: missingCases)
    }
    guard let cache else { self = try read(); return }
    let options = EventLogOptions(
      columns: columns, separator: String(separator), missingCases: missingCases.sorted())
    let store = try ContentStore("log", format: Self.format, files: [url.path], options: options, in: cache)
    self = try store.value(
      open: { (manifest: EventLogManifest, folder) in try EventLog(manifest, in: folder, of: url.path) },
      make: { folder in
        let log = try read()
        if let folder { try log.keep(in: folder) }
        return (log, EventLogManifest(count: log.count, words: log.words))
      })
  }

  private static func file(in folder: URL) -> URL { folder.appending(path: "events.npy") }

  /// The layout of the numbers: one sample is a column of all events.
  private static func layout(count: Int) -> SampleField { SampleField("events", .int64, [count]) }

  private func keep(in folder: URL) throws {
    let writer = try ValueWriter<Int64>(Self.file(in: folder), Self.layout(count: count), count: Column.allCases.count)
    try numbers.withUnsafeBufferPointer { try writer.append($0) }
    try writer.close()
  }

  /// Opens a kept log.
  ///
  /// - Throws: `DatasetError` if the folder is not whole, or a number has no text.
  private init(_ manifest: EventLogManifest, in folder: URL, of path: String) throws {
    let columns = Column.allCases.count, words = manifest.words
    let (file, start) = try SampleStore.mapped(Self.file(in: folder), Self.layout(count: manifest.count), columns)
    self.init(numbers: FieldValues(file, at: start, count: columns * manifest.count), words: words, path: path)
    for column in Column.allCases {
      let known = column.numbers(words)
      let isWhole = numbers.withUnsafeBufferPointer { numbers in
        numbers[column.rawValue * count..<(column.rawValue + 1) * count].allSatisfy {
          known.contains($0) || $0 == Self.none && column.maybeNone
        }
      }
      guard isWhole else { throw DatasetError("`\(file.path)` should hold the numbers of a log. Found others.") }
    }
  }
}

extension EventLog.Column {
  /// The numbers that the column may hold.
  fileprivate func numbers(_ words: EventLog.Words) -> Range<Int64> {
    switch self {
    case .activity: 0..<Int64(words.activities.count)
    case .resource: 0..<Int64(words.resources.count)
    case .caseNumber: 0..<Int64(words.cases.count)
    case .clock: Timestamp.clocks
    case .offset: Timestamp.offsets
    }
  }

  fileprivate var maybeNone: Bool { self == .offset || self == .caseNumber }
}
