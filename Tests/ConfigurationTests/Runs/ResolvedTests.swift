import ExperimentFixtures
import Foundation
import Testing
import Yams

@testable import Configuration

@Suite("The resolved configuration")
struct ResolvedTests {
  @Test func eachValueIsWrittenWithItsOrigin() throws {
    let yaml = """
      balancing:
        method: uw-so
        temperature: 2
      network:
        trunk: mlp
      """
    let text = try ConfigurationSample.read(yaml, ["balancing.temperature=3", "network.hidden=[8]"]).resolved.yaml()
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.contains("balancing:"))
    #expect(lines.contains("  method: uw-so  # experiment.yaml:2"))
    #expect(lines.contains("  temperature: 3.0  # --set"))
    #expect(lines.contains("  floor: null  # default"))
    #expect(lines.contains("  hidden: [8]  # --set"))
    #expect(lines.contains("  learning-rate: 0.001  # default"))
    #expect(lines.contains("    eps: 1.0e-08  # default"))
    #expect(lines.contains("  folder: /here/runs  # default"))
    #expect(lines.contains("    - method: ew  # default"))
    #expect(lines.contains("tasks: {}  # default"))
  }

  @Test(arguments: ConfigurationSample.everything)
  func itReadsBackToTheSameValues(yaml: String) throws {
    let first = try ConfigurationSample.read(yaml)
    let written = try ConfigurationDocument(yaml: first.resolved.yaml(), file: "config.yaml")
    let second = try ExperimentConfiguration(reading: written, catalogue: ConfigurationSample.catalogue)
    #expect(second.resolved.canonicalLines == first.resolved.canonicalLines)
    #expect(second.resolved.contentHash() == first.resolved.contentHash())
    // A YAML library that knows nothing of this project reads the same numbers.
    let plain = try #require(try Yams.load(yaml: first.resolved.yaml()) as? [String: Any])
    let training = try #require(plain["training"] as? [String: Any])
    #expect(training["learning-rate"] as? Double == first.training.learningRate)
    #expect(training["epochs"] as? Int == first.training.epochs)
    // And without text in between.
    let direct = try ExperimentConfiguration(
      reading: first.resolved.document(name: first.name), catalogue: ConfigurationSample.catalogue)
    #expect(direct.resolved.yaml() == first.resolved.yaml())
  }

  static let words = [
    "plain", "", "null", "~", "yes", "1", "1e-3", "a: b", "a #b", "- a", "\"", "\\", "new\nline", "tab\t", "é", "\u{7}",
    ">50K", "[x]", "{x}", " space ", "'", "@", "Jitter(%)", "subject#", "none",
  ]

  @Test(arguments: words)
  func everyTextSurvives(word: String) throws {
    let node = ConfigurationNode(
      .section([
        .init(key: "a", value: ConfigurationNode(.value(word), .default), origin: .default),
        .init(key: word, value: ConfigurationNode(.list([word], .default) { .value($0) }, .default), origin: .default),
      ]), .default)
    guard word != "a" else { return }
    let text = ResolvedConfiguration(node).yaml()
    let back = try ConfigurationDocument(yaml: text)
    guard case .section(let entries) = back.root.content else { return #expect(Bool(false)) }
    #expect(entries.map(\.key) == ["a", word])
    #expect(try entries[0].value.string("a") == word)
    #expect(try entries[1].value.list("b", of: "words") { try $0.string($1) } == [word])
  }

  static let doubles = [
    0.1, 1, -2.5, 1e-8, 1.5e-12, 1e20, 1e16, 123_456.789, Double.leastNonzeroMagnitude,
    Double(Float.greatestFiniteMagnitude),
    0,
  ]

  @Test(arguments: doubles)
  func everyNumberSurvivesInYAMLsOwnSpelling(value: Double) throws {
    let entry = ConfigurationNode.Entry(key: "x", value: ConfigurationNode(.value(value), .default), origin: .default)
    let text = ResolvedConfiguration(ConfigurationNode(.section([entry]), .default)).yaml()
    #expect(try ConfigurationSection(ConfigurationDocument(yaml: text)).double("x") == value)
    #expect((try Yams.load(yaml: text) as? [String: Any])?["x"] as? Double == value)
  }

  @Test func theHashDependsOnValuesNotOnOrderCommentsSpellingOrOrigin() throws {
    func hash(_ yaml: String, _ sets: [String] = []) throws -> String {
      try ConfigurationSample.read(yaml, sets).resolved.contentHash()
    }
    let reference = try hash("training: {epochs: 3, batch: 8}\nbalancing: {method: uw-so, temperature: 3}")
    #expect(reference.count == 16)
    #expect(
      try hash("# note\nbalancing:\n  temperature: 3.0\n  method: uw-so\ntraining:\n  batch: 8\n  epochs: 3\n")
        == reference)
    #expect(
      try hash("training: {batch: 8}\nbalancing: uw-so", ["balancing.temperature=3e0", "training.epochs=3"])
        == reference)
    #expect(try hash("training: {epochs: 4, batch: 8}\nbalancing: {method: uw-so, temperature: 3}") != reference)
    #expect(try hash("training: {epochs: 8, batch: 3}\nbalancing: {method: uw-so, temperature: 3}") != reference)
    #expect(
      try hash("training: {epochs: 3, batch: 8}\nbalancing: {method: uw-so, temperature: 3, floor: 0}") != reference)
  }

  @Test func theHashIsFNV1aWith64Bits() {
    func hash(_ fact: String) -> String { ResolvedConfiguration(.empty()).contentHash(adding: [fact]) }
    // Vectors of the reference implementation.
    #expect(ResolvedConfiguration(.empty()).contentHash() == "cbf29ce484222325")
    #expect(hash("a") == "af63dc4c8601ec8c")
    #expect(hash("foobar") == "85944171f73967e8")
  }

  @Test func aDataFolderElsewhereLeavesTheHashAnotherDataSetDoesNot() throws {
    func hash(_ folder: String) throws -> String {
      try ConfigurationSample.read("data: {kind: multi-digit, folder: \(folder)}").resolved.contentHash()
    }
    #expect(try hash("/a/mnist") == hash("b/c/mnist"))
    #expect(try hash("/a/mnist") != hash("/a/fashion-mnist"))
  }

  @Test func theNumberOfEventsInABatchEntersTheHashOnlyWhereItIsSet() throws {
    let without = try ConfigurationSample.read("seed: 1")
    let with = try ConfigurationSample.read("{seed: 1, training: {events-per-batch: 4}}")
    #expect(!without.resolved.canonicalLines.contains { $0.contains("events-per-batch") })
    #expect(without.training.eventsPerBatch == nil && with.training.eventsPerBatch == 4)
    #expect(try without.run().hash() != with.run().hash())
  }

  @Test func excludedSectionsAndKeysDoNotEnterTheHash() throws {
    let one = try ConfigurationSample.read(
      "{name: a, training: {threads: 1}, output: {folder: x}, comparison: {jobs: 1}}")
    let two = try ConfigurationSample.read(
      "{name: b, training: {threads: 2}, output: {folder: y}, comparison: {jobs: 2}}")
    #expect(one.resolved.contentHash() != two.resolved.contentHash())
    #expect(try one.run().hash() == two.run().hash())
    #expect(try one.run().hash(fingerprint: "x") != two.run().hash(fingerprint: "y"))
    let three = try ConfigurationSample.read("{name: b, training: {threads: 2, epochs: 4}}")
    #expect(try one.run().hash() != three.run().hash())
  }
}
