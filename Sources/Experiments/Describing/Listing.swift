import Components
import Configuration
import Printing
import Reports

/// A list of `equipoise list`: the components of a family, or the published tables.
package struct Listing: Sendable {
  /// A name with its meaning.
  struct Entry: Codable {
    var name: String
    var details: [String: String]
    var summary: String
  }

  /// The name of the list: `methods`.
  package let name: String

  /// The components of a family that is no part of an experiment; nil for one of the catalogue's.
  private var own: [any ComponentCard]?

  private static let published = "published"

  /// The names of all lists.
  package static let names = ExperimentCatalogue.toolkit.families.map(\.name) + [published]

  /// Finds a list; nil for a name that none has.
  package init?(_ name: String) {
    guard Self.names.contains(name) else { return nil }
    self.name = name
  }

  /// A list of components of a family of its own.
  package init(_ name: String, of cards: some Collection<any ComponentCard>) {
    self.name = name
    own = Array(cards)
  }

  private func cards(in catalogue: ExperimentCatalogue) -> [any ComponentCard] {
    own ?? catalogue.families.first { $0.name == name }?.cards ?? []
  }

  func entries(in catalogue: ExperimentCatalogue = .toolkit) -> [Entry] {
    guard name != Self.published else {
      return PublishedTables.all.map { Entry(name: $0.name, details: [:], summary: "\($0.title): \($0.source)") }
    }
    return cards(in: catalogue).map { card in
      Entry(
        name: card.name, details: Dictionary(card.facts.map { ($0.name, $0.value) }) { first, _ in first },
        summary: card.summary)
    }
  }

  /// The list as a table for the terminal.
  package func text(in catalogue: ExperimentCatalogue = .toolkit) -> String {
    let entries = entries(in: catalogue)
    let keys = cards(in: catalogue).first?.facts.map(\.name) ?? []
    let rows =
      [["name"] + keys + [""]]
      + entries.map { entry in [entry.name] + keys.map { entry.details[$0] ?? "" } + [entry.summary] }
    let lines = TextColumns.lines(rows, right: rows[0].map { _ in false })
    return (keys.isEmpty ? Array(lines.dropFirst()) : lines).joined(separator: "\n")
  }

  package func json(in catalogue: ExperimentCatalogue = .toolkit) throws -> String {
    try JSONText.encode(entries(in: catalogue))
  }
}
