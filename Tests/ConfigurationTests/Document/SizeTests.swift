import ExperimentFixtures
import Foundation
import TestSupport
import Testing

import Components
@testable import Configuration

/// Small texts that would take minutes or the stack are refused at once.
@Suite("Readers are linear in their input")
struct SizeTests {
  private func seconds(_ body: () -> Void) -> Double {
    let duration = ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  @Test func aliasesOfAliasesAsAKeyEndWithAnErrorAtOnce() {
    var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...3 {
      yaml += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
    }
    let key = yaml + "? *a3\n: 1\n"
    #expect(
      errorText { _ = try ConfigurationDocument(yaml: key) }
        == "A key should be a word. Found a list or a section. (experiment.yaml:5)")
    // As a value, ten thousand words are none too many.
    #expect(errorText { _ = try ConfigurationDocument(yaml: yaml) } == "no error")
  }

  @Test func anAliasMayNameAKey() throws {
    let document = try ConfigurationDocument(yaml: "name: &n a\ntasks: {*n : 1}")
    #expect(document.root["tasks.a"] != nil)
  }

  @Test func manyKeysAreReadInNoTimeOrRefused() {
    let keys = (0..<5_000).map { "k\($0): 1" }.joined(separator: "\n")
    #expect(seconds { _ = try? ConfigurationDocument(yaml: keys) } < 5)
    #expect(
      errorText { _ = try ConfigurationDocument(yaml: keys + "\nlast: 1") }
        == "A section should have at most 5000 keys. (experiment.yaml:5001)")
  }

  @Test func listsWithinListsEndAtADepth() {
    func nested(_ depth: Int) -> String {
      "a: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(errorText { _ = try ConfigurationDocument(yaml: nested(63)) } == "no error")
    #expect(
      errorText { _ = try ConfigurationDocument(yaml: nested(64)) }
        == "A configuration should have at most 64 levels. (experiment.yaml:1)")
  }

  @Test func aPathOfTheCommandLineHasAtMost32Levels() throws {
    func path(_ depth: Int) -> String { Array(repeating: "a", count: depth).joined(separator: ".") + "=1" }
    var document = try ConfigurationDocument(yaml: "a: 1")
    try document.set(path(32))
    let message = errorText { try document.set(path(50_000)) }
    #expect(message.hasPrefix("`--set` should name a key at most 32 levels deep. Found \"a.a.a."))
    #expect(message.count < 300)
  }
}

@Suite("Names with dots on the command line")
struct SettingPathTests {
  @Test(arguments: [
    (#"tasks."total.UPDRS".loss=l1"#, ["tasks", "total.UPDRS", "loss"], "l1"),
    (#""a=b".c=d=e"#, ["a=b", "c"], "d=e"),
    (#"a."say \"x\\\"".b="#, ["a", #"say "x\""#, "b"], ""),
    ("training. epochs=3", ["training", "epochs"], "3"),
  ])
  func aQuotedKeyIsOneKey(text: String, keys: [String], value: String) throws {
    let path = try SettingPath(text, option: "--set")
    #expect(path.keys == keys && path.value == value)
  }

  @Test(arguments: [
    (#"a."b=1"#, "`--set` should close its quotation mark. Found \"a.\"b\"."),
    ("a..b=1", "`--set` should name a key, as `training.epochs`. Found \"a..b\"."),
    (#"a."b"c=1"#, "`--set` should have a dot or `=` behind a quoted key. Found \"a.\"b\"c\"."),
  ])
  func aPathThatIsNone(text: String, message: String) {
    #expect(errorText { _ = try SettingPath(text, option: "--set") } == message)
  }

  private static let table = """
    data: {kind: table, files: {train: a.csv}, targets: [{column: total.UPDRS, kind: regression}]}
    """

  @Test func aTaskWithADotInItsNameIsReached() throws {
    let experiment = try ConfigurationSample.read(Self.table, [#"tasks."total.UPDRS".loss=l1"#])
    #expect(experiment.tasks["total.UPDRS"]?.loss?.name == "l1")
  }

  @Test func withoutQuotationMarksTheErrorSaysHow() {
    #expect(
      errorText { _ = try ConfigurationSample.read(Self.table, ["tasks.total.UPDRS.loss=l1"]) } == """
        `total` is not a task of the data. Write a name with a dot as `--set 'tasks."total.UPDRS".…'`. (--set)
        """)
  }
}
