import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Runs

/// What the index answers.
@Suite struct RunIndexTests {
  let fixture: IndexFixture

  init() throws {
    fixture = try IndexFixture()
    try fixture.add("aaaa1111", seed: 0, error: 0.4)
    try fixture.add("aaaa2222", seed: 1, error: 0.6, hyperparameters: ["temperature": "10"])
    try fixture.add("bbbb1111", method: "ew", error: 0.5, hyperparameters: [:])
    try fixture.add(
      "cccc1111", method: "gls", experiment: "digits", hyperparameters: [:],
      failure: "The loss of `depth` is not finite.")
  }

  @Test(
    arguments: [
      ("method = uw-so and seed < 3 and test.depth.absolute-error < 0.5", ["aaaa1111"]),
      ("method = UW-SO", ["aaaa1111", "aaaa2222"]), ("state = failed", ["cccc1111"]),
      ("temperature >= 3", ["aaaa1111", "aaaa2222"]), ("temperature = 10 or method = ew", ["bbbb1111", "aaaa2222"]),
      ("temperature is missing and experiment = scenes", ["bbbb1111"]), ("not (seed = 0)", ["aaaa2222"]),
      ("seed in (1, 7)", ["aaaa2222"]), ("failure ~ 'not finite'", ["cccc1111"]),
      ("method !~ uw", ["cccc1111", "bbbb1111"]),
      (
        "training.batch = 8 and training.learning-rate <= 1e-3 and best-seconds = 3 and epochs = 2 and seconds > 13",
        ["aaaa2222"]
      ),
      ("TEST.depth.Absolute-Error > 0.45", ["bbbb1111", "aaaa2222"]),
      ("tasks = 'depth, normals' and data = scenes and seed = 1", ["aaaa2222"]),
      ("cell ~ %", []), ("network.trunk > 5", []), ("training.optimizer.kind = adam and label = ew", ["bbbb1111"]),
    ] as [(String, [String])])
  func conditionsSelect(filter: String, cells: [String]) throws {
    #expect(try fixture.cells(where: filter) == cells)
  }

  @Test func rowsAreSortedAndLimited() throws {
    #expect(try fixture.cells(sort: ["test.depth.absolute-error"]) == ["aaaa1111", "bbbb1111", "aaaa2222", "cccc1111"])
    #expect(try fixture.cells(sort: ["-test.depth.absolute-error"], limit: 2) == ["aaaa2222", "bbbb1111"])
    #expect(try RunIndex(of: fixture.runs).runs(RunQuery(limit: 1)).total == 4)
    #expect(
      errorText { _ = try RunIndex(of: fixture.runs).runs(RunQuery(sort: ["-secnds"])) }
        == "`secnds` is no column of these runs. Did you mean `seconds`?")
    #expect(
      errorText { _ = try RunIndex(of: fixture.runs).runs(RunQuery(limit: 0)) }
        == "`--limit` should be positive. Found 0.")
  }

  @Test func theTableIsForPeopleAndPrograms() throws {
    let query = RunQuery(
      filter: "experiment = scenes", columns: ["cell", "label", "temperature", "test.depth.absolute-error"])
    let table = try RunIndex(of: fixture.runs).runs(query)
    #expect(
      table.text == """
        cell      label  temperature  test.depth.absolute-error
        bbbb1111  EW               –                        0.5
        aaaa1111  UW-SO            3                        0.4
        aaaa2222  UW-SO           10                        0.6
        """)
    #expect(try table.json().contains("\"temperature\" : 10"))
    #expect(try RunIndex(of: fixture.runs).runs(RunQuery(filter: "seed > 5")).text == "No run.")
  }

  @Test func theBestOfEachMethodComesFirst() throws {
    let index = try RunIndex(of: fixture.runs)
    let table = try index.best(by: "validation.depth.absolute-error", RunQuery(columns: ["cell"]))
    #expect(table.columns == ["experiment", "method", "validation.depth.absolute-error", "cell"])
    #expect(table.rows.map { $0[3]?.short } == ["aaaa1111", "bbbb1111"])
    let worst = try index.best(by: "test.depth.absolute-error", isLowest: false, RunQuery(columns: ["cell"]))
    #expect(worst.rows.map { $0[3]?.short } == ["aaaa2222", "bbbb1111"])
    #expect(
      errorText { _ = try index.best(by: "temperature") }
        == "`temperature` should have a side that is better. Found none, or both: `--lowest` or `--highest` says it.")
    #expect(
      errorText { _ = try index.best(by: "seconds", RunQuery(filter: "seed = 1 or")) }
        == "`seed = 1 or`: a column should stand here. Found the end.")
  }

  /// Lower is better, in percent: 0.3 against 0.5 and 0.6 against 0.75 alone.
  @Test func deltaMIsAgainstTheTasksAlone() throws {
    try fixture.add("dddd1111", method: RunResult.singleTask, seed: 4, error: 0.5)
    try fixture.add("dddd2222", seed: 4, error: 0.3, baseline: 0.75)
    try fixture.add("dddd3333", seed: 5, error: 0.3, baseline: 0.7)
    let query = RunQuery(
      filter: "cell ~ dddd", sort: ["cell"], columns: ["validation.delta-m", "test.delta-m"])
    let rows = try RunIndex(of: fixture.runs).runs(query).rows
    #expect(rows[0] == [nil, nil])
    #expect(rows[1].map { $0?.short } == ["-40", "-40"])
    // Nobody trained the task alone that this one was compared with.
    #expect(rows[2].map { $0?.short } == ["-35.714", nil])
    // The run comes again when the index already has the task alone.
    try FileManager.default.removeItem(at: fixture.runs.appending(path: "scenes/dddd2222"))
    _ = try RunIndex(of: fixture.runs)
    try fixture.add("dddd2222", seed: 4, error: 0.45, baseline: 0.75)
    #expect(try RunIndex(of: fixture.runs).runs(query).rows[1].map { $0?.short } == ["-10", "-10"])
    #expect(try RunIndex(of: fixture.runs).best(by: "validation.delta-m").rows.count == 1)
  }

  @Test func aPathIsThatOfTheCurrentFolder() throws {
    let query = RunQuery(filter: "path ~ bbbb", columns: ["path"])
    let rows = try RunIndex(of: fixture.runs).runs(query).rows
    #expect(rows.map { $0[0]?.short } == [fixture.runs.path + "/scenes/bbbb1111"])
  }

  @Test func aMissingFolderIsNamed() {
    let folder = fixture.runs.appending(path: "none")
    #expect(
      errorText { _ = try RunIndex(of: folder) } == "`\(folder.path)` should be a folder of runs. Found none.")
  }
}
