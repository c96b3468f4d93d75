import ExperimentFixtures
import Foundation
import Testing

@testable import Reports
@testable import Statistics

/// The commands that a comparison ends with.
@Suite struct NextStepsTests {
  /// Runs in folders; the loss of the last seed is the lowest.
  private func comparison(gain: Double, of kind: String? = nil) throws -> Comparison {
    var fixture = ReportFixture()
    fixture.methods = [
      .init(name: "ew", label: "EW", gains: [gain, gain, gain]),
      .init(name: "uw", label: "UW", gains: [gain / 2, gain / 2, gain / 2]),
    ]
    let runs = fixture.runs().map { run in
      var run = run
      run.folder = URL(filePath: "/tmp/my runs/scenes/\(run.result.cell)")
      run.result.losses["validation"] = Dictionary(
        uniqueKeysWithValues: run.result.tasks.map { ($0, 1 - 0.1 * Double(run.result.seed)) })
      return run
    }
    var context = fixture.context
    context.dataKind = kind ?? context.dataKind
    return try Comparison(
      of: runs, options: ComparisonOptions(bootstrap: SeedBootstrap(samples: 100), familyDraws: 200),
      context: context)
  }

  @Test func theRecommendedRowIsTrainedTogether() throws {
    let comparison = try comparison(gain: 0.3)
    #expect(comparison.recommendation.verdict == .better)
    let run = try #require(comparison.recommendedRuns.first)
    #expect(comparison.recommendedRuns.count == 1 && run.label == "EW" && run.seed == 2 && run.task == nil)
    let steps = try #require(comparison.nextSteps).steps
    #expect(
      steps.map(\.command) == [
        "equipoise train '/tmp/my runs/scenes' --all-data",
        "equipoise predict '/tmp/my runs/scenes' new.csv --output predictions.csv",
        "equipoise evaluate '/tmp/my runs/scenes'",
      ])
    #expect(steps[0].purpose.hasPrefix("Train EW on all data (\(run.epoch) epochs"))
    for step in steps {
      #expect(comparison.terminal(width: 40).contains("\n  \(step.command)\n"))
      #expect(comparison.json().contains("\"command\":\"\(step.command)\""))
    }
  }

  /// New inputs are files as the data have them; several data sets do not predict.
  @Test(arguments: [
    ("text", "new.txt"), ("text-table", "new.csv"), ("arff", "new.arff"), ("cifar", "photos"), ("sets", nil),
  ])
  func newInputsAreFilesOfTheKind(_ kind: String, _ file: String?) throws {
    let commands = try #require(comparison(gain: 0.3, of: kind).nextSteps).steps.map(\.command)
    let command = file.map { "equipoise predict '/tmp/my runs/scenes' \($0) --output predictions.csv" }
    #expect(commands.first { $0.contains(" predict ") } == command)
  }

  @Test func whereSharingLosesEachTaskIsTrainedAlone() throws {
    let comparison = try comparison(gain: -0.3)
    #expect(comparison.recommendation.verdict == .worse)
    #expect(comparison.recommendedRuns.map(\.task) == ["segmentation", "depth", "normals"])
    #expect(comparison.recommendedRuns.allSatisfy { $0.seed == 2 && $0.folder.path.contains("single-task") })
    #expect(comparison.nextSteps?.steps[0].purpose.contains("each of the 3 tasks alone") == true)
  }

  @Test func runsWithoutFoldersHaveNoCommands() throws {
    let comparison = try ReportFixture().comparison()
    #expect(comparison.nextSteps == nil && !comparison.terminal().contains("--all-data"))
  }
}
