import Balancing
import Foundation

/// A method's page of documentation, made of its card: the text of `equipoise describe` as an extension of its symbol.
package struct MethodPage {
  /// The file's name, which is the type's.
  package let name: String
  package let markdown: String

  init(_ type: any BalancingMethod.Type) {
    let card = Catalogue.all[type.card.name]!
    name = "\(type).md"
    var lines = [
      "# ``Balancing/\(type)``", "",
      "<!-- Written by `equipoise describe --pages`: change the card, not this file. -->", "",
      "## \(card.title) (`\(card.name)`), a \(card.family.rawValue)", "", card.summary, "",
    ]
    for (heading, own) in card.sections {
      lines.append("- **\(heading)**: \(own[0])")
      lines += own.dropFirst().map { "  - \($0)" }
    }
    if !card.settings.isEmpty {
      lines += ["", "### Parameters", ""]
      for setting in card.settings {
        let source = setting.source.isEmpty ? "" : " Source: \(setting.source)."
        lines.append("- `\(setting.name)` (\(setting.permitted)): \(setting.wholeMeaning).\(source)")
      }
    }
    if !card.deviations.isEmpty { lines += ["", "### Deviations", ""] + card.deviations.map { "- \($0)" } }
    lines += ["", "### In a configuration", "", "```yaml", card.example, "```", ""]
    markdown = lines.joined(separator: "\n")
  }

  /// The pages of all methods of the catalogue.
  package static var all: [MethodPage] { Catalogue.methods.map(MethodPage.init) }

  /// Writes all pages into a folder, and removes pages of methods that do not exist any more.
  package static func write(to folder: URL) throws {
    let files = FileManager.default
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    let names = Set(all.map(\.name))
    for old in try files.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    where old.pathExtension == "md" && !names.contains(old.lastPathComponent) {
      try files.removeItem(at: old)
    }
    for page in all { try Data(page.markdown.utf8).write(to: folder.appending(path: page.name)) }
  }
}
