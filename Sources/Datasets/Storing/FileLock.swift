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

  func release() {
    if descriptor >= 0 { flock(descriptor, LOCK_UN) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}
