import Balancing
import Components
import Configuration
import Corruptions
import Printing

/// A component's card as text, for `equipoise describe`.
package struct ComponentDescription {
  let card: any ComponentCard
  private let kind: String
  private let example: String

  /// Describes a component of a family.
  package init(_ card: any ComponentCard, _ family: ComponentFamily) {
    self.card = card
    if let method = card as? MethodCard {
      kind = method.family.rawValue
      example = method.example
    } else {
      kind = family.kind
      example = family.example(of: card)
    }
  }

  /// The components of a name.
  ///
  /// - Throws: `SettingError` if there is none: "`uw-s` is not a component. Did you mean `uw-so`?"
  package static func all(named name: String, in catalogue: ExperimentCatalogue = .toolkit) throws(SettingError)
    -> [ComponentDescription]
  {
    let found = catalogue.components(named: name)
    guard !found.isEmpty else {
      throw .unknown(name, "a component", among: catalogue.families.flatMap { $0.cards.map(\.name) })
    }
    return found.map { ComponentDescription($0.card, $0.family) }
  }

  /// The card but for its settings and deviations: headings and their lines.
  var sections: [(heading: String, lines: [String])] {
    if let method = card as? MethodCard { return method.sections }
    let facts = card.facts.filter { $0.name != "settings" }.map { fact in
      (fact.name.prefix(1).uppercased() + fact.name.dropFirst(), [fact.value])
    }
    return facts + ((card as? CorruptionCard)?.sections ?? []) + (card.citation.map { [("Paper", ["\($0)"])] } ?? [])
  }

  package var text: String {
    // A method's summary is a sentence, that of a smaller component a few words.
    let summary =
      card.summary.hasSuffix(".") ? card.summary : card.summary.prefix(1).uppercased() + card.summary.dropFirst() + "."
    var lines = ["\(card.title) (\(card.name)) · \(kind)", summary, ""]
    let width = max(12, (sections.map(\.heading.count).max() ?? 0) + 2)
    func add(_ heading: String, _ own: [String]) {
      for (index, line) in own.enumerated() {
        lines.append((index == 0 ? heading : "").padding(toLength: width, withPad: " ", startingAt: 0) + line)
      }
    }
    for (heading, own) in sections { add(heading, own) }
    if !card.settings.isEmpty { lines.append("Parameters") }
    for setting in card.settings { lines += setting.lines(indented: "  ") }
    add("Deviations", card.deviations.isEmpty ? ["none"] : card.deviations)
    add("Example", [example])
    return lines.joined(separator: "\n")
  }

  private struct Fields: Codable {
    var name, title, family, summary, example: String
    var paper: String?
    var year: Int?
    var facts: [String: String]
    var parameters: [SettingFields]
    var deviations: [String]
  }

  package func json() throws -> String {
    if let method = card as? MethodCard { return try method.json() }
    return try JSONText.encode(
      Fields(
        name: card.name, title: card.title, family: kind, summary: card.summary, example: example,
        paper: card.citation?.description, year: card.citation?.year,
        facts: Dictionary(card.facts.map { ($0.name, $0.value) }) { first, _ in first },
        parameters: card.settings.map(SettingFields.init), deviations: card.deviations))
  }
}

/// A setting as JSON.
struct SettingFields: Codable {
  var name, kind, meaning, source: String
  var fallback: String?
  var isRequired: Bool

  init(_ setting: Setting) {
    name = setting.name
    kind = "\(setting.kind)"
    meaning = setting.meaning
    source = setting.source
    fallback = setting.fallback.map { "\($0)" }
    isRequired = setting.isRequired
  }
}

extension Setting {
  /// The permitted values and the default: "a number, positive; default 1".
  var permitted: String {
    let usual = isRequired ? "needed" : otherwise.map { "default: \($0)" } ?? fallback.map { "default \($0)" }
    switch (kind, usual) {
    case (.section, nil), (.sections, nil): return "\(kind)"
    default: return "\(kind); \(usual ?? "no default")"
    }
  }

  /// The meaning, with where the setting can be given and what a comparison tries.
  var wholeMeaning: String {
    meaning + (condition.map { ", where `\($0.name)` is `\($0.value)`" } ?? "") + (search.map { "; \($0)" } ?? "")
  }

  /// The setting and those below it, one or two lines each.
  func lines(indented indent: String) -> [String] {
    let below: [Setting] =
      switch kind {
      case .section(let settings), .sections(let settings): settings
      default: []
      }
    return ["\(indent)\(name) (\(permitted)): \(wholeMeaning)"]
      + (source.isEmpty ? [] : ["\(indent)  source: \(source)"]) + below.flatMap { $0.lines(indented: indent + "  ") }
  }
}
