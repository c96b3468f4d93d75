/// Data that cannot be used. The text names the file (and row and column where there are some), what was expected and
/// what was found.
public struct DatasetError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
