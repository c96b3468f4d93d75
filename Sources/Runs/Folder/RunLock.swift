import Foundation

/// The right to write a run folder, held until the value is released or its process ends.
///
/// A `flock` on the file `lock`: the system drops it with the process, however that ended, so there are no stale locks.
/// The file itself stays, with the number of the process that held it last.
package final class RunLock: Sendable {
  package static let fileName = "lock"

  private let descriptor: Int32
  private let path: String

  /// The number of times that a held lock is tried again, a millisecond apart.
  private static let patience = 100

  /// Locks a folder.
  ///
  /// - Throws: ``ResultsError/locked(path:owner:)`` if another process, or another lock of this one, holds it.
  init(folder: URL) throws(ResultsError) {
    path = folder.appending(path: Self.fileName).path
    descriptor = try Self.descriptor(path, of: folder)
  }

  private static func descriptor(_ path: String, of folder: URL) throws(ResultsError) -> Int32 {
    for _ in 0..<patience {
      let descriptor = try ResultsError.opening(path, O_RDWR)
      do throws(ResultsError) {
        try take(descriptor, path, of: folder)
        // The former holder may have removed the file, and another process may hold the one that replaced it.
        if isFile(descriptor, at: path) {
          guard ftruncate(descriptor, 0) == 0 else { throw ResultsError.last("write", path) }
          try ResultsError.appending(Data("process \(getpid())\n".utf8), to: descriptor, path)
          return descriptor
        }
      } catch {
        close(descriptor)
        throw error
      }
      close(descriptor)
    }
    throw .locked(path: folder.path, owner: nil)
  }

  private static func take(_ descriptor: Int32, _ path: String, of folder: URL) throws(ResultsError) {
    var attempts = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else { throw ResultsError.last("lock", path) }
      // Somebody may be looking whether it is held, which takes an instant.
      guard attempts < patience else { throw .locked(path: folder.path, owner: owner(descriptor)) }
      attempts += 1
      usleep(1000)
    }
  }

  /// Checks that the lock still protects its folder.
  ///
  /// - Throws: ``ResultsError/missing(path:what:)`` if the lock's file is gone, for example with the whole folder.
  package func check() throws(ResultsError) {
    guard Self.isFile(descriptor, at: path) else {
      throw .missing(path: path, what: "the lock of the process that writes the run, until its end")
    }
  }

  /// Whether a path still leads to an open file.
  private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
    var (own, named) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && lstat(path, &named) == 0 && own.st_dev == named.st_dev
      && own.st_ino == named.st_ino
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
