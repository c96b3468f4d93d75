/// A file that cannot be read or written, or does not hold what it should. The text names the file and the key.
public struct FileError: Error, CustomStringConvertible, Equatable {
  public let description: String

  public init(_ description: String) { self.description = description }
}
