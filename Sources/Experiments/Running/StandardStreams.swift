@preconcurrency import Foundation
import Torch

/// The three streams that a process is given, which may be closed, full or gone.
public enum StandardStreams {
  /// Makes them safe to use. Call it first, before any file is opened.
  ///
  /// A stream that is closed is opened on `/dev/null`: the next file that is opened would take its number, and progress
  /// would be written into it. A pipe whose reader is gone then fails a write instead of ending the process; programs that
  /// this one starts have the system's default again.
  public static func prepare() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // The lowest free number is this one, since those below are open by now.
      _ = open("/dev/null", O_RDWR)
    }
    signal(SIGPIPE) { _ in }
  }

  /// Tells the user something. That nobody can read it is no reason to end what is told about.
  public static func tell(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// Writes a line for the program that started this one.
  ///
  /// - Returns: whether it could be written; nobody reads it where not.
  public static func answer(_ text: String) -> Bool { write(text + "\n", to: STDOUT_FILENO) }

  /// Hands over what has been printed.
  ///
  /// - Throws: ``OutputError`` where not everything could be written. A pipe whose reader wanted no more ends the process
  ///   quietly, as the system's own programs do.
  public static func finish() throws(OutputError) {
    let flushed = fflush(stdout)
    let reason = errno
    guard flushed != 0 || ferror(stdout) != 0 else { return }
    if isBroken(STDOUT_FILENO) {
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    throw OutputError(reason: flushed != 0 ? String(cString: strerror(reason)) : nil)
  }

  /// Whether a path leads to what this process has as standard output, as `/dev/stdout` does.
  public static func isOutput(_ url: URL) -> Bool { AtomicFile.isStandardOutput(url) }

  /// What could not be written to standard output.
  public struct OutputError: Error, CustomStringConvertible {
    let reason: String?

    public var description: String {
      "Could not write all of the standard output" + (reason.map { ": \($0)." } ?? ".")
    }
  }

  /// Whether a stream is a pipe that nobody reads. A terminal that went away looks the same to `poll`, but what is lost there
  /// is lost unwanted.
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
