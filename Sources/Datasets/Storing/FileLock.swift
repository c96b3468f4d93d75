import Foundation

/// A lock between processes, held until it is released or its process ends. Where the file system has none, nobody waits:
/// what is made then is only made twice.
final class FileLock {
  private let descriptor: Int32

  /// Waits until the lock is free.
  init(_ url: URL) {
    descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    while descriptor >= 0, flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  /// Takes the lock if nobody holds it; nil otherwise, and where the file system has no locks.
  init?(ifFree url: URL) {
    descriptor = open(url.path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
  }

  func release() {
    if descriptor >= 0 { flock(descriptor, LOCK_UN) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}
