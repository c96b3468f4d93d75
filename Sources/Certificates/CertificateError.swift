/// A number, list or message of a certificate that is not what it should be.
public struct CertificateError: Error, CustomStringConvertible, Hashable, Sendable {
  public let description: String

  /// Creates an error whose text says what should hold and what was found.
  public init(_ description: String) { self.description = description }
}
