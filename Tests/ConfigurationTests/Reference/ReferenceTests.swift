import ExperimentFixtures
import Foundation
import Tasks
import TestSupport
import Testing

@testable import Configuration

@Suite("The reference and the examples")
struct ReferenceTests {
  @Test func everyKeyThatIsReadIsInDocsConfigurationMdAndEveryKeyThereIsRead() throws {
    let text = try String(
      contentsOf: packageFolder.appending(path: "docs/configuration.md"), encoding: .utf8)
    let documented = Self.documentedKeys(text)
    var read: Set<String> = []
    for yaml in ConfigurationSample.everything {
      Self.collect(try ConfigurationSample.read(yaml).resolved.root, below: [], into: &read)
    }
    #expect(read.subtracting(documented).sorted() == [], "read but not documented")
    #expect(documented.subtracting(read).sorted() == [], "documented but not read")
    #expect(documented.count > 120)
  }

  @Test func theCheckOfTheReferenceFindsAKeyThatIsMissing() {
    let keys = Self.documentedKeys(
      "<!-- keys: a, b.c -->\n\n| key | default |\n|---|---|\n| `x` | 1 |\n\ntext `y`\n| `z` |")
    #expect(keys == ["a.x", "b.c.x"])
  }

  @Test(arguments: Losses.all.names)
  func theReferenceNamesEveryLossWithItsSettingsAndTheirDefaults(name: String) throws {
    let section = try Self.section("### `loss`")
    let card = try Losses.all.find(name)
    #expect(section.contains("`\(name)`"))
    for setting in card.settings {
      let line = section.components(separatedBy: "\n").first { $0.hasPrefix("| `\(setting.name)` |") }
      let row = try #require(line, "`\(setting.name)` of `\(name)` is not documented")
      let fallback = setting.fallback.map(\.description) ?? "none"
      #expect(row.contains("for `\(name)`"))
      #expect(row.components(separatedBy: " | ")[1].filter { $0 != "`" } == fallback)
    }
  }

  @Test func theReferenceNamesTheMetricsThereAre() throws {
    let forms = [
      ("classes", Labels.classes(2)), ("yes or no", .binary), ("numbers", .numbers()), ("directions", .directions()),
      ("survival times", Labels(.survival())),
    ]
    let lines = try Self.section("## `tasks`").components(separatedBy: "\n")
    for (words, labels) in forms {
      let names = Metrics.all.metrics(for: labels).map { "`\($0.name)`" }.joined(separator: ", ")
      #expect(lines.contains("| \(words) | \(names) |"))
    }
  }

  /// The reference from a heading to the next.
  static func section(_ heading: String) throws -> String {
    let text = try String(
      contentsOf: packageFolder.appending(path: "docs/configuration.md"), encoding: .utf8)
    let parts = text.components(separatedBy: "\n#")
    return try #require(parts.first { "#\($0)".hasPrefix(heading + "\n") })
  }

  /// The first column of each table that follows a comment `<!-- keys: section -->`.
  static func documentedKeys(_ text: String) -> Set<String> {
    var keys: Set<String> = []
    var sections: [String] = []
    var isInTable = false
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("<!-- keys: ") {
        sections = line.dropFirst(11).replacing(" -->", with: "").components(separatedBy: ", ")
      } else if line.hasPrefix("|") {
        isInTable = true
        guard line.hasPrefix("| `"), let end = line.dropFirst(3).firstIndex(of: "`") else { continue }
        let key = line[line.index(line.startIndex, offsetBy: 3)..<end]
        for section in sections { keys.insert(section == "(root)" ? String(key) : "\(section).\(key)") }
      } else if isInTable {
        (isInTable, sections) = (false, [])
      }
    }
    return keys
  }

  /// Every path of a configuration with the user's own names replaced, and without the methods' own parameters.
  private static func collect(_ node: ConfigurationNode, below path: [String], into keys: inout Set<String>) {
    switch node.content {
    case .scalar: break
    case .list(let items): items.forEach { collect($0, below: path, into: &keys) }
    case .section(let entries):
      let parameters = Set(ConfigurationSample.catalogue.methods.flatMap { $0.settings.map(\.name) })
      for entry in entries {
        var name = entry.key
        if path == ["tasks"] { name = "NAME" }
        if path == ["comparison", "methods", "grid"], name != "training" { name = "PARAMETER" }
        if path == ["comparison", "single-task", "tasks"] { name = "TASK" }
        if path == ["balancing"] || path == ["comparison", "methods"], parameters.contains(name) { continue }
        if path != ["tasks"] { keys.insert((path + [name]).joined(separator: ".")) }
        // Each set has the keys of data of one set, each stem those of a trunk.
        if [["data", "sets"], ["network", "stems"]].contains(path + [name]) {
          guard case .section(let members) = entry.value.content else { continue }
          for member in members { collect(member.value, below: path, into: &keys) }
          continue
        }
        // The keys below are tasks.
        if path + [name] == ["network", "starts"] { continue }
        // Each further trunk has the keys of the first, and the other scheme those of the scheme.
        let others = [["network", "backbones"]: path, ["network", "as-large-as"]: ["network", "sharing"]]
        collect(entry.value, below: others[path + [name]] ?? path + [name], into: &keys)
      }
    }
  }

  @Test(arguments: [("configuration", 6), ("guide", 5)])
  func everyExperimentThatTheReferenceAndTheGuideShowReads(page: String, atLeast: Int) throws {
    let text = try String(
      contentsOf: packageFolder.appending(path: "docs/\(page).md"), encoding: .utf8)
    let blocks = text.components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
    #expect(blocks.count >= atLeast)
    for block in blocks { _ = try ConfigurationSample.read(block) }
  }

  static let examples = [
    "scenes", "multimnist", "multifashion", "parkinsons", "adult", "sarcos", "tox21", "water-quality",
    "census-income", "mfeat", "cifar10", "office31", "ewt", "snips",
  ]

  @Test(arguments: examples)
  func everyExampleReadsAndItsNameIsTheFiles(name: String) throws {
    let file = packageFolder.appending(path: "examples/\(name).yaml")
    let document = try ConfigurationDocument(contentsOf: file, environment: ["EQUIPOISE_DATA": "/data"])
    let experiment = try ExperimentConfiguration(reading: document, catalogue: ConfigurationSample.catalogue)
    #expect(experiment.name == name)
    #expect(experiment.comparison.methods.map(\.balancing.method).contains("uw-so"))
    if let digits = experiment.data as? MultiDigitConfiguration { #expect(digits.folder.hasPrefix("/data/")) }
    if let table = experiment.data as? TableConfiguration { #expect(table.files.train.hasPrefix("/data/")) }
  }

  @Test func withoutTheVariableAnExampleLooksInTheFolderBesideIt() throws {
    let file = packageFolder.appending(path: "examples/multimnist.yaml")
    let document = try ConfigurationDocument(contentsOf: file, environment: [:])
    let experiment = try ExperimentConfiguration(reading: document, catalogue: ConfigurationSample.catalogue)
    let digits = try #require(experiment.data as? MultiDigitConfiguration)
    let beside = packageFolder.appending(path: "examples/data/mnist")
    #expect(digits.folder == beside.standardized.path)
  }

  @Test func everyExampleIsThere() throws {
    let folder = packageFolder.appending(path: "examples")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
    #expect(Set(Self.examples).isSubset(of: Set(files.map { String($0.dropLast(5)) })))
  }
}
