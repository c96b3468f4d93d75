/// A file that cannot be read or written, or does not hold what it should. The text names the file and the key.
public struct FileError: Error, CustomStringConvertible, Equatable {
  /// The sentence that says what should hold and what was found, with the file.
  public let description: String
  /// The system's words ("No space left on device"), if the system refused.
  package let reason: String?

  /// An error with this text.
  public init(_ description: String) { self.init(description, reason: nil) }

  package init(_ description: String, reason: String?) {
    self.description = description
    self.reason = reason
  }
}
