import Foundation

/// A lock between processes, held until it is released or its process ends. If the file system has no locks, nobody
/// waits, and the same thing may be made twice.
final class FileLock {
  private let descriptor: Int32

  /// Waits until the lock is free, then takes it.
  init(_ url: URL) {
    descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    while descriptor >= 0, flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  /// Takes the lock if it is free; nil otherwise, and if the file system has no locks.
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
