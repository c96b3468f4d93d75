import ExperimentFixtures
import Foundation
import Testing

@testable import Printing
@testable import Reports

@Suite("What methods say about their runs")
struct RemarksTests {
  @Test func aRowsRemarkStandsOnceInTheNotesWithTheNumberOfOtherRunsThatHaveOne() throws {
    var runs = ReportFixture().runs()
    for index in runs.indices where runs[index].result.label == "UW" {
      runs[index].result.remarks = ["No solution in \(runs[index].result.seed + 1) steps."]
    }
    let comparison = try Comparison(of: runs, context: ReportContext(experiment: "small"))
    #expect(comparison.remarks == ["UW, seed 0: No solution in 1 steps. 2 other runs say the like."])
    #expect(comparison.footnotes.contains(comparison.remarks[0]))
    #expect(try ReportFixture().comparison().remarks.isEmpty)
  }

  @Test func everyBlockOfATableThatIsTooWideSaysOfWhichMetricItsRowsAre() {
    let names = (0..<6).map { "Method \($0)" }
    let columns = ["Task", "Metric"].map { ReportTable.Column(title: $0, isNumeric: false) }
    let rows = ["mae", "rmse"].map { metric in
      ["depth", metric].map { ReportTable.Cell(text: $0) } + names.map { _ in ReportTable.Cell(text: "0.25") }
    }
    let table = ReportTable(
      title: "Metrics", columns: columns + names.map { .init(title: $0) }, rows: rows, naming: 2)
    let blocks = TextTable.render(table, width: 50).components(separatedBy: "\n\n")
    #expect(blocks.count > 1)
    for block in blocks {
      let lines = block.split(separator: "\n")
      #expect(lines[0].hasPrefix("Task   Metric ") && lines[2].hasPrefix("depth  mae ") && lines[3].contains(" rmse "))
      #expect(lines.allSatisfy { $0.count <= 50 })
    }
  }

  @Test func theOneMetricOfManyTasksStandsAboveTheirTable() throws {
    let comparison = try ReportFixture.attributes(40).comparison()
    #expect(comparison.metricsTable.title.hasPrefix("Metrics: "))
    #expect(comparison.terminal().contains("\n\(comparison.metricsTable.title)\n"))
  }
}
