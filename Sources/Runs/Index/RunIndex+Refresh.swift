import Datasets
import Foundation
import GRDB
import Printing
import Synchronization

extension RunIndex {
  /// A run's folder as the index knows it.
  private struct Known {
    var stamp: String
    var state: RunState
  }

  private struct Place {
    var path: String
    var folder: RunFolder
    var stamp: String
    var isPruned: Bool
  }

  /// Reads the runs that have changed since, removes those that are gone, and checks who works on the unfinished ones.
  func refresh() throws {
    let known = try self.known()
    let (places, seen) = places()
    let changed = places.filter { place in
      guard let old = known[place.path], !old.stamp.isEmpty, old.stamp == place.stamp else { return true }
      return old.state.mayChangeByLock
        && old.state != RunState(ofUnfinished: place.folder, isPruned: place.isPruned)
    }
    let gone = known.keys.filter { !seen.contains($0) }
    guard !changed.isEmpty || !gone.isEmpty else { return }
    var runs = Self.read(changed, settings)
    try database.write { database in
      for path in gone { try database.execute(sql: "DELETE FROM run WHERE path = ?", arguments: [path]) }
      let alone = try Self.alone(with: runs, database)
      for index in runs.indices {
        runs[index].addTestDeltaM(alone[runs[index].experiment] ?? [])
        try Self.write(runs[index], database)
      }
      try Self.writeNames(of: runs, database)
    }
  }

  private func known() throws -> [String: Known] {
    try database.read { database in
      let rows = try Row.fetchCursor(database, sql: "SELECT path, stamp, state FROM run")
      var known: [String: Known] = [:]
      while let row = try rows.next() {
        known[row[0]] = Known(stamp: row[1], state: RunState(rawValue: row[2]) ?? .unreadable)
      }
      return known
    }
  }

  /// The folders of all runs, and their paths.
  private func places() -> ([Place], Set<String>) {
    var places: [Place] = []
    let files = FileManager.default
    for experiment in IndexStamp.folders(in: folder) {
      let url = folder.appending(path: experiment)
      let pruned = Self.pruned(in: url)
      for cell in IndexStamp.folders(in: url) {
        let folder = RunFolder(url.appending(path: cell))
        guard files.fileExists(atPath: folder.url.appending(path: "config.yaml").path) || folder.isDone else {
          continue
        }
        places.append(
          Place(
            path: "\(experiment)/\(cell)", folder: folder, stamp: IndexStamp.of(folder), isPruned: pruned.contains(cell)
          ))
      }
    }
    return (places, Set(places.map(\.path)))
  }

  /// The runs that an experiment's search gave up.
  private static func pruned(in experiment: URL) -> Set<String> {
    struct Record: Decodable {
      struct Cell: Decodable {
        struct Pruning: Decodable {}
        var cell: String
        var pruned: Pruning?
      }
      var cells: [Cell]
    }
    guard let data = try? Data(contentsOf: experiment.appending(path: "search.json")),
      let record = try? JSONText.decoder.decode(Record.self, from: data)
    else { return [] }
    return Set(record.cells.filter { $0.pruned != nil }.map(\.cell))
  }

  /// Reads folders, several at a time.
  private static func read(_ places: [Place], _ settings: @escaping RunSettings.Reader) -> [IndexedRun] {
    final class Found: Sendable {
      let runs: Mutex<[IndexedRun?]>
      init(_ count: Int) { runs = Mutex([IndexedRun?](repeating: nil, count: count)) }
    }
    let found = Found(places.count)
    ParallelLoop.run(places.count) { index in
      let place = places[index]
      let run = IndexedRun(
        reading: place.folder, path: place.path, stamp: place.stamp, isPruned: place.isPruned, settings: settings)
      found.runs.withLock { $0[index] = run }
    }
    return found.runs.withLock { $0.compactMap(\.self) }
  }

  // MARK: rows

  /// Inserts or replaces a run's row.
  private static func write(_ run: IndexedRun, _ database: Database) throws {
    let columns = IndexColumn.fixed.map(\.name).filter { $0 != "path" }
    var values: [(any DatabaseValueConvertible)?] = [run.path, run.stamp, json(run.facts)]
    values.append(run.alone.map { json(AloneFigures(task: $0.task, validation: $0.validation, test: $0.test)) })
    var fixed = run.fixed
    fixed["state"] = .text(run.state.rawValue)
    values += columns.map { fixed[$0]?.databaseValue }
    let statement = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO run (path, stamp, facts, alone, \(columns.map { "\"\($0)\"" }.joined(separator: ", ")))
        VALUES (\(values.map { _ in "?" }.joined(separator: ", ")))
        """)
    try statement.execute(arguments: StatementArguments(values))
  }

  /// Adds the names of the runs' figures, with the direction in which each is better.
  private static func writeNames(of runs: [IndexedRun], _ database: Database) throws {
    let names = Set(runs.flatMap { run in run.facts.keys.map { [$0, run.better[$0]?.rawValue ?? ""] } })
    for pair in names {
      try database.execute(sql: "INSERT OR IGNORE INTO name VALUES (?, ?)", arguments: [pair[0], pair[1]])
    }
  }

  /// The figures of a task that was trained alone, as a row keeps them.
  private struct AloneFigures: Codable {
    var task: String
    var validation: [String: Double]
    var test: [String: Double]
  }

  /// The tasks that were trained alone, by experiment: those that have just been read and those of the index.
  private static func alone(with runs: [IndexedRun], _ database: Database) throws -> [String: [IndexedRun.Alone]] {
    var alone: [String: [IndexedRun.Alone]] = [:]
    for run in runs { if let figures = run.alone { alone[run.experiment, default: []].append(figures) } }
    for experiment in Set(runs.filter { $0.comparing != nil }.map(\.experiment)) {
      let texts = try String.fetchAll(
        database, sql: "SELECT alone FROM run WHERE experiment = ? AND alone IS NOT NULL", arguments: [experiment])
      for text in texts {
        guard let figures = try? JSONText.decoder.decode(AloneFigures.self, from: Data(text.utf8)) else { continue }
        alone[experiment, default: []].append(
          .init(task: figures.task, validation: figures.validation, test: figures.test))
      }
    }
    return alone
  }

  /// The facts as JSON that SQLite reads without loss: infinity is a number beyond the largest.
  private static func json(_ facts: [String: RunValue]) -> String {
    let encoder = JSONEncoder()
    let entries = facts.sorted { $0.key < $1.key }.map { name, value in
      let text: String
      switch value {
      case .number(let number) where number.isNaN: text = "null"
      case .number(let number): text = number.isFinite ? "\(number)" : number > 0 ? "9e999" : "-9e999"
      case .text(let words): text = String(decoding: (try? encoder.encode(words)) ?? Data("null".utf8), as: UTF8.self)
      }
      return "\(String(decoding: (try? encoder.encode(name)) ?? Data(), as: UTF8.self)):\(text)"
    }
    return "{\(entries.joined(separator: ","))}"
  }

  private static func json(_ figures: AloneFigures) -> String {
    String(decoding: (try? JSONText.encoder().encode(figures)) ?? Data(), as: UTF8.self)
  }
}

extension IndexedRun {
  var experiment: String { String(path.prefix { $0 != "/" }) }
}

extension RunValue {
  fileprivate var databaseValue: (any DatabaseValueConvertible)? {
    switch self {
    case .number(let number): number.isNaN ? nil : number
    case .text(let text): text
    }
  }
}
