import Foundation
import GRDB

/// The index of all runs below a folder: `index.sqlite` in it.
///
/// ```swift
/// let index = try RunIndex(of: URL(filePath: "runs"))
/// let best = try index.runs(where: "method = uw-so and validation.delta-m < 0", sort: ["validation.delta-m"])
/// ```
///
/// The folders are the truth: if anything is wrong with the file, it is mended by reading them again. Opening the index
/// brings it up to date with the folders that have changed. If it cannot be written, or another process keeps it, it
/// lives in memory. Several processes may use it at once.
package final class RunIndex {
  /// The folder of runs: `runs/<experiment>/<cell>`.
  package let folder: URL
  private(set) var database: DatabaseQueue
  /// Why the index lives in memory ("database is locked"); nil where it is the file.
  package private(set) var refusal: String?

  /// The version of the tables; an index of another version is rebuilt.
  static let schema = 2
  static let fileName = "index.sqlite"
  /// The seconds to wait for another process that writes.
  private static let patience = 2.0

  private let note: (String) -> Void
  let settings: RunSettings.Reader

  /// Opens the index and reads what has changed.
  ///
  /// - Parameters:
  ///   - rebuilding: whether to read everything again.
  ///   - settings: reads the runs' configurations.
  ///   - note: called with a sentence if the index had to be rebuilt.
  /// - Throws: ``ResultsError`` if there is no such folder.
  package init(
    of folder: URL, rebuilding: Bool = false, settings: @escaping RunSettings.Reader, note: @escaping (String) -> Void
  ) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
      throw ResultsError.missing(path: folder.relativeToCurrentFolder, what: "a folder of runs")
    }
    self.folder = folder
    self.note = note
    self.settings = settings
    database = try DatabaseQueue()
    let existed = FileManager.default.fileExists(atPath: file.path)
    do {
      try mending {
        if rebuilding {
          database = try Self.remake(file, anyway: true)
        } else {
          database = try Self.open(file)
        }
        try refresh()
      }
    } catch  where error is Unusable || (error as? DatabaseError)?.isRefusal == true {
      try moveToMemory(Self.reason(error))
      return
    }
    if !existed, !rebuilding, case let count = try count(), count > 0 {
      note("`\(file.relativeToCurrentFolder)` was made from \(count) runs.")
    }
  }

  private var file: URL { folder.appending(path: Self.fileName) }

  /// Reads from the index. If that shows it to be damaged, it is rebuilt and read again.
  ///
  /// - Throws: ``RunQueryError`` for a question that SQLite refuses for any content of the index.
  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do {
      return try mending {
        do { return try database.read(body) } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
          // SQLite has one code for a wrong question and for a table that lacks a column. Without runs, only the
          // question can be wrong.
          try Self.check(body)
          throw error
        }
      }
    } catch let error as DatabaseError where error.isRefusal {
      try moveToMemory(Self.reason(error))
      return try database.read(body)
    }
  }

  /// Checks a question on an index without runs, which tells a question that SQLite refuses from a damaged index.
  private static func check<Result>(_ question: (Database) throws -> Result) throws {
    let empty = try DatabaseQueue()
    try makeTables(in: empty)
    do { _ = try empty.read(question) } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
      throw RunQueryError("The index cannot answer: \(reason(error)).")
    }
  }

  /// Uses the index, and once more if it had to be rebuilt. Another process may damage it again meanwhile.
  private func mending<Result>(_ body: () throws -> Result) throws -> Result {
    let deadline = ContinuousClock.now + .seconds(Self.patience)
    var mendings = 0
    while true {
      do { return try body() } catch let reason as Unusable where mendings < Self.attempts {
        try mend(reason.text, anyway: false)
      } catch let error as DatabaseError where error.isBusy && ContinuousClock.now < deadline {
        // The change to a log, unlike other writing, does not wait for others by itself.
        usleep(50_000)
        continue
      } catch let error as DatabaseError where error.isDamage && mendings < Self.attempts {
        // A damaged file can open without an error.
        try mend("was damaged (\(Self.reason(error)))", anyway: true)
      }
      mendings += 1
    }
  }

  /// Reads the folders into memory, if the file cannot be used.
  private func moveToMemory(_ reason: String) throws {
    refusal = reason
    database = try DatabaseQueue()
    try Self.makeTables(in: database)
    try refresh()
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as DatabaseError: error.message ?? error.resultCode.description
    case let reason as Unusable: reason.text
    default: "\(error)"
    }
  }

  private static let attempts = 10

  private func mend(_ reason: String, anyway: Bool) throws {
    database = try Self.remake(file, anyway: anyway)
    try refresh()
    let count = try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") ?? 0 }
    note("`\(file.relativeToCurrentFolder)` \(reason). It was made again from \(count) runs.")
  }

  /// The number of runs.
  package func count() throws -> Int { try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") ?? 0 } }

  /// The names of hyper-parameters, configuration and figures that runs have.
  func names() throws -> [String] {
    try read { try String.fetchAll($0, sql: "SELECT DISTINCT name FROM name ORDER BY name") }
  }

  // MARK: the file

  /// The reason why a file cannot be used as the index.
  private struct Unusable: Error {
    var text: String
    init(_ text: String) { self.text = text }
  }

  private static func open(_ file: URL) throws -> DatabaseQueue {
    do {
      var configuration = GRDB.Configuration()
      configuration.journalMode = .wal
      configuration.busyMode = .timeout(patience / 4)
      let database = try DatabaseQueue(path: file.path, configuration: configuration)
      let found = try database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
      guard found == 0 || found == schema else {
        throw Unusable("had schema \(found), where this version has \(schema)")
      }
      try makeTables(in: database)
      let foreign = try database.read { try String.fetchOne($0, sql: foreignTables) }
      if let foreign { throw Unusable("had `\(foreign)`, which is not part of it") }
      let check = try database.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
      guard check == "ok" else { throw Unusable("was damaged (\(check?.prefix(80) ?? "no answer"))") }
      return database
    } catch let error as DatabaseError where error.isDamage {
      throw Unusable("was damaged (\(error.message ?? "no database"))")
    }
  }

  /// A query for triggers and views of others: a trigger could change or refuse what is written.
  private static let foreignTables =
    "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view') OR type = 'table' AND name NOT IN ('run', 'name') LIMIT 1"

  private static func makeTables(in database: DatabaseQueue) throws {
    guard try database.read({ try Int.fetchOne($0, sql: "PRAGMA user_version") }) == 0 else { return }
    let columns = IndexColumn.fixed.filter { $0.name != "path" }.map { "\"\($0.name)\" \($0.isText ? "TEXT" : "REAL")" }
    try database.write { database in
      try database.execute(
        sql: """
          CREATE TABLE IF NOT EXISTS run (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, facts TEXT NOT NULL,
            alone TEXT, \(columns.map { "\($0) COLLATE NOCASE" }.joined(separator: ", ")));
          CREATE TABLE IF NOT EXISTS name (name TEXT NOT NULL, better TEXT NOT NULL, PRIMARY KEY (name, better));
          PRAGMA user_version = \(schema);
          """)
    }
  }

  /// Replaces a file that cannot be used. If several processes find it so, one of them replaces it.
  private static func remake(_ file: URL, anyway: Bool) throws -> DatabaseQueue {
    let deadline = ContinuousClock.now + .seconds(patience)
    // The folder is locked and not the file, because the file is removed: a lock on it would stay with the removed one.
    let folder = Foundation.open(file.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    defer { close(folder) }
    while flock(folder, LOCK_EX | LOCK_NB) != 0 {
      // The process that makes it may be stopped.
      guard errno == EINTR || ContinuousClock.now < deadline else { throw DatabaseError(resultCode: .SQLITE_BUSY) }
      usleep(10_000)
    }
    // Another process may have replaced it while this one waited.
    if !anyway, let made = try? open(file) { return made }
    for suffix in ["", "-wal", "-shm"] { unlink(file.path + suffix) }
    return try open(file)
  }
}

extension DatabaseError {
  /// Whether the file is no database, or not a whole one.
  fileprivate var isDamage: Bool {
    [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_MISMATCH, .SQLITE_CONSTRAINT].contains(resultCode)
  }

  /// Whether another process keeps the file.
  fileprivate var isBusy: Bool { [.SQLITE_BUSY, .SQLITE_LOCKED].contains(resultCode) }

  /// Whether the folder does not permit an index.
  fileprivate var isRefusal: Bool {
    isBusy
      || [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_AUTH]
        .contains(resultCode)
  }
}
