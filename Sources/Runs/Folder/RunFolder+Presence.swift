import Foundation

extension RunFolder {
  /// A file of the folder that should be there.
  ///
  /// - Parameter what: what the file is, for the error.
  /// - Throws: ``ResultsError``, which tells a missing file from one that may not be read.
  package func file(_ name: String, what: String) throws(ResultsError) -> URL {
    let file = url.appending(path: name)
    guard access(file.path, R_OK) != 0 else { return file }
    let reason = errno
    if reason == ENOENT || reason == ENOTDIR { throw .missing(path: file.path, what: what) }
    throw .system(action: "read", path: file.path, reason: String(cString: strerror(reason)))
  }
}
