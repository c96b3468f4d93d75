import Foundation
import Torch

/// What was read from some files once, in a folder of the cache whose name depends on the content of the files and on the options
/// that shape it, not on where the files lie.
///
/// It is made in a folder of another name and renamed when it is whole. Processes that want the same store at the same time
/// wait for the one that makes it. It can be removed at any time.
///
/// No file of a store is written again once the store has its name, and none is shortened: a store that is not whole is removed
/// and made again. So a process that has mapped a store keeps what it has mapped, whatever happens to the folder. The size of
/// every file is compared with the manifest when it is mapped. Only a program that shortens a file in place later on takes
/// memory away from the processes that read it; the system then ends them with SIGBUS, and `equipoise` says why.
struct ContentStore {
  private let kind: String
  private let format: Int
  private let files: [String?]
  private let options: Data
  private let cache: URL

  /// - Parameters:
  ///   - kind: the front of the folder's name.
  ///   - format: the number of this way of reading and keeping such files.
  ///   - files: their paths, nil where there is none in that place; the first is there, and is what an error names.
  ///   - options: what the values depend on, other than the files' content.
  ///   - cache: the folder of all stores.
  init(_ kind: String, format: Int, files: [String?], options: some Encodable, in cache: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    (self.kind, self.format, self.options, self.cache) = (kind, format, try encoder.encode(options), cache)
    self.files = files.map { $0.map { URL(fileURLWithPath: $0).path } }
  }

  /// Opens what is kept, and makes it where that is yet to be done: in memory where the cache cannot be written.
  ///
  /// - Parameters:
  ///   - open: opens a folder of which this is the manifest; throws where it is not whole.
  ///   - make: reads the files, and writes into the folder; nil for memory. Its manifest is written last.
  func value<Value, Manifest: Codable>(
    open: (Manifest, URL) throws -> Value, make: (URL?) throws -> (value: Value, manifest: Manifest)
  ) throws -> Value {
    guard let key = try key() else { return try make(nil).value }
    let folder = cache.appending(path: "\(kind)-\(key)"), manifest = "manifest.json"
    func opened() -> Value? {
      guard let data = try? Data(contentsOf: folder.appending(path: manifest)),
        let manifest = try? JSONDecoder().decode(Manifest.self, from: data)
      else { return nil }
      return try? open(manifest, folder)
    }
    if let value = opened() { return value }
    let files = FileManager.default
    guard (try? files.createDirectory(at: cache, withIntermediateDirectories: true)) != nil else {
      return try make(nil).value
    }
    StoreDraft.removeLeftovers(in: cache)
    let lock = FileLock(StoreDraft.lock(of: folder.lastPathComponent, in: cache))
    defer { lock.release() }
    // Another process may have made it while this one waited.
    if let value = opened() { return value }
    let draft = StoreDraft.folder(for: folder)
    try? files.removeItem(at: draft)
    defer { try? files.removeItem(at: draft) }
    let made: (value: Value, manifest: Manifest)
    do {
      try files.createDirectory(at: draft, withIntermediateDirectories: true)
      made = try make(draft)
    } catch  where !(error is DatasetError) { return try make(nil).value }
    guard try self.key() == key else {
      throw DatasetError(
        "The files of a data set should not change while they are read. Found `\(self.files[0] ?? "")` or one beside it changed."
      )
    }
    // What lies there is not whole. Without a store the next process reads the files again.
    try? files.removeItem(at: folder)
    let isWritten =
      (try? AtomicFile.write(JSONEncoder().encode(made.manifest), to: draft.appending(path: manifest))) != nil
    if isWritten { try? files.moveItem(at: draft, to: folder) }
    return made.value
  }

  /// A name that changes with the content of the files and with the options; nil where a file cannot be read twice.
  private func key() throws -> String? {
    var contents = ["\(format)"]
    for file in files {
      guard let file else { contents.append("-"); continue }
      guard let digest = try FileDigest.of(file, in: cache.appending(path: ".digests")) else { return nil }
      contents.append(digest)
    }
    return FileDigest.name(of: Data(contents.joined(separator: " ").utf8) + options)
  }
}
