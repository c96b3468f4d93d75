import Foundation

extension RunLock {
  /// Whether a process holds a folder's lock. It tries the lock for an instant and changes no file; a writer that comes
  /// at that instant waits for it.
  static func isHeld(_ folder: URL) -> Bool {
    let descriptor = open(folder.appending(path: fileName).path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }
}
