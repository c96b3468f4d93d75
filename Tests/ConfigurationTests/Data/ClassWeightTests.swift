import Datasets
import ExperimentFixtures
import Foundation
import Tasks
import TestSupport
import Testing

@testable import Configuration

/// Weights of classes by the classes' names, in every kind of data whose classes have names.
@Suite("Weights by name") struct ClassWeightTests {
  private let scratch = TemporaryFolder()

  private func write(_ text: String, _ name: String) throws -> String {
    let file = scratch.url.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  /// A kind of data with classes, and their names in the order of their numbers.
  enum Kind: String, CaseIterable {
    case table, arff, images = "image-folder", log = "event-log", scenes

    var task: String { self == .log ? "next-activity" : self == .scenes ? "segmentation" : "tree" }

    var classes: [String] {
      switch self {
      case .arff: ["oak", "10", "a.b"]
      case .log: ["a.b", "oak", "unknown"]
      case .scenes: SceneClass.names
      case .table, .images: ["10", "a.b", "oak"]
      }
    }
  }

  private static let trees = ["oak", "a.b", "10"]

  private func data(_ kind: Kind) throws -> String {
    let rows = (0..<60).map { (number: $0, tree: Self.trees[$0 % 3]) }
    let targets = "targets: [{column: tree, kind: classification}]"
    switch kind {
    case .table:
      let file = try write("x,tree\n" + rows.map { "\($0.number),\($0.tree)\n" }.joined(), "a.csv")
      return "{kind: table, files: {train: \(file)}, \(targets)}"
    case .arff:
      let head = "@relation r\n@attribute x numeric\n@attribute tree {oak,'10','a.b'}\n@data\n"
      let file = try write(head + rows.map { "\($0.number),'\($0.tree)'\n" }.joined(), "a.arff")
      return "{kind: arff, files: {train: \(file)}, targets: 1}"
    case .images:
      let picture = try Picture(width: 8, height: 8, channels: 3, .bytes([UInt8](repeating: 7, count: 192))).png()
      for row in rows { try picture.write(to: scratch.url.appending(path: "\(row.number).png")) }
      let file = try write("image,tree\n" + rows.map { "\($0.number).png,\($0.tree)\n" }.joined(), "a.csv")
      return "{kind: image-folder, folder: \(scratch.url.path), labels: \(file), height: 8, width: 8, \(targets)}"
    case .log:
      let events = (0..<40).flatMap { number in
        (0..<3).map { "c\(number),\(Self.trees[$0 % 2]),r,2024-01-\(10 + number % 9) 0\($0):00:00\n" }
      }
      let file = try write("case_id,activity,resource,timestamp\n" + events.joined(), "log.csv")
      return "{kind: event-log, file: \(file)}"
    case .scenes: return "{kind: scenes, train: 2, validation: 1, test: 1, height: 8, width: 8}"
    }
  }

  private func experiment(_ kind: Kind, _ weights: String) throws -> ExperimentConfiguration {
    var document = try ConfigurationSample.document(
      """
      data: \(try data(kind))
      tasks: {\(kind.task): {loss: {kind: cross-entropy, class-weights: \(weights)}}}
      """)
    if kind != .scenes {
      try document.set("data.cache", to: scratch.url.appending(path: "cache").path, option: "test")
    }
    return try ExperimentConfiguration(reading: document, catalogue: .toolkit)
  }

  private func weights(_ experiment: ExperimentConfiguration) throws -> [Double]? {
    let tasks = try experiment.selectedTasks(of: experiment.dataSource())
    return tasks.compactMap { ($0.loss as? CrossEntropy)?.classWeights }.first
  }

  @Test(arguments: Kind.allCases) func aWeightGoesToTheClassOfItsName(kind: Kind) throws {
    let expected = kind.classes.indices.map { Double($0) + 0.5 }
    let pairs = zip(kind.classes, expected).map { "\"\($0)\": \($1)" }
    let named = "{" + pairs.reversed().joined(separator: ", ") + "}"
    #expect(try weights(experiment(kind, named)) == expected)
    #expect(try weights(experiment(kind, "\(expected)")) == expected)
  }

  @Test(arguments: Kind.allCases) func aNameThatIsNoClassIsRefusedWithTheClasses(kind: Kind) throws {
    let text = errorText { _ = try weights(experiment(kind, "{zebra: 1}")) }
    let classes = kind.classes.map { "`\($0)`" }.joined(separator: ", ")
    #expect(
      text == "`tasks.\(kind.task).loss`: `class-weights` should name classes of the task. Found `zebra`. "
        + "The classes are \(classes). (experiment.yaml:2)")
  }

  @Test func aClassWithoutAWeightIsNamed() throws {
    let text = errorText { _ = try weights(experiment(.table, "{oak: 1, \"10\": 2}")) }
    #expect(
      text.contains("should have a number for each class. Found none for `a.b`. The classes are `10`, `a.b`, `oak`."))
  }

  @Test func whatIsNoNumberIsRefusedByItsName() throws {
    #expect(
      errorText { _ = try experiment(.table, "{oak: much}") }
        == "`tasks.tree.loss.class-weights.oak` should be a number. Found \"much\". (experiment.yaml:2)")
    #expect(
      errorText { _ = try experiment(.table, "{oak: -1}") }.contains("should be zero or positive. Found -1."))
    for none in ["{}", "3"] {
      #expect(
        errorText { _ = try experiment(.table, none) }
          .contains("should be a list of numbers, or a number for each name"))
    }
  }

  @Test func theResolvedConfigurationAndTheIdentityKeepThem() throws {
    let first = try experiment(.table, "{oak: 2, \"10\": 0.5, a.b: 1}")
    let written = try ConfigurationDocument(yaml: first.resolved.yaml(), file: "config.yaml")
    let second = try ExperimentConfiguration(reading: written, catalogue: .toolkit)
    #expect(second.tasks["tree"]?.loss?.settings.values["class-weights"] == ["oak": 2, "10": 0.5, "a.b": 1])
    let hash = first.resolved.contentHash()
    #expect(second.resolved.contentHash() == hash)
    #expect(try experiment(.table, "{a.b: 1, oak: 2, \"10\": 0.5}").resolved.contentHash() == hash)
    #expect(try experiment(.table, "{a.b: 1, oak: 3, \"10\": 0.5}").resolved.contentHash() != hash)
  }
}
