import Foundation
import Printing
import Torch
import Training

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

extension RunFolder {
  /// A file of the folder that should be there.
  ///
  /// - Parameter what: what the file is, for the error.
  /// - Throws: ``ResultsError``, which tells a missing file from one that may not be read.
  package func file(_ name: String, what: String) throws(ResultsError) -> URL {
    let file = url.appending(path: name)
    guard access(file.path, R_OK) != 0 else { return file }
    let reason = errno
    if reason == ENOENT || reason == ENOTDIR { throw .missing(path: file.path, what: what) }
    throw .system(action: "read", path: file.path, reason: String(cString: strerror(reason)))
  }
}

extension RunFolder {
  /// Decodes a JSON file that says which schema it has. A file that says nothing has the first schema, which had no
  /// such entry.
  ///
  /// - Parameters:
  ///   - schemas: those that can be read, up to the one that is written.
  ///   - isMarked: whether every schema says which it is, so that a file without one is damaged.
  /// - Throws: ``ResultsError/schema(path:found:supported:)`` for another schema, before the rest is read;
  ///   ``ResultsError/damaged(path:line:reason:)`` for a file that is none of these.
  package static func decode<Content: Decodable>(
    _ type: Content.Type, from file: URL, schemas: ClosedRange<Int>, isMarked: Bool = false
  ) throws(ResultsError) -> Content {
    let data = try contents(of: file)
    do {
      let found =
        isMarked
        ? try JSONText.decoder.decode(SchemaMark.self, from: data).schema
        : try JSONText.decoder.decode(OptionalSchemaMark.self, from: data).schema ?? 1
      guard schemas.contains(found) else {
        throw ResultsError.schema(path: file.path, found: found, supported: schemas.upperBound)
      }
      return try JSONText.decoder.decode(type, from: data)
    } catch let error as ResultsError {
      throw error
    } catch {
      throw .damaged(path: file.path, line: nil, reason: reason(error))
    }
  }
}

private struct SchemaMark: Decodable { var schema: Int }
private struct OptionalSchemaMark: Decodable { var schema: Int? }

extension RunFolder {
  /// The run's checkpoints. The folder's name, a hash of the configuration, names the run in them.
  package var checkpoints: CheckpointStore {
    var store = CheckpointStore(
      folder: url.appending(path: "checkpoints"), run: url.standardizedFileURL.lastPathComponent)
    // A folder that was removed while it trains is not made again without its other files.
    store.makesParents = false
    return store
  }

  /// The run's checkpoints for writing: without what a killed writer left.
  ///
  /// - Throws: ``ResultsError`` where a symbolic link stands in the folder's place, which is not followed.
  package func checkpoints(holding lock: RunLock) throws -> CheckpointStore {
    try lock.check()
    let store = checkpoints
    var status = stat()
    if lstat(store.folder.path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK {
      throw ResultsError.system(
        action: "write", path: store.folder.path, reason: "it is a symbolic link, which is not followed")
    }
    try store.tidy()
    return store
  }
}
