@preconcurrency import Foundation

/// The three standard streams of this process, which may be closed, full or gone.
package enum StandardStreams {
  /// Makes the streams safe to use. Call it first, before any file is opened.
  ///
  /// A closed stream is opened on `/dev/null`. Otherwise the next file that is opened would get its number, and
  /// progress would be written into it. After the call, a write to a pipe without a reader fails instead of ending the
  /// process. Programs that this one starts have the system's default again.
  package static func prepare() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // The lowest free number is this one, since those below are open by now.
      _ = open("/dev/null", O_RDWR)
    }
    signal(SIGPIPE) { _ in }
  }

  /// Tells the user something. A text that cannot be written is lost without an error.
  package static func tell(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// Writes a line for the program that started this one.
  ///
  /// - Returns: whether it could be written; false if nobody reads it.
  package static func answer(_ text: String) -> Bool { write(text + "\n", to: STDOUT_FILENO) }

  /// Writes out what has been printed.
  ///
  /// - Throws: ``OutputError`` if not everything could be written. A pipe whose reader wanted no more ends the process
  ///   quietly, as the system's own programs do.
  package static func finish() throws(OutputError) {
    let flushed = fflush(stdout)
    let reason = errno
    guard flushed != 0 || ferror(stdout) != 0 else { return }
    if isBroken(STDOUT_FILENO) {
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    throw OutputError(reason: flushed != 0 ? String(cString: strerror(reason)) : nil)
  }

  /// An error for output that could not be written to standard output.
  package struct OutputError: Error, CustomStringConvertible {
    let reason: String?

    package var description: String {
      "Could not write all of the standard output" + (reason.map { ": \($0)." } ?? ".")
    }
  }

  /// Whether a stream is a pipe that nobody reads. A terminal that went away looks the same to `poll`, but its reader
  /// did not choose to lose the output.
  private static func isBroken(_ descriptor: Int32) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0, [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT) else { return false }
    var look = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&look, 1, 0) == 1 && look.revents & Int16(POLLERR) != 0
  }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Foundation.write(descriptor, rest.baseAddress!, rest.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return true
    }
  }
}
