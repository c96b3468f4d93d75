import Foundation

/// The names in a cache for a store that is being made: the folder `.KEY.PID.draft` in which a process makes it, and
/// the file `.KEY.lock` that the process holds meanwhile.
enum StoreDraft {
  private static let ending = "draft"

  /// The folder in which this process makes a store.
  static func folder(for store: URL) -> URL {
    store.deletingLastPathComponent().appending(path: ".\(store.lastPathComponent).\(getpid()).\(ending)")
  }

  static func lock(of key: String, in cache: URL) -> URL { cache.appending(path: ".\(key).lock") }

  /// Removes what killed processes left while they made a store: drafts whose process is gone and whose lock nobody
  /// holds. The lock counts too, since a process of another machine cannot be seen.
  static func removeLeftovers(in cache: URL) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: cache.path)) ?? [] {
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 4, parts[0].isEmpty, parts[3] == ending, let process = pid_t(parts[2]), process > 0,
        kill(process, 0) != 0, errno == ESRCH, let lock = FileLock(ifFree: lock(of: String(parts[1]), in: cache))
      else { continue }
      try? FileManager.default.removeItem(at: cache.appending(path: name))
      lock.release()
    }
  }
}
