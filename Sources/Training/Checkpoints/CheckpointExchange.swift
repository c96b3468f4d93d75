import Foundation
import Torch

/// The exchange in which a checkpoint replaces the one before: `NAME.new` is written, `NAME` becomes `NAME.old`,
/// `NAME.new` becomes `NAME`, and `NAME.old` is removed. At each moment one of the three is whole.
struct CheckpointExchange {
  private static let (newSuffix, oldSuffix) = (".new", ".old")
  /// The number of times that a reader begins again because a writer took away what it was reading.
  private static let attempts = 20

  private let folder: URL
  private let target: URL
  private let fresh: URL
  private let old: URL

  init(_ name: String, in folder: URL) {
    self.folder = folder
    target = folder.appending(path: name)
    fresh = folder.appending(path: name + Self.newSuffix)
    old = folder.appending(path: name + Self.oldSuffix)
  }

  /// The checkpoint's name that a folder of an exchange belongs to; nil for any other folder.
  static func name(of entry: String) -> String? {
    [newSuffix, oldSuffix].first { entry.hasSuffix($0) }.map { String(entry.dropLast($0.count)) }
  }

  // MARK: writing

  /// Makes the empty folder of the new checkpoint.
  func begin() throws -> URL {
    // An earlier exchange may have been cut off: after its first renaming it is finished before the new one is touched,
    // and after its second only the old one is left to be removed.
    try tidy()
    guard mkdir(fresh.path, 0o755) == 0 else { throw CheckpointStore.failure("made", fresh) }
    return fresh
  }

  func complete() throws {
    if isThere(target) { try move(target, to: old) }
    try move(fresh, to: target)
    try AtomicFile.flush(folder: folder)
    try? FileManager.default.removeItem(at: old)
  }

  /// Completes an exchange that was cut off, and removes what is left of it. A new checkpoint that was still being
  /// written does not count.
  func tidy() throws {
    if !isThere(target), let whole = [fresh, old].first(where: isWhole) { try move(whole, to: target) }
    for rest in [fresh, old] where isThere(rest) { try? FileManager.default.removeItem(at: rest) }
  }

  private func move(_ from: URL, to place: URL) throws {
    guard rename(from.path, place.path) == 0 else { throw CheckpointStore.failure("renamed", from) }
  }

  // MARK: reading

  /// Reads the checkpoint that is whole at this moment; nil if there is none. If a writer exchanges it meanwhile, the
  /// new one is read instead.
  func reading<Result>(_ body: (URL) throws -> Result) throws -> Result? {
    var attempt = 0
    while true {
      attempt += 1
      // A writer may rename between two looks, so that one look that finds nothing does not tell.
      guard let source = whole() ?? whole() else { return nil }
      let before = identity(source)
      let result = Swift.Result { try body(source) }
      if attempt == Self.attempts || before != nil && identity(source) == before { return try result.get() }
    }
  }

  private func whole() -> URL? { isThere(target) ? target : [fresh, old].first(where: isWhole) }

  private func isWhole(_ place: URL) -> Bool { isThere(CheckpointState.file(in: place)) }

  private func isThere(_ place: URL) -> Bool {
    var status = stat()
    return lstat(place.path, &status) == 0
  }

  /// The numbers that tell a checkpoint from another one in the same place.
  private func identity(_ place: URL) -> [Int]? {
    var status = stat()
    guard stat(CheckpointState.file(in: place).path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return [Int(status.st_dev), Int(status.st_ino), time.tv_sec, time.tv_nsec]
  }
}
