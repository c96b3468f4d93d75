import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Runs

/// Figures of tasks whose names differ in signs or capitals alone have a column each, which every question finds.
@Suite struct RunIndexNameTests {
  private static let names = [
    "a b", "a-b", "A-b", "a, b", "say \"yes\"", "it's", "\"", "\"\u{301}", "", "a.b", "in", "a/b", "a\\b", "目的",
    "line\nfeed",
  ]
  private let fixture: IndexFixture

  init() throws {
    fixture = try IndexFixture()
    // All together, and each alone, as in the single-task trainings of a comparison.
    let figures = Dictionary(uniqueKeysWithValues: Self.names.enumerated().map { ($1, Double($0 + 1)) })
    try fixture.add("together", figures: figures, metrics: ["mae", "mIoU"])
    for (index, name) in Self.names.enumerated() {
      try fixture.add("alone\(index)", figures: [name: Double(index + 1)])
    }
  }

  private func column(_ name: String) -> String { "test.\(name).mae" }

  @Test func aConditionFindsItsTaskAlone() throws {
    let index = try RunIndex(of: fixture.runs)
    func cells(_ filter: String) throws -> [String] {
      try index.runs(RunQuery(filter: filter, columns: ["cell"])).rows.map { $0[0]?.short ?? "" }.sorted()
    }
    for (number, name) in Self.names.enumerated() {
      let column = FilterToken.quoting(column(name)), expected = ["alone\(number)", "together"]
      #expect(try cells("\(column) = \(number + 1)") == expected, "\(name)")
      #expect(try cells("\(column) is not missing") == expected, "\(name)")
      #expect(try cells("\(column) > \(number + 1)").isEmpty, "\(name)")
    }
  }

  @Test func aTableSortsAndShowsIt() throws {
    let index = try RunIndex(of: fixture.runs)
    for (number, name) in Self.names.enumerated() {
      let column = column(name)
      let table = try index.runs(RunQuery(filter: "cell = together", sort: [column], columns: ["cell", column]))
      #expect(table.columns == ["cell", column], "\(name)")
      #expect(table.rows == [[.text("together"), .number(Double(number + 1))]], "\(name)")
      let best = try index.best(by: column)
      #expect(best.rows.count == 1 && best.columns.contains(column), "\(name)")
    }
  }

  @Test func thePageOfARunHasEach() throws {
    let page = RunPage(RunFolder(fixture.runs.appending(path: "names/together")))
    let names = page.figures.map(\.name)
    #expect(Set(names).count == names.count && names.count == 3 * Self.names.count)
    for name in Self.names { #expect(names.contains(column(name))) }
    #expect(page.text.contains("test.line\u{FFFD}feed.mae") && page.text.contains("test.a-b.miou"))
  }

  @Test func aNameIsEasyToTypeWhereOneColumnAloneIsMeant() throws {
    try fixture.add("easy", figures: ["total UPDRS": 7])
    #expect(try fixture.cells(where: "test.total-updrs.mae = 7") == ["easy"])
    #expect(try fixture.cells(where: "'TEST.Total UPDRS.mae' = 7") == ["easy"])
  }

  @Test func aNameThatMayMeanSeveralColumnsIsRefusedWithThem() throws {
    #expect(
      errorText { _ = try fixture.cells(where: "test.A-B.mae = 1") }
        == "`test.A-B.mae` should name one column. Found 2: `test.A-b.mae`, `test.a-b.mae`.")
  }
}
