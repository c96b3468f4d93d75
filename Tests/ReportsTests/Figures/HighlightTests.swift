import ExperimentFixtures
import Testing

@testable import Reports

/// Which figures the tables mark.
@Suite struct HighlightTests {
  func experiment(_ methods: [(label: String, values: [[Double]])]) -> SmallExperiment {
    var experiment = SmallExperiment()
    experiment.single = [[0.50, 0.51, 0.52], [2.00, 2.01, 2.02]]
    experiment.methods = methods
    return experiment
  }

  let good = ("EW", [[0.60, 0.61, 0.62], [1.50, 1.51, 1.52]])
  let alsoGood = ("UW", [[0.601, 0.608, 0.622], [1.51, 1.50, 1.53]])
  let bad = ("RLW", [[0.40, 0.41, 0.42], [3.00, 3.01, 3.02]])

  @Test func theBestAndItsEqualsAreMarked() throws {
    let comparison = try experiment([good, alsoGood, bad]).comparison()
    let both: Set = ["EW", "UW"]
    #expect(comparison.highlights.metrics == [both, both])
    #expect(comparison.highlights.deltaM == both && comparison.highlights.changes == [both, both])
    let marked = comparison.summaryTable.rows.filter { $0[1].isBest }.map { $0[0].text }
    #expect(Set(marked) == both)
  }

  /// What a search for the best mean would mark: one of several that are alike.
  @Test func nothingIsMarkedWhereNothingDiffers() throws {
    let comparison = try experiment([
      ("EW", [[0.52, 0.50, 0.515], [2.02, 2.00, 2.01]]), ("UW", [[0.51, 0.525, 0.50], [2.01, 2.025, 2.00]]),
    ]).comparison()
    #expect(comparison.highlights.metrics == [[], []])
    #expect(comparison.highlights.deltaM.isEmpty && comparison.highlights.changes == [[], []])
    #expect(comparison.metricsTable.rows.allSatisfy { row in !row.contains(where: \.isBest) })
  }

  @Test func whatIsWorseThanSingleTaskTrainingIsNotMarked() throws {
    let comparison = try experiment([("UW", [[0.499, 0.512, 0.518], [2.01, 2.00, 2.025]]), bad]).comparison()
    #expect(comparison.highlights.deltaM == ["single-task"])
    #expect(comparison.highlights.metrics[0] == ["single-task"], "UW is within the interval, and worse")
  }

  @Test func oneSeedMarksNothing() throws {
    var experiment = experiment([good, bad])
    experiment.seeds = [0]
    #expect(try experiment.comparison().highlights == Highlights(changes: [[], []], metrics: [[], []]))
  }
}
