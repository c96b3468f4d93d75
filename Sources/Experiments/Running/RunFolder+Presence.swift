import Foundation

extension RunFolder {
  /// A file of the folder that should be there.
  ///
  /// - Parameter what: what the file is, for the error.
  /// - Throws: ``ResultsError``, which tells a missing file from one that may not be read.
  func file(_ name: String, what: String) throws(ResultsError) -> URL {
    let file = url.appending(path: name)
    guard access(file.path, R_OK) != 0 else { return file }
    let reason = errno
    if reason == ENOENT || reason == ENOTDIR { throw .missing(path: file.path, what: what) }
    throw .system(action: "read", path: file.path, reason: String(cString: strerror(reason)))
  }

  /// The configuration of the run.
  ///
  /// - Throws: ``ResultsError`` with the file's whole path: a message about `config.yaml` alone would not say whose.
  func configuration() throws -> ExperimentConfiguration {
    let file = try file("config.yaml", what: "a run's configuration")
    do {
      return try ExperimentConfiguration(reading: ConfigurationDocument(contentsOf: file), catalogue: .toolkit)
    } catch let error as ConfigurationError {
      throw ResultsError.damaged(path: file.path, line: nil, reason: error.description)
    }
  }
}
