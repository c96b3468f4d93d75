import Foundation
import Printing
import Torch

/// The folder of one run: `metrics.jsonl`, `result.json`, and the other files that the trainer keeps.
///
/// ```swift
/// let folder = try RunFolder.create(at: url)
/// let lock = try folder.lock()                // throws where another process writes it
/// try folder.truncateRecords(afterEpoch: 12)  // on resume, to the checkpoint's epoch
/// try folder.append(record)                   // once an epoch
/// try folder.finish(result)                   // last: now it is done
/// ```
package struct RunFolder: Sendable, Hashable {
  package let url: URL

  /// Names a folder that may or may not exist. Reading a missing one throws.
  package init(_ url: URL) { self.url = url }

  /// Creates the folder and those above it if they are missing.
  package static func create(at url: URL) throws(ResultsError) -> RunFolder {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw .system(action: "create", path: url.path, reason: reason(error))
    }
    return RunFolder(url)
  }

  package var resultFile: URL { url.appending(path: "result.json") }
  package var metricsFile: URL { url.appending(path: "metrics.jsonl") }

  /// Whether the run ended: `result.json` is there.
  package var isDone: Bool { FileManager.default.fileExists(atPath: resultFile.path) }

  /// Takes the right to write, and removes temporary files of a killed writer.
  ///
  /// - Throws: ``ResultsError/locked(path:owner:)`` if another process holds it.
  package func lock() throws(ResultsError) -> RunLock {
    let lock = try RunLock(folder: url)
    clearTemporaries()
    return lock
  }

  /// Removes temporary files of a killed writer. Only a process that holds the lock may call this.
  package func clearTemporaries() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(AtomicFile.temporarySuffix) {
      unlink(url.appending(path: name).path)
    }
  }

  /// Removes everything except the lock, which the caller holds: a process that waits for it must find the same file.
  package func empty(holding lock: RunLock) throws(ResultsError) {
    try lock.check()
    do {
      for name in try FileManager.default.contentsOfDirectory(atPath: url.path) where name != RunLock.fileName {
        try FileManager.default.removeItem(at: url.appending(path: name))
      }
    } catch {
      throw .system(action: "empty", path: url.path, reason: Self.reason(error))
    }
  }

  /// Replaces a file of the folder, whole or not at all.
  package func write(_ data: Data, as name: String) throws(ResultsError) {
    try ResultsError.replacing(url.appending(path: name), with: data)
  }

  /// Writes `result.json`. Call it last.
  package func finish(_ result: RunResult) throws(ResultsError) {
    let data: Data
    do { data = try JSONText.encoder(.prettyPrinted).encode(result) } catch {
      throw .system(action: "encode", path: resultFile.path, reason: Self.reason(error))
    }
    try ResultsError.replacing(resultFile, with: data + Data("\n".utf8))
  }

  /// Reads `result.json`. A result of an older schema is converted to the newest.
  ///
  /// - Throws: ``ResultsError/schema(path:found:supported:)`` for a result of a newer version.
  package func result() throws(ResultsError) -> RunResult {
    var result = try Self.decode(
      RunResult.self, from: resultFile, schemas: 1...RunResult.currentSchema, isMarked: true)
    try result.migrate(in: self)
    return result
  }

  /// The bytes of a file, with its path in the error.
  package static func contents(of url: URL) throws(ResultsError) -> Data {
    do { return try Data(contentsOf: url) } catch {
      if !FileManager.default.fileExists(atPath: url.path) { throw .missing(path: url.path, what: "a file") }
      throw .system(action: "read", path: url.path, reason: Self.reason(error))
    }
  }
}
