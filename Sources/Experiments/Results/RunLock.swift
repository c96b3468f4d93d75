import Foundation

/// The right to write a run folder, held until the value is released or its process ends.
///
/// A `flock` on the file `lock`: the system drops it with the process, however that ended, so there are no stale locks.
/// The file itself stays, with the number of the process that held it last.
public final class RunLock: Sendable {
  private let descriptor: Int32

  /// How often a lock that is held is tried again, a millisecond apart.
  private static let patience = 20

  /// Locks a folder.
  ///
  /// - Throws: ``ResultsError/locked(path:owner:)`` where another process, or another lock of this one, holds it.
  init(folder: URL) throws(ResultsError) {
    let path = folder.appending(path: "lock").path
    let descriptor = try ResultsError.opening(path, O_RDWR)
    var attempts = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      // Somebody may be looking whether it is held, which takes an instant.
      if errno == EWOULDBLOCK, attempts < Self.patience {
        attempts += 1
        usleep(1000)
        continue
      }
      let failure: ResultsError =
        errno == EWOULDBLOCK
        ? .locked(path: folder.path, owner: Self.owner(descriptor)) : ResultsError.last("lock", path)
      close(descriptor)
      throw failure
    }
    do throws(ResultsError) {
      guard ftruncate(descriptor, 0) == 0 else { throw ResultsError.last("write", path) }
      try ResultsError.appending(Data("process \(getpid())\n".utf8), to: descriptor, path)
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  private static func owner(_ descriptor: Int32) -> String? {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return nil }
    let text = String(decoding: bytes.prefix(count), as: UTF8.self)
    return text.split(separator: "\n").first.map(String.init)
  }

  deinit { close(descriptor) }
}
