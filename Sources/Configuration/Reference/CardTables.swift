import Components

/// A card's settings as tables in Markdown, one for its keys and one for the keys of each of its sections. A comment
/// before each says below which path its keys stand, as ``ConfigurationReference`` reads it.
package struct CardTables {
  package let markdown: String

  /// - Parameter path: the section of an experiment that holds the card's keys: `data`, `network`.
  package init(_ card: any ComponentCard, below path: String) {
    markdown = Self.tables(card.settings, below: path).joined(separator: "\n")
  }

  /// One table of the settings of a family's cards, which says whose they are.
  package init(_ family: ComponentFamily) {
    var rows: [(names: [String], setting: Setting)] = []
    for card in family.cards {
      for setting in card.settings {
        let row = Self.row(setting)
        if let same = rows.firstIndex(where: { Self.row($0.setting) == row }) {
          rows[same].names.append(card.name)
        } else {
          rows.append(([card.name], setting))
        }
      }
    }
    markdown = (Self.head(family.path) + rows.map { Self.row($0.setting, of: $0.names) }).joined(separator: "\n")
  }

  private static func head(_ path: String) -> [String] {
    ["<!-- keys: \(path) -->", "", "| key | default | meaning |", "|---|---|---|"]
  }

  /// - Parameter names: the components that have the setting; empty where it need not be said.
  private static func row(_ setting: Setting, of names: [String] = []) -> String {
    let owners = names.isEmpty ? "" : "for \(names.quotedList): "
    let meaning = (owners + setting.shownMeaning).replacing("|", with: "\\|")
    return "| `\(setting.name)` |\(setting.shownDefault.isEmpty ? "" : " \(setting.shownDefault)") | \(meaning) |"
  }

  private static func tables(_ settings: [Setting], below path: String) -> [String] {
    guard !settings.isEmpty else { return [] }
    var lines = head(path) + settings.map { row($0) }
    for setting in settings {
      let (heading, nested) =
        switch setting.kind {
        case .section(let nested): ("The keys of `\(setting.name)`:", nested)
        case .sections(let nested): ("The keys of each item of `\(setting.name)`:", nested)
        default: ("", [])
        }
      guard !nested.isEmpty else { continue }
      lines += ["", heading, ""] + tables(nested, below: "\(path).\(setting.name)")
    }
    return lines
  }
}

extension Setting {
  /// The default as a table shows it.
  fileprivate var shownDefault: String {
    if let otherwise { return otherwise }
    if isRequired { return "*needed*" }
    switch (kind, fallback) {
    case (.section, _), (.sections, _): return ""
    case (_, nil): return "none"
    case (_, .number(let number)?): return number.brief
    case (_, let value?): return "`\(value)`"
    }
  }

  /// The meaning, after the words that it does not name and the value of another key with which it can be given.
  fileprivate var shownMeaning: String {
    var text = meaning
    if case .word(let words) = kind, let last = words.last, !words.allSatisfy(meaning.contains) {
      let others = words.dropLast().map { "`\($0)`" }.joined(separator: ", ")
      text = (others.isEmpty ? "" : "\(others) or ") + "`\(last)`: \(text)"
    }
    if let condition { text = "with `\(condition.name): \(condition.value)`: \(text)" }
    return source.isEmpty ? text : "\(text). Source of the default: \(source)"
  }
}
