import Balancing
import Foundation

/// A method's page of documentation, made of its card: the text of `equipoise describe` as an extension of its symbol.
package struct MethodPage {
  /// The file's name, which is the type's.
  package let name: String
  package let markdown: String

  init(_ type: any BalancingMethod.Type) {
    let description = MethodDescription(type)
    let card = description.card
    name = "\(type).md"
    var lines = [
      "# ``Balancing/\(type)``", "",
      "<!-- Written by `equipoise describe --pages`: change the card, not this file. -->", "",
      "## \(card.title) (`\(card.name)`), a \(card.family.rawValue)", "", card.summary, "",
    ]
    for (heading, own) in description.sections {
      lines.append("- **\(heading)**: \(own[0])")
      lines += own.dropFirst().map { "  - \($0)" }
    }
    if !description.parameters.isEmpty {
      lines += ["", "### Parameters", ""]
      for parameter in description.parameters {
        let source = parameter.source.isEmpty ? "" : " Source: \(parameter.source)."
        lines.append("- `\(parameter.name)` (\(parameter.kind)): \(parameter.meaning).\(source)")
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
