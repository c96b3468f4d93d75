import ExperimentFixtures
import Foundation
import TestSupport
import Testing
import Torch

@testable import Configuration

@Suite("Reading YAML and values over it")
struct DocumentTests {
  static let documents: [(yaml: String, message: String)] = [
    ("", "experiment.yaml is empty."),
    ("# only a comment\n", "experiment.yaml is empty."),
    ("- a\n- b", "A configuration should be keys with values. Found a list. (experiment.yaml:1)"),
    ("\n\nhello", "A configuration should be keys with values. Found \"hello\". (experiment.yaml:3)"),
    (
      "a: 1\nb: [1, 2\nc: 3",
      "This is not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'. (experiment.yaml:3)"
    ),
    (
      "a: 1\n\tb: 2",
      "This is not valid YAML: while scanning a plain scalar, found a tab character that violates indentation. (experiment.yaml:2)"
    ),
    (
      "a: 1\n---\nb: 2",
      "This is not valid YAML: expected a single document in the stream, but found another document. (experiment.yaml:2)"
    ),
    ("training:\n  epochs: 3\n  epochs: 4", "`epochs` is given twice. (experiment.yaml:2)"),
    ("a: 1\n\"a\": 2", "`a` is given twice. (experiment.yaml:1)"),
    ("1: a\n\"1\": b", "`1` is given twice, first at experiment.yaml:1. (experiment.yaml:2)"),
    ("[1]: 2", "A key should be a word. Found a list or a section. (experiment.yaml:1)"),
    ("a: *b", "This is not valid YAML: found undefined alias. (experiment.yaml:1)"),
  ]

  @Test(arguments: documents)
  func textThatIsNoConfiguration(yaml: String, message: String) {
    #expect(errorText { _ = try ConfigurationDocument(yaml: yaml) } == message)
  }

