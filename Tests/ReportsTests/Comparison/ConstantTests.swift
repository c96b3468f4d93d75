import ExperimentFixtures
import Foundation
import Testing

@testable import Reports
@testable import Runs
@testable import Statistics

/// The prediction that does not look at the input stands in every table, and is no method.
@Suite struct ConstantTests {
  /// Single-task means are 0.52 and 2.1, EW's 0.57 and 2.03, UW's 0.51 and 2.2.
  private func comparison(accuracy: Double?, age: Double) throws -> Comparison {
    var metrics = ["age": ["MAE": age]]
    if let accuracy { metrics["kind"] = ["accuracy": accuracy] }
    let record = ConstantRecord([
      .init(cell: "", definitions: SmallExperiment.definitions, metrics: ["test": metrics])
    ])
    return try Comparison(
      of: SmallExperiment().runs(), options: ComparisonOptions(bootstrap: SeedBootstrap(samples: 100)),
      context: ReportContext(experiment: "small"), constant: record)
  }

  @Test func itStandsBelowTheSingleTaskRowInEveryFormat() throws {
    let comparison = try comparison(accuracy: 0.4, age: 3)
    #expect(comparison.summaryTable.rows.map { $0[0].text } == ["single-task", "Constant prediction", "EW", "UW"])
    #expect(comparison.metricsTable.rows[1].map(\.text) == ["Constant prediction", "0.400", "3.000"])
    #expect(comparison.summaryTable.rulesBelow == [1])
    for text in [
      comparison.terminal(), comparison.markdown(), comparison.latex(), comparison.csv(), comparison.json(),
      try comparison.html(),
    ] { #expect(text.contains("Constant prediction")) }
    #expect(!comparison.seedsCSV().contains("onstant"))
  }

  /// A constant that is better than all is neither first, nor marked, nor ranked, nor tested against.
  @Test func itIsNeverTheBest() throws {
    let comparison = try comparison(accuracy: 0.9, age: 0.5)
    let without = try SmallExperiment().comparison(comparison.options)
    #expect(comparison.best?.label == "EW" && comparison.methods.map(\.label) == without.methods.map(\.label))
    #expect(comparison.ranking == without.ranking && comparison.differences == without.differences)
    #expect(comparison.methods.map(\.meanRank) == without.methods.map(\.meanRank))
    for table in [comparison.summaryTable, comparison.metricsTable] {
      #expect(!table.rows[1].contains { $0.isBest })
      #expect(table.rows.contains { $0.contains { $0.isBest } })
    }
  }

  @Test func figuresThatAreWorseAreMarked() throws {
    let comparison = try comparison(accuracy: 0.53, age: 2.15)
    let cells = comparison.metricsTable.rows.map { $0.dropFirst().map { $0.text.contains("†") } }
    #expect(cells == [[true, false], [false, false], [false, false], [true, true]])
    #expect(comparison.facts.contains { $0.name == "Constant" && $0.value.contains("† marks figures that are worse") })
    #expect(comparison.latex().contains(#"$^\dagger$"#))
  }

  @Test func aTaskThatNoNetworkPredictsBetterIsTheHeadline() throws {
    let comparison = try comparison(accuracy: 0.4, age: 1.5)
    #expect(comparison.worseThanConstant.map(\.task) == ["age"])
    let recommendation = comparison.recommendation
    #expect(
      recommendation.answer == """
        No network predicts `age` better than a constant (MAE 2.033 against 1.500): check the inputs, the splits and the \
        training before you choose among methods
        """)
    #expect(recommendation.verdict == .unknown)
    let plain = try SmallExperiment().comparison(comparison.options).recommendation.text
    #expect(recommendation.text == recommendation.answer + ". " + plain)
    #expect(comparison.json().contains(#""worseThanConstant":[{"task":"age","metric":"MAE""#))
  }

  @Test func severalTasksAreOneSentence() throws {
    let comparison = try comparison(accuracy: 0.9, age: 1.5)
    #expect(
      comparison.recommendation.answer.hasPrefix(
        "No network is better than a constant on `kind` (accuracy 0.570 against 0.900) and `age` (MAE 2.033 against 1.500): "
      ))
  }

  /// A row that is better by another metric than the main one does not save the task, and is said.
  @Test func anotherMetricIsSaid() throws {
    var comparison = try comparison(accuracy: 0.4, age: 1.5)
    comparison.columns[0].task = "age"
    comparison.columns.swapAt(0, 1)
    for index in comparison.methods.indices { comparison.methods[index].estimates.swapAt(0, 1) }
    comparison.constant?.estimates.swapAt(0, 1)
    #expect(comparison.worseThanConstant.map(\.otherwiseBetter) == [["accuracy"]])
    #expect(comparison.constantSentence?.contains("(MAE 2.033 against 1.500; by accuracy some do)") == true)
  }

  /// One row that is as good is enough, and so is a metric that is not defined for a constant.
  @Test func aTaskThatSomeNetworkPredictsIsNoHeadline() throws {
    #expect(try comparison(accuracy: 0.5, age: 2.1).constantSentence == nil)
    let undefined = try comparison(accuracy: nil, age: 2.1)
    #expect(undefined.constantSentence == nil)
    #expect(undefined.metricsTable.rows[1].map(\.text) == ["Constant prediction", "–", "2.100"])
  }

  @Test func figuresThatDifferAreNotPrintedAsEqual() {
    let close = Comparison.WorseThanConstant(
      metric: SmallExperiment.definitions[0], best: 0.93992, constant: 0.94003, otherwiseBetter: [], decimals: 3)
    #expect(close.figures == "accuracy 0.9399 against 0.9400")
  }
}
