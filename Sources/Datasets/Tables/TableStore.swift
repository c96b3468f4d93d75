import Foundation
import Torch

/// Encoded tables in mapped files, so that a table is parsed once and then opened by every process that wants it.
///
/// A store is a folder of the cache whose name depends on the content of the files and on the schema, not on where the files
/// lie. It is made in a folder of another name and renamed when it is whole. Processes that want the same store at the same
/// time wait for the one that makes it. It can be removed at any time.
struct TableStore {
  /// What the folder says of itself: `manifest.json`.
  private struct Manifest: Codable {
    var format = TableStore.format
    var encoding: TableEncoding
    /// By split, in their order.
    var counts: [Int]
    var isComplete: [[String: Bool]]
    var notes: [String]
    var fingerprint: String
  }

  /// The number of this way of encoding and keeping tables.
  static let format = 1

  private let cache: URL
  private let schema: TableSchema

  init(_ schema: TableSchema, in cache: URL) { (self.schema, self.cache) = (schema, cache) }

  /// Opens the table, and reads its files where that is yet to be done: into memory where the cache cannot be written, since a
  /// table that fits there needs no store.
  ///
  /// - Throws: `DatasetError`, see ``Table/init(_:)``.
  func table() throws -> Table {
    let reading = try TableReading(schema)
    guard let key = try key() else { return try reading.table { _ in nil } }
    let folder = cache.appending(path: "table-\(key)")
    if let table = opened(folder) { return table }
    let files = FileManager.default
    guard (try? files.createDirectory(at: cache, withIntermediateDirectories: true)) != nil else {
      return try reading.table { _ in nil }
    }
    StoreDraft.removeLeftovers(in: cache)
    let lock = FileLock(StoreDraft.lock(of: folder.lastPathComponent, in: cache))
    defer { lock.release() }
    // Another process may have made it while this one waited.
    if let table = opened(folder) { return table }
    let draft = StoreDraft.folder(for: folder)
    try? files.removeItem(at: draft)
    defer { try? files.removeItem(at: draft) }
    let table: Table
    do {
      try files.createDirectory(at: draft, withIntermediateDirectories: true)
      table = try reading.table { TableFields(folder: draft, split: $0) }
    } catch  where !(error is DatasetError) { return try reading.table { _ in nil } }
    guard try self.key() == key else {
      throw DatasetError("The files of a table should not change while they are read. Found `\(schema.train)` changed.")
    }
    let parts = [table.train, table.validation, table.test]
    let manifest = Manifest(
      encoding: table.encoding, counts: parts.map(\.count), isComplete: parts.map(\.isComplete), notes: table.notes,
      fingerprint: table.fingerprint)
    // What lies there is not whole. Without a store the next process reads the files again.
    try? files.removeItem(at: folder)
    let isWritten =
      (try? AtomicFile.write(JSONEncoder().encode(manifest), to: draft.appending(path: "manifest.json"))) != nil
    if isWritten { try? files.moveItem(at: draft, to: folder) }
    return table
  }

  /// The table of a store that is whole; nil where there is none.
  private func opened(_ folder: URL) -> Table? {
    guard let data = try? Data(contentsOf: folder.appending(path: "manifest.json")),
      let manifest = try? JSONDecoder().decode(Manifest.self, from: data), manifest.format == Self.format,
      manifest.counts.count == Split.allCases.count, manifest.isComplete.count == manifest.counts.count
    else { return nil }
    let encoding = manifest.encoding
    let parts = try? zip(Split.allCases, zip(manifest.counts, manifest.isComplete)).map { split, part in
      let fields = TableFields(folder: folder, split: split)
      let layout = TableFields.inputs(width: encoding.inputNames.count)
      let targets = try encoding.targets.enumerated().map { number, target in
        (target.name, try fields.field(target.layout(number), count: part.0, absence: target.absence))
      }
      return Table.Part(
        count: part.0, inputField: try fields.field(layout, count: part.0, absence: .never),
        targetFields: Dictionary(uniqueKeysWithValues: targets), isComplete: part.1)
    }
    return parts.map { Table(schema, encoding, $0, notes: manifest.notes, fingerprint: manifest.fingerprint) }
  }

  /// A name that changes with the content of the files and with the schema; nil where a file cannot be read twice.
  private func key() throws -> String? {
    var named = schema, contents = ["\(Self.format)"]
    for file in [schema.train, schema.validation, schema.test] {
      guard let path = file.map({ URL(fileURLWithPath: $0).path }) else { contents.append("-"); continue }
      guard let digest = try FileDigest.of(path, in: cache.appending(path: ".digests")) else { return nil }
      contents.append(digest)
    }
    (named.train, named.validation, named.test, named.textLimit) = ("", nil, nil, 0)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return ContentDigest.of(Data(contents.joined(separator: " ").utf8) + (try encoder.encode(named)))
  }
}
