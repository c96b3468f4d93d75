import Components
import Foundation
import TestSupport
import Testing

@testable import Configuration

/// The tables that the reference has from cards.
@Suite struct ReferencePageTests {
  private struct Card: ComponentCard { let about: About }

  private func tables(_ settings: [Setting]) -> String {
    CardTables(Card(about: About("x", "", settings: settings)), below: "part").markdown
  }

  @Test func theReferenceHasTheTablesOfTheCards() throws {
    let file = packageFolder.appending(path: "docs/configuration.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(try ReferencePage(text).text == text, "docs/configuration.md is old: `make pages` writes its tables")
    for name in DataKinds.all.names { #expect(text.contains("<!-- card: data \(name) -->"), "\(name)") }
  }

  @Test func aRowHasTheKeyItsDefaultAndItsMeaning() {
    #expect(
      tables([
        Setting("rate", .number(.positive), default: 0.5, "how fast"),
        Setting("size", .int(1...9), isRequired: true, "how large"),
        Setting("file", .path, "a file | a folder"),
        Setting("names", .texts("names"), default: .words([]), "some names"),
        Setting("order", .word(["up", "down"]), otherwise: "the file's", "which way"),
        Setting("start", .truth, default: false, "whether it starts", source: "the paper", where: .is("order", "up")),
      ]) == """
        <!-- keys: part -->

        | key | default | meaning |
        |---|---|---|
        | `rate` | 0.5 | how fast |
        | `size` | *needed* | how large |
        | `file` | none | a file \\| a folder |
        | `names` | `[]` | some names |
        | `order` | the file's | `up` or `down`: which way |
        | `start` | `false` | with `order: up`: whether it starts. Source of the default: the paper |
        """)
  }

  @Test func aSectionHasATableOfItsOwn() {
    let inner = Setting("deep", .truth, default: true, "deep")
    let text = tables([
      Setting("one", .section([inner]), "one section"), Setting("many", .sections([inner]), isRequired: true, "a list"),
      Setting("open", .section([]), "keys of another's"),
    ])
    #expect(
      text.contains("| `one` | | one section |\n| `many` | *needed* | a list |\n| `open` | | keys of another's |"))
    #expect(text.contains("\nThe keys of `one`:\n\n<!-- keys: part.one -->\n\n| key |"))
    #expect(
      text.hasSuffix(
        "The keys of each item of `many`:\n\n<!-- keys: part.many -->\n\n| key | default | meaning |\n|---|---|---|\n| `deep` | `true` | deep |"
      ))
    let keys = ConfigurationReference("# Page\n\n## `part`\n\n\(text)\n").keys
    #expect(keys.map(\.path) == ["part.one", "part.many", "part.open", "part.one.deep", "part.many.deep"])
  }

  @Test func aFamilyHasOneTableThatSaysWhoseTheSettingsAre() throws {
    let rate = Setting("rate", .number(.positive), default: 0.5, "how fast")
    let cards = Registry(
      "a card",
      [
        Card(about: About("x", "", settings: [rate])),
        Card(about: About("y", "", settings: [rate, Setting("rate", .truth, default: true, "another")])),
      ])
    #expect(
      CardTables(ComponentFamily("cards", cards, path: "part") { $0 }).markdown == """
        <!-- keys: part -->

        | key | default | meaning |
        |---|---|---|
        | `rate` | 0.5 | for `x`, `y`: how fast |
        | `rate` | `true` | for `y`: another |
        """)
    #expect(try ReferencePage("<!-- cards: optimizers -->\n<!-- end of card -->").text.contains("| `momentum` |"))
  }

  @Test func whatStandsBetweenTheCommentsIsWrittenAnew() throws {
    let page = "before\n<!-- card: data camvid -->\nbygone\n<!-- end of card -->\nafter\n"
    let text = try ReferencePage(page).text
    #expect(text.hasPrefix("before\n<!-- card: data camvid -->\n\n<!-- keys: data -->\n\n| key |"))
    #expect(text.hasSuffix(" |\n\n<!-- end of card -->\nafter\n") && !text.contains("bygone"))
    #expect(try ReferencePage(text).text == text)
  }

  @Test func aCommentWithoutACardOrAnEndIsRefused() {
    #expect(
      errorText { _ = try ReferencePage("<!-- card: data camvit -->\n<!-- end of card -->") }
        == "`<!-- card: data camvit -->` should name a family of components, or one of its cards.")
    #expect(
      errorText { _ = try ReferencePage("<!-- card: data camvid -->\nold") }
        == "`<!-- card: data camvid -->` should be followed by `<!-- end of card -->`. Found no such line.")
  }
}