  @Test func aliasesThatMultiplyEndWithAnErrorNotWithTheMemory() {
    var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      yaml += "a\(level): &a\(level) [\(items)]\n"
    }
    #expect(
      errorText { _ = try ConfigurationDocument(yaml: yaml) }
        .hasPrefix("A configuration should have at most 100000 values."))
  }

  @Test func filesThatCannotBeRead() throws {
    let scratch = TemporaryFolder(), folder = scratch.url
    let file = folder.appending(path: "experiment.yaml")
    func message() -> String { errorText { _ = try ConfigurationDocument(contentsOf: file) } }

    #expect(message() == "There is no file \(file.path).")
    #expect(
      errorText { _ = try ConfigurationDocument(contentsOf: folder) }
        == "\(folder.path) should be a YAML file. Found a folder.")
    try Data().write(to: file)
    #expect(message() == "experiment.yaml is empty.")
    try Data([0xff, 0xfe, 0x00]).write(to: file)
    #expect(message() == "\(file.path) should be text in UTF-8.")
    try Data(count: 5 << 20).write(to: file)
    #expect(message() == "\(file.path) should be a YAML file of at most 4 MB. Found 5242880 bytes.")
    try Data("a: [".utf8).write(to: file)
    #expect(message().hasSuffix("(experiment.yaml:2)") || message().hasSuffix("(experiment.yaml:1)"))

    try Data("data: {kind: multi-digit, folder: mnist}".utf8).write(to: file)
    let document = try ConfigurationDocument(contentsOf: file)
    let experiment = try ExperimentConfiguration(reading: document, catalogue: ConfigurationSample.catalogue)
    let digits = try #require(experiment.data as? MultiDigitConfiguration)
    #expect(digits.folder == folder.appending(path: "mnist").standardized.path)
    #expect(experiment.name == "experiment")
  }

  @Test func valuesKeepTheLineTheyComeFrom() throws {
    let document = try ConfigurationDocument(yaml: "# comment\ntraining:\n  epochs: 3\n\nonly:\n  - depth\n")
    #expect(document.root["training.epochs"]?.origin == .file(name: "experiment.yaml", line: 3))
    #expect(document.root["only.0"]?.origin.description == "experiment.yaml:6")
  }

  @Test func setReplacesValuesOfEveryKind() throws {
    let experiment = try ConfigurationSample.read(
      "training:\n  epochs: 3\nbalancing: uw-so\n",
      [
        "training.epochs=7", "training.learning-rate=1e-4", "training.clip=none", "network.trunk=mlp",
        "network.hidden=[8, 16]", "network.hidden.1=32", "balancing.temperature=3", "name=changed", "only=[depth]",
      ])
    #expect(experiment.training.epochs == 7)
    #expect(experiment.training.learningRate == 1e-4)
    #expect(experiment.training.clip == nil)
    #expect(experiment.network.trunk.words == "mlp 8-32")
    #expect(experiment.balancing.method == "uw-so")
    #expect(experiment.balancing.parameters == ["temperature": .number(3)])
    #expect(experiment.name == "changed")
    #expect(experiment.only == ["depth"])
  }

  @Test func aWholeSectionIsReplacedByAShortFormAndAShortFormIsRefinedByAKey() throws {
    let section = "balancing: {method: uw-so, temperature: 3}"
    #expect(try ConfigurationSample.read(section, ["balancing=ew"]).balancing.method == "ew")
    let refined = try ConfigurationSample.read("training: {schedule: cosine}", ["training.schedule.minimum=0.1"])
    #expect(try refined.training.schedule.shape == Schedules.all.choose("cosine", ["minimum": 0.1]))
    let replaced = try ConfigurationSample.read("training: {schedule: cosine}", ["training.schedule.kind=exponential"])
    #expect(try replaced.training.schedule.shape == Schedules.all.choose("exponential", ["factor": 0.95]))
    #expect(
      errorText { _ = try ConfigurationSample.read("training: {epochs: 3}", ["training.epochs.x=3"]) }
        == "`training.epochs` should be a whole number. Found a section. (experiment.yaml:1)")
    #expect(
      errorText { _ = try ConfigurationSample.read("training: 3", ["training.epochs=3"]) }
        == "`training` should be a section of keys. Found 3. (experiment.yaml:1)")
  }

  static let assignments: [(assignment: String, message: String)] = [
    ("training.epochs", "`--set` should be `key=value`, as `training.epochs=20`. Found \"training.epochs\"."),
    ("=3", "`--set` should be `key=value`, as `training.epochs=20`. Found \"=3\"."),
    ("training..epochs=3", "`--set` should name a key, as `training.epochs`. Found \"training..epochs\"."),
    (
      "only=[a",
      "`--set only=[a`: This is not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'."
    ),
    ("only.5=a", "`only.5` should name one of 1 items by its number, from 0. (--set)"),
    ("training.epochs=ten", "`training.epochs` should be a whole number. Found \"ten\". (--set)"),
    ("training.epoch=10", "`epoch` is not a key of `training`. Did you mean `epochs`? (--set)"),
    ("training.epochs=", "`training.epochs` should be a whole number. Found nothing. (--set)"),
  ]

  @Test(arguments: assignments)
  func wrongAssignments(assignment: String, message: String) {
    #expect(errorText { _ = try ConfigurationSample.read("only: [depth]", [assignment]) } == message)
  }

  @Test func aValueMayHoldTheEqualsSignAndAnOptionMayGoByItsOwnName() throws {
    var document = try ConfigurationSample.document("seed: 1")
    try document.set("output.folder=/a=b")
    try document.set("comparison.seeds", to: "5", option: "--seeds")
    let experiment = try ExperimentConfiguration(reading: document, catalogue: ConfigurationSample.catalogue)
    #expect(experiment.output.folder == "/a=b")
    #expect(experiment.comparison.seeds == [1, 2, 3, 4, 5])
    #expect(experiment.resolved["comparison.seeds"]?.origin.description == "--seeds")
  }

  @Test func aNumberOfSeedsTakesTheFirstThatTheExperimentLists() throws {
    var document = try ConfigurationSample.document("{data: {kind: scenes}, comparison: {seeds: [42, 123, 2025]}}")
    #expect(document.seeds("2") == "[42, 123]")
    #expect(document.seeds("4") == "4")
    #expect(document.seeds("many") == "many")
    try document.set("comparison.seeds", to: document.seeds("3"), option: "--seeds")
    let experiment = try ExperimentConfiguration(reading: document, catalogue: ConfigurationSample.catalogue)
    #expect(experiment.comparison.seeds == [42, 123, 2025])
    #expect(try ConfigurationSample.document("data: {kind: scenes}").seeds("3") == "3")
  }

  static let numbers: [(text: String, value: Double)] = [
    ("1e-3", 0.001), ("1E+2", 100), ("3", 3), ("+3", 3), (".5", 0.5), ("1_000.5", 1000.5), ("1.0e-08", 1e-8),
  ]

  @Test(arguments: numbers)
  func everyUsualSpellingOfANumber(text: String, value: Double) throws {
    let section = try ConfigurationSection(ConfigurationDocument(yaml: "x: \(text)"))
    #expect(try section.double("x") == value)
  }

  @Test func wholeNumbersMayHaveAnExponentWordsThatLookLikeOtherThingsStayWords() throws {
    let section = try ConfigurationSection(ConfigurationDocument(yaml: "{a: 1e3, b: 50_000, c: yes, d: 010, e: On}"))
    #expect(try section.int("a", in: 0...100_000) == 1000)
    #expect(try section.int("b", in: 0...100_000) == 50_000)
    #expect(try section.string("c") == "yes")
    #expect(try section.bool("c"))
    #expect(try section.string("d") == "010")
    #expect(try section.int("d", in: 0...100_000) == 10)
    #expect(try section.bool("e"))
  }

  static let paths: [(text: String, path: String)] = [
    ("data", "/experiments/data"), ("../data", "/data"), ("/data/", "/data"), ("~", "/home/me"),
    ("~/data", "/home/me/data"),
    ("${DATA}/mnist", "/big/mnist"), ("${NONE:-data}/mnist", "/experiments/data/mnist"), ("${DATA:-x}", "/big"),
    ("${NONE:-}x", "/experiments/x"),
  ]

  @Test(arguments: paths)
  func pathsStartAtTheFilesFolder(text: String, path: String) throws {
    let document = try ConfigurationSample.document("data: {kind: multi-digit, folder: \"\(text)\"}")
    #expect(try ConfigurationSection(document).section("data").path("folder") == path)
  }

  @Test func pathsOfTheCommandLineAndOfTheEnvironmentStartAtTheCurrentFolder() throws {
    var document = try ConfigurationSample.document("{a: x, b: \"${DATA}/x\", c: \"y/${DATA}\"}", ["a=data"])
    document.surroundings.environment["DATA"] = "relative"
    let section = try ConfigurationSection(document)
    #expect(try section.path("a") == "/here/data")
    #expect(try section.path("b") == "/here/relative/x")
    #expect(try section.path("c") == "/experiments/y/relative")
    #expect(try section.path("d", default: "runs") == "/here/runs")
  }
}
