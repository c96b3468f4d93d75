import Foundation

extension AtomicFile {
  /// Writes a file that a person named.
  ///
  /// A regular file, or a new one, is replaced as a whole or not at all. A link, a pipe and a device stay what they
  /// are: the bytes go through them. If `url` leads to standard output, the bytes follow those already written there.
  package static func output(to url: URL, _ body: (AtomicFile) throws -> Void) throws {
    var named = stat()
    let isThere = lstat(url.path, &named) == 0
    let isOutput = isStandardOutput(url)
    guard isOutput || isThere && named.st_mode & S_IFMT != S_IFREG else { return try write(to: url, body) }
    let descriptor =
      isOutput
      ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
      : open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0o644)
    guard descriptor >= 0 else { throw failure("opened", url) }
    try fill(descriptor, url, body)
  }

  /// Writes `data` to a file that a person named.
  package static func output(_ data: Data, to url: URL) throws {
    try output(to: url) { file in try data.withUnsafeBytes { try file.append($0) } }
  }

  /// Whether a path leads to what this process has as standard output.
  package static func isStandardOutput(_ url: URL) -> Bool {
    var named = stat()
    var output = stat()
    return stat(url.path, &named) == 0 && fstat(STDOUT_FILENO, &output) == 0 && named.st_dev == output.st_dev
      && named.st_ino == output.st_ino
  }
}
