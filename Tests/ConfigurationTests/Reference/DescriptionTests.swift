import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Configuration

/// The reference as the executable prints it, and the schema that editors read.
@Suite struct DescriptionTests {
  private let small = ConfigurationReference(
    """
    # Title

    ## `data`

    <!-- keys: data -->

    | key | default | meaning |
    |---|---|---|
    | `kind` | `scenes` | a kind |

    ### `kind: table`

    Rows of **numbers**.

    ```yaml
    # no heading
    data: {kind: table}
    ```

    <!-- keys: data.split, data.parts -->

    | key | default | meaning |
    |---|---|---|
    | `by` | *needed* | `random`, `group` (all rows of one together) or `column` |
    | `more` | | see [`data`](#data) |
    | `rate` | 0.1 | |

    | word | what |
    |---|---|
    | `a` | no key |
    """)

  @Test func keysStandBelowTheirPaths() {
    #expect(
      small.keys.map(\.path) == [
        "data.kind", "data.split.by", "data.parts.by", "data.split.more", "data.parts.more", "data.split.rate",
        "data.parts.rate",
      ])
    #expect(small.sections.map(\.name) == ["Title", "data", "data table"])
  }

  @Test func aPartIsFoundByItsWordsOrItsPath() throws {
    let text = try small.text(of: ["data", "table"])
    #expect(try small.text(of: ["Data.Table"]) == text)
    #expect(
      text == """
        data table
        ==========

        Rows of numbers.

            # no heading
            data: {kind: table}

          by  (needed)
              random, group (all rows of one together) or column
          more
              see data
          rate  (default 0.1)

          word
              what
          a
              no key

        """)
    #expect(try small.text(of: ["data"]).hasSuffix("More: equipoise describe data table\n"))
  }

  @Test func anUnknownPartNamesTheNearest() {
    let error = #expect(throws: ConfigurationError.self) { try small.text(of: ["data", "tabel"]) }
    #expect(error?.description.contains("Did you mean `data table`?") == true)
  }

  @Test func theExecutablesReferenceIsTheDocument() throws {
    let file = packageFolder.appending(path: "docs/configuration.md")
    #expect(try ReferenceText.configuration == String(contentsOf: file, encoding: .utf8))
  }

  @Test func theSchemaHasChoicesAndRefusesOtherKeys() throws {
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(ConfigurationSchema(small).text.utf8)) as? [String: Any])
    #expect(schema["additionalProperties"] as? Bool == false)
    let split = try property("split", of: try property("data", of: schema))
    let by = try #require(try property("by", of: split)["anyOf"] as? [[String: Any]])
    #expect(by.compactMap { $0["enum"] as? [String] } == [["random", "group", "column"]])
  }

  /// The schema of every key, made once.
  nonisolated(unsafe) private static let whole =
    (try? JSONSerialization.jsonObject(with: Data(ConfigurationSchema().text.utf8))) as? [String: Any]

  @Test(arguments: ConfigurationSample.everything)
  func everyKeyThatIsReadIsInTheSchema(yaml: String) throws {
    try check(try ConfigurationSample.read(yaml).resolved.root, #require(Self.whole), path: "")
  }

  /// The section form of a schema.
  private func keyed(_ schema: [String: Any]) -> [String: Any]? {
    if schema["properties"] != nil { return schema }
    return (schema["anyOf"] as? [[String: Any]])?.first { $0["properties"] != nil }
  }

  private func property(_ key: String, of schema: [String: Any]) throws -> [String: Any] {
    let section = try #require(keyed(schema))
    return try #require((section["properties"] as? [String: Any])?[key] as? [String: Any])
  }

  private func check(_ node: ConfigurationNode, _ schema: [String: Any], path: String) throws {
    guard let section = keyed(schema) else { return }
    switch node.content {
    case .scalar: break
    case .list(let items): for item in items { try check(item, schema, path: path) }
    case .section(let entries):
      let known = section["properties"] as? [String: Any] ?? [:],
        open = section["additionalProperties"] as? [String: Any]
      // The samples' catalogue has methods of its own.
      let parameters = Set(ConfigurationSample.catalogue.methods.flatMap { $0.settings.map(\.name) })
      for entry in entries where !parameters.contains(entry.key) {
        let own = try #require(
          known[entry.key] as? [String: Any] ?? open, "the schema should have `\(path)\(entry.key)`")
        try check(entry.value, own, path: "\(path)\(entry.key).")
      }
    }
  }
}
