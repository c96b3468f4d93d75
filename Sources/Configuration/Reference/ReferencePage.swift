import Components
import Foundation

/// The page `docs/configuration.md`. What stands between two comments of it comes from a card, or from all cards of a
/// family:
///
/// ```markdown
/// <!-- card: data scenes -->
/// …
/// <!-- end of card -->
/// <!-- cards: optimizers -->
/// …
/// <!-- end of card -->
/// ```
package struct ReferencePage {
  private static let end = "<!-- end of card -->"

  /// The page with the tables of all cards that it names.
  package let text: String

  /// Writes the tables of a page again.
  ///
  /// - Throws: `ConfigurationError` for a comment that names no card, and for one without an end.
  package init(_ old: String) throws(ConfigurationError) {
    var lines: [Substring] = []
    var open: Substring?
    for line in old.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == Self.end {
        lines.append(line)
        open = nil
      } else if open == nil {
        lines.append(line)
        guard let tables = try Self.tables(line) else { continue }
        open = line
        lines += ["", tables.markdown[...], ""]
      }
    }
    if let open { throw ConfigurationError("`\(open)` should be followed by `\(Self.end)`. Found no such line.") }
    text = lines.joined(separator: "\n")
  }

  /// Writes a page's tables again where it lies.
  package static func update(_ file: URL) throws {
    let page = try ReferencePage(String(contentsOf: file, encoding: .utf8))
    try Data(page.text.utf8).write(to: file, options: .atomic)
  }

  /// The tables that a line asks for; nil for any other line.
  private static func tables(_ line: Substring) throws(ConfigurationError) -> CardTables? {
    let words = line.split(separator: " ")
    guard words.first == "<!--", words.last == "-->", words.count > 2, ["card:", "cards:"].contains(words[1]) else {
      return nil
    }
    if let family = ExperimentCatalogue.toolkit.families.first(where: { $0.name == words[2] }) {
      if words.count == 4, words[1] == "cards:" { return CardTables(family) }
      if words.count == 5, let card = family.cards.first(where: { $0.name == words[3] }) {
        return CardTables(card, below: family.path)
      }
    }
    throw ConfigurationError("`\(line)` should name a family of components, or one of its cards.")
  }
}
