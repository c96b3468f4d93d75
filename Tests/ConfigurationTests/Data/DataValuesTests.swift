import ExperimentFixtures
import Testing

@testable import Configuration

/// Which trainings have the same data.
@Suite struct DataValuesTests {
  private func values(_ data: String, seed: Int = 0, only task: String? = nil) throws -> [String: String] {
    try ConfigurationSample.read("data: \(data)\nseed: \(seed)\nonly: \(task.map { "[\($0)]" } ?? "null")").dataValues
  }

  private static let table = "kind: table, files: {train: a.csv}, targets: [{column: y, kind: regression}]"
  private static let log = "kind: event-log, file: a.csv, columns: {case: id}"

  @Test(arguments: [
    ("kind: scenes", false), (table, false), (table + ", split: {seed: 3}", false),
    (table + ", split: {seed: run}", true),
    (log, true), (log + ", split-seed: 3", false),
  ])
  func seedsShareDataThatTheyDoNotDraw(data: String, draws: Bool) throws {
    #expect(try (values("{\(data)}", seed: 1) != values("{\(data)}", seed: 2)) == draws)
  }

  @Test(arguments: [
    ("kind: scenes", "depth", false), (table, "y", false), (log, "next-activity", true),
  ]) func tasksShareDataThatDoNotDependOnThem(data: String, task: String, depends: Bool) throws {
    #expect(try (values("{\(data)}", only: task) != values("{\(data)}")) == depends)
  }

  @Test func eachValueOfTheSectionCounts() throws {
    #expect(try values("{kind: scenes}") != values("{kind: scenes, height: 80}"))
    #expect(try values("{\(Self.table)}") == values("{\(Self.table)}"))
  }
}
