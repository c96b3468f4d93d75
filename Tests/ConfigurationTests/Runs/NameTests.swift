import ExperimentFixtures
import TestSupport
import Testing

@testable import Configuration

@Suite("The name of an experiment")
struct NameTests {
  private func name(file: String, _ yaml: String = "seed: 1") throws -> String {
    let document = try ConfigurationDocument(yaml: yaml, file: file)
    return try ExperimentConfiguration(reading: document, catalogue: ConfigurationSample.catalogue).name
  }

  @Test(arguments: [
    ("my run.yaml", "my-run"), ("Größe & Höhe.yaml", "Gro-e-Hohe"), ("a  b.yaml", "a-b"), ("v1.2.yaml", "v1.2"),
    ("-x-.yaml", "-x-"),
  ])
  func itFollowsFromTheFilesWhateverThatIs(file: String, expected: String) throws {
    #expect(try name(file: file) == expected)
  }

  @Test(arguments: [
    ("実験.yaml", "The experiment's name follows from its file's, \"実験\", which names no folder."),
    ("report.yaml", "The experiment's name follows from its file's, \"report\", which is taken."),
  ])
  func aFilesNameThatMakesNoneAsksForOne(file: String, message: String) throws {
    #expect(
      errorText { _ = try name(file: file) } == message + " Give one with `name`, as `name: first-try`.")
    #expect(try name(file: file, "name: first-try") == "first-try")
  }

  @Test(arguments: [
    "index.sqlite", "Index.SQLite-wal", "report",
  ])
  func aNameOfSomethingElseInTheFolderOfRunsIsRefused(given: String) {
    #expect(
      errorText { _ = try name(file: "e.yaml", "name: \(given)") }
        == "`name` should be another name: the folder of runs has a file of this name. Found \"\(given)\". (e.yaml:1)")
  }

  @Test(arguments: [".cache", "\"\"", "a/b", "..", "a\u{301}"])
  func aNameThatIsNoFoldersIsRefused(given: String) {
    #expect(errorText { _ = try name(file: "e.yaml", "name: \(given)") }.contains("for it names a folder"))
  }
}

@Suite("config.yaml reads back what it keeps")
struct ConfigurationRoundTripTests {
  @Test func everyScalarOfUnicodeInANameAndInAValue() throws {
    let scalars = (0..<0x11_0000).compactMap { Unicode.Scalar($0) }
    let pieces = stride(from: 0, to: scalars.count, by: 4096).map { start in
      String(String.UnicodeScalarView(scalars[start..<min(start + 4096, scalars.count)]))
    }
    let origin = ConfigurationOrigin.file(name: "e\n\u{85}.yaml", line: 1)
    let entries = pieces.map { piece in
      ConfigurationNode.Entry(key: piece, value: ConfigurationNode(.value(piece), origin), origin: origin)
    }
    let text = ResolvedConfiguration(ConfigurationNode(.section(entries), origin)).yaml()
    let read = try ConfigurationDocument(yaml: text)
    guard case .section(let back) = read.root.content else {
      Issue.record("a section should come back")
      return
    }
    #expect(back.count == pieces.count)
    for (entry, piece) in zip(back, pieces) {
      #expect(entry.key.unicodeScalars.elementsEqual(piece.unicodeScalars))
      guard case .scalar(let scalar) = entry.value.content else { continue }
      #expect(scalar.text.unicodeScalars.elementsEqual(piece.unicodeScalars) && scalar.isQuoted)
    }
  }
}
