/// The paper that a method comes from.
public struct Citation: Hashable, Sendable, CustomStringConvertible {
  public let authors: String
  public let title: String
  public let venue: String
  public let year: Int
  /// "arXiv 2408.07985", "DOI 10.1109/…"; empty where there is none.
  public let identifier: String

  public init(_ authors: String, _ title: String, _ venue: String, _ year: Int, _ identifier: String = "") {
    self.authors = authors
    self.title = title
    self.venue = venue
    self.year = year
    self.identifier = identifier
  }

  public var description: String {
    let place = venue.isEmpty ? "\(year)" : "\(venue) \(year)"
    return "\(authors), \"\(title)\" (\(place))" + (identifier.isEmpty ? "" : ", \(identifier)")
  }
}
