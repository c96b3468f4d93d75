import ExperimentFixtures
import Testing

@testable import Reports
@testable import Runs

/// What a report says of trainings that were too short, learned nothing, or ran at a default that should be searched.
@Suite struct ConvergenceTests {
  private func result(
    best: Int, of epochs: Int, stopped: Bool? = false, criterion: String = "sum of validation losses"
  ) -> RunResult {
    var result = SmallExperiment.result("EW", "ew", seed: 0, values: [(0, 0.5), (1, 2)])
    result.selection.epoch = best
    result.selection.criterion = criterion
    result.epochs = epochs
    result.stoppedEarly = stopped
    return result
  }

  /// The comparison with every run's epochs replaced.
  private func comparison(_ change: (inout RunResult) -> Void) throws -> Comparison {
    let runs = SmallExperiment().runs().map { run in
      var run = run
      run.result.selection.criterion = "sum of validation losses"
      change(&run.result)
      return run
    }
    return try Comparison(of: runs, options: ComparisonOptions(), context: ReportContext(experiment: "small"))
  }

  @Test func theLastTenthOfATrainingIsItsEnd() {
    let convergence = Convergence(of: [
      result(best: 19, of: 20), result(best: 20, of: 20), result(best: 18, of: 20), result(best: 1, of: 20),
    ])
    #expect(convergence.runs == 4 && convergence.last == 2 && convergence.first == 1)
    #expect(convergence.note == "2 of 4 kept a last epoch, 1 of 4 kept the first")
  }

  @Test func anEarlyStopIsNoEnd() {
    #expect(Convergence(of: [result(best: 19, of: 20, stopped: true)]).last == 0)
    #expect(Convergence(of: [result(best: 19, of: 20, stopped: nil)]).last == 1)
    #expect(Convergence(of: [result(best: 30, of: 40, stopped: true)]).note == nil)
  }

  @Test func aLastEpochThatIsKeptByChoiceIsNotJudged() {
    #expect(Convergence(of: [result(best: 20, of: 20, criterion: "last epoch"), result(best: 1, of: 1)]).runs == 0)
  }

  @Test func theRecommendationSaysThatTrainingsWereTooShort() throws {
    let short = try comparison {
      $0.epochs = 20
      $0.selection.epoch = $0.seed == 2 && $0.label == "UW" ? 9 : 20
    }
    let sentence = "11 of 12 runs kept one of their last epochs: train longer before you believe this."
    #expect(short.convergenceSentence == sentence)
    #expect(short.recommendation.remarks.contains(sentence))
    #expect(short.runsTable.rows[1][5].text.hasSuffix("; 3 of 3 kept a last epoch"))
  }

  @Test func theRecommendationNamesTheRowsThatLearnedNothing() throws {
    let memorising = try comparison {
      $0.epochs = 20
      $0.selection.epoch = $0.label == "EW" ? 1 : 9
    }
    #expect(
      memorising.convergenceSentence == "3 of 12 runs (mostly EW) kept epoch 1: nothing general was learned.")
  }

  @Test func aTrainingThatWasLongEnoughIsNotMentioned() throws {
    let fine = try comparison {
      $0.epochs = 20
      $0.selection.epoch = 9
    }
    #expect(fine.convergenceSentence == nil && fine.runsTable.rows[1][5].text == "9")
  }

  private func softOptimal(
    _ method: String, _ parameters: [String: String]
  ) throws -> Comparison {
    try comparison {
      guard $0.label == "UW" else { return }
      $0.method = method
      $0.hyperparameters = parameters
    }
  }

  @Test(arguments: [("uw-so", "temperature"), ("uw-so+pcgrad", "losses.temperature")])
  func aDefaultThatShouldBeSearchedIsNamed(_ method: String, _ name: String) throws {
    let untuned = try softOptimal(method, [name: "1", "eps": "1e-08"])
    let row = try #require(untuned.methods.firstIndex { $0.label == "UW" })
    #expect(untuned.runsTable.rows[row][6].text == "eps = 1e-08, \(name) = 1 (default, not searched)")
    #expect(
      untuned.unsearchedSentence
        == "UW (\(name) 1) ran at a default, not searched: that says little about the method.")
    #expect(try softOptimal(method, [name: "3"]).unsearchedSentence == nil)
  }

  @Test func aRowThatWasSearchedIsNot() throws {
    var runs = SmallExperiment().runs()
    for index in runs.indices where runs[index].result.label == "UW" {
      runs[index].result.method = "stch"
      runs[index].result.hyperparameters = ["mu": "1"]
    }
    #expect(try Comparison(of: runs, context: ReportContext(experiment: "small")).unsearchedSentence != nil)
    var search = try #require(runs.last { $0.result.label == "UW" })
    search.result.role = .search
    search.result.cell += "-search"
    runs.append(search)
    #expect(try Comparison(of: runs, context: ReportContext(experiment: "small")).unsearchedSentence == nil)
  }
}
