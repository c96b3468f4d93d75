import ExperimentFixtures
import TestSupport
import Testing

@testable import Configuration

@Suite struct ComparedExperimentsTests {
  private func experiments(_ each: String, tasks: [String] = ["a", "b", "c"]) throws -> [ExperimentConfiguration] {
    let document = try ConfigurationSample.document("{name: x, comparison: {each: \(each)}}")
    let configuration = try ExperimentConfiguration(reading: document, catalogue: ConfigurationSample.catalogue)
    return try #require(configuration.comparison.each).documents(of: document, name: "x", tasks: tasks).map {
      try ExperimentConfiguration(reading: $0, catalogue: ConfigurationSample.catalogue)
    }
  }

  private let scenes = ["segmentation", "depth", "normals"]

  @Test func allPairsOfTasksAreExperimentsOfTheirOwn() throws {
    let pairs = try experiments("{tasks: 2}", tasks: scenes)
    #expect(pairs.map(\.name) == ["x-tasks-1-2", "x-tasks-1-3", "x-tasks-2-3"])
    #expect(pairs.map(\.only) == [["segmentation", "depth"], ["segmentation", "normals"], ["depth", "normals"]])
    #expect(pairs.allSatisfy { $0.comparison.each == nil })
    #expect(try experiments("{tasks: 3}", tasks: scenes).map(\.only) == [scenes])
  }

  @Test func groupsOfTasksAreExperimentsOfTheirOwn() throws {
    let groups = try experiments("{tasks: [[normals, segmentation], [depth]]}", tasks: scenes)
    #expect(groups.map(\.name) == ["x-tasks-1-3", "x-tasks-2"])
    #expect(groups.map(\.only) == [["segmentation", "normals"], ["depth"]])
  }

  @Test func sharesAndSubsetsGoTogether() throws {
    let all = try experiments("{tasks: 2, share: [0.02, 0.5]}", tasks: scenes)
    #expect(all.count == 6)
    #expect(all[1].name == "x-tasks-1-2-share-0.5" && all[1].training.share == 0.5)
    #expect(try experiments("{share: [0.1]}").map(\.only) == [nil])
  }

  @Test func aComparisonWithoutThemSaysNothingOfThem() throws {
    let text = try ConfigurationSample.read("seed: 1").resolved.yaml()
    #expect(!text.contains("each:") && !text.contains("share:") && !text.contains("freeze:"))
  }

  @Test(arguments: [
    ("{tasks: 4}", "`comparison.each.tasks` should be at most 3, the number of tasks. Found 4. (experiment.yaml:1)"),
    (
      "{tasks: [[a], [d]]}",
      "`comparison.each.tasks` should name tasks of the experiment. Found \"d\". (experiment.yaml:1)"
    ),
    ("{tasks: [[a], []]}", "`comparison.each.tasks.1` should name at least one task. Found none. (experiment.yaml:1)"),
    (
      "{tasks: [[a, a]]}",
      "`comparison.each.tasks.0` should name each task once. Found \"a\" twice. (experiment.yaml:1)"
    ),
    (
      "{tasks: [[a, b], [b, a]]}",
      "`comparison.each.tasks` should hold different sets of tasks. Found `b`, `a` twice. (experiment.yaml:1)"
    ),
    (
      "{share: [0.1, 0.1]}", "`comparison.each.share` should be different shares. Found [0.1, 0.1]. (experiment.yaml:1)"
    ),
    ("{share: [0]}", "`comparison.each.share.0` should be above 0 and at most 1. Found 0. (experiment.yaml:1)"),
    ("{}", "`comparison.each` should have `tasks` or `share`. Found neither. (experiment.yaml:1)"),
  ])
  func whatCannotBeComparedIsRefused(_ each: String, _ message: String) {
    #expect(errorText { _ = try experiments(each) } == message)
  }

  @Test func moreExperimentsThanCanBeTrainedAreRefusedBeforeAnyIsMade() {
    let tasks = (0..<617).map { "t\($0)" }
    #expect(
      errorText { _ = try experiments("{tasks: 300}", tasks: tasks) }
        == "`comparison.each` should make at most 1000 experiments. Found more. (experiment.yaml:1)")
  }
}
