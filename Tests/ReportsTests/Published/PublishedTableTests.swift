import Testing

@testable import Configuration
@testable import Reports
@testable import Runs

/// The published tables, and Δm recomputed from their rounded metrics.
@Suite struct PublishedTableTests {
  struct Printed: Sendable, CustomTestStringConvertible {
    var table: PublishedTable, row: PublishedTable.Row, percent: Double
    var testDescription: String { "\(table.name) \(row.label)" }
  }

  /// Rows that print Δm next to the metrics from which it follows.
  static let printed = PublishedTables.all.filter(\.recomputes).flatMap { table in
    table.rows.compactMap { row in
      row.values == nil ? nil : row.deltaM.map { Printed(table: table, row: row, percent: $0) }
    }
  }

  static let central = printed.filter { $0.table.source.contains("2408.07985") }
  static let sepsis = printed.filter { $0.table.log == "sepsis" }

  @Test func theTablesHaveAllTheirRows() {
    #expect(
      PublishedTables.all.map { "\($0.name) \($0.rows.count)" } == [
        "cityscapes-segnet 10", "cityscapes-resnet50 9", "cityscapes-resnet101 9", "cityscapes-mtan 8",
        "nyuv2-segnet 10", "nyuv2-resnet50 9", "nyuv2-resnet101 9", "nyuv2-mtan 8", "celeba-resnet18 8",
        "softmax-ablation 3", "sepsis-lstm 14", "sepsis-cnn 14", "sepsis-transformer 14", "sepsis-small-cnn 14",
      ])
    #expect(Self.central.count == 48)
    #expect(Self.sepsis.count == 52)
  }

  @Test(arguments: PublishedTables.all)
  func everyRowIsWhole(table: PublishedTable) {
    for row in table.rows {
      #expect(row.values.map { $0.count == table.metrics.count } ?? (row.deltaM != nil))
      #expect(row.standardDeviations.map { $0.count == table.metrics.count } ?? true)
      #expect(
        row.method == RunResult.singleTask || ExperimentCatalogue.toolkit.methods.contains { $0.name == row.method })
    }
    #expect(table.metrics.allSatisfy { ["higher", "lower"].contains($0.better) })
  }

  /// Metrics printed with three digits limit the agreement to 0.30 percentage points (0.0157: 0.3 % of a term).
  @Test(arguments: central)
  func thePrintedDeltaMFollowsFromTheMetrics(printed: Printed) throws {
    let deltaM = try #require(try printed.table.deltaM(of: printed.row))
    #expect(abs(deltaM.percent - printed.percent) < 0.30)
  }

  /// Four digits of the metrics, two of Δm.
  @Test(arguments: sepsis)
  func theSepsisColumnsFollowFromTheMetrics(printed: Printed) throws {
    let deltaM = try #require(try printed.table.deltaM(of: printed.row))
    #expect(abs(deltaM.percent - printed.percent) < 0.02)
    let times = try #require(try printed.table.deltaM(of: printed.row, tasks: ["next-time", "remaining-time"]))
    #expect(abs(times.percent - (try #require(printed.row.deltaMOfTimes))) < 0.02)
  }

  /// The same rows averaged per task are another number: the check above can tell the conventions apart.
  @Test func theTaskMeanIsAnotherNumber() throws {
    var table = try PublishedTables.named("nyuv2-segnet")
    table.convention = .taskMean
    let row = try #require(table.rows.first { $0.method == "scalarization" })
    let deltaM = try #require(try table.deltaM(of: row))
    #expect(abs(deltaM.percent - 9.2) < 0.1)
  }

  @Test func attentionRowsHaveNoBaseline() throws {
    let table = try PublishedTables.named("cityscapes-mtan")
    #expect(table.baseline == nil)
    #expect(try table.deltaM(of: table.rows[0]) == nil)
  }

  @Test func aTableIsShownAsPrinted() throws {
    let text = try PublishedTables.named("cityscapes-segnet").text(width: 200)
    #expect(text.contains("UW-SO"))
    #expect(text.contains("0.674*") == false && text.contains("0.674"))
    #expect(text.contains("+4.4 ± 0.9"))
    #expect(text.contains("learning rate 5e-4, temperature 20, weight decay 1e-5"))
  }

  @Test func anUnknownTableIsNamed() {
    #expect {
      _ = try PublishedTables.named("sepsis-ccn")
    } throws: {
      "\($0)".hasSuffix("Found `sepsis-ccn`. Did you mean `sepsis-cnn`?")
    }
  }
}
