import Foundation
import Torch

/// A store of what was read from some files once. It is a folder of the cache whose name depends on the content of the
/// files and on the options that shape it, not on the place of the files.
///
/// A store is made in a folder of another name and renamed when it is whole. Processes that want the same store at the
/// same time wait for the one that makes it. A store can be removed at any time.
///
/// Once a store has its name, none of its files is written or shortened. A store that is not whole is removed and made
/// again. A process that has mapped a store therefore keeps what it has mapped, even if the folder is removed. The size
/// of every file is compared with the manifest when it is mapped. Only a program that shortens a file in place later
/// takes memory away from its readers; the system then ends them with SIGBUS, and `equipoise` says why.
struct ContentStore {
  private let kind: String
  private let format: Int
  private let files: [String?]
  private let options: Data
  private let cache: URL

  /// Names a store.
  ///
  /// - Parameters:
  ///   - kind: the start of the folder's name.
  ///   - format: the version of this way of reading and keeping such files.
  ///   - files: their paths; nil for a file that is not there. The first one exists, and is the one that an error
  ///     names.
  ///   - options: what the values depend on in addition to the files' content.
  ///   - cache: the folder of all stores.
  init(_ kind: String, format: Int, files: [String?], options: some Encodable, in cache: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    (self.kind, self.format, self.options, self.cache) = (kind, format, try encoder.encode(options), cache)
    self.files = files.map { $0.map { URL(fileURLWithPath: $0).path } }
  }

  /// Opens what is kept. If there is nothing, it is made first; in memory if the cache cannot be written.
  ///
  /// - Parameters:
  ///   - open: opens a folder that has this manifest; throws if it is not whole.
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
      // A fault of the data is the caller's to hear. Any other error is the disk's, so the data is read into memory
      // instead.
    } catch  where !(error is DatasetError) { return try make(nil).value }
    // If the files changed meanwhile, the store would keep new values under the name of the old content.
    guard try self.key() == key else {
      throw DatasetError(
        "The files of a data set should not change while they are read. Found `\(self.files[0] ?? "")` or one next to it changed."
      )
    }
    // What lies there is not whole. Without a store the next process reads the files again.
    try? files.removeItem(at: folder)
    let isWritten =
      (try? AtomicFile.write(JSONEncoder().encode(made.manifest), to: draft.appending(path: manifest))) != nil
    if isWritten { try? files.moveItem(at: draft, to: folder) }
    return made.value
  }

  /// The name, which changes with the content of the files and with the options; nil if a file cannot be read twice.
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
