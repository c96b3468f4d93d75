import TestSupport
import Testing

@testable import Statistics

@Suite struct SecondStageTests {
  /// A first model that knows the training individuals by heart and knows nothing about others.
  private static func risks(_ sample: GeneratedFeatures, test: [Int]) throws -> OutOfFoldRisks {
    try OutOfFoldRisks(sample.data, test: test, folds: 5) { training in
      let seen = Set(training), hint = zip(sample.table.columns[1], sample.table.columns[2]).map { $0 * $1 }
      return { individuals in
        individuals.map { seen.contains($0) ? -sample.data.times[$0] : hint[$0] }
      }
    }
  }

  @Test func threeModelsAreJudgedOnTheTestIndividuals() throws {
    let sample = try GeneratedFeatures(240, columns: 8, seed: 5), test = Array(160..<240)
    let risks = try Self.risks(sample, test: test)
    let stage = try SecondStage.fit(sample.table, risks: risks, members: 20)
    #expect(stage.features.columns.contains("x0") && !stage.features.columns.contains("risk"))
    #expect(stage.featuresAndRisk.columns == stage.features.columns + ["risk"])
    #expect(stage.icare.columns.count == 9)
    for result in [stage.features, stage.featuresAndRisk, stage.icare] {
      #expect(result.risks.count == 80)
      #expect(result.concordance == Concordance(result.risks, sample.data.at(test)))
    }
    // The risk says nothing, and the regression on both sees that it does not.
    let values = [stage.features, stage.featuresAndRisk].map { $0.concordance.value! }
    #expect(values[0] > 0.65 && abs(values[1] - values[0]) < 0.03, "\(values)")
  }

  @Test func nothingIsLearnedFromTheTestIndividuals() throws {
    let sample = try GeneratedFeatures(120, columns: 8, seed: 5), test = Array(90..<120)
    var changed = sample.data.times
    for individual in test { changed[individual] = 200 - changed[individual] }
    let other = SurvivalTimes(changed, events: sample.data.events)
    func fit(_ data: SurvivalTimes) throws -> SecondStage {
      let risks = try OutOfFoldRisks(data, test: test, folds: 5) { _ in
        { $0.map { sample.table.columns[1][$0] * sample.table.columns[2][$0] } }
      }
      return try SecondStage.fit(sample.table, risks: risks, members: 5)
    }
    let (first, second) = (try fit(sample.data), try fit(other))
    #expect(first.features.risks == second.features.risks && first.icare.risks == second.icare.risks)
    #expect(first.features.concordance != second.features.concordance)
  }

  @Test func whatDoesNotFitTogetherIsSaid() throws {
    let sample = try GeneratedFeatures(60, columns: 3, seed: 5)
    let risks = try Self.risks(sample, test: Array(40..<60))
    let fewer = sample.table.rows(at: Array(0..<59))
    #expect(errorText { try SecondStage.fit(fewer, risks: risks) }.contains("Found 59 rows, 60 times."))
    let named = try FeatureTable(["a", "risk", "b"], columns: sample.table.columns)
    #expect(errorText { try SecondStage.fit(named, risks: risks) }.contains("Found `risk` twice."))
    let none = try Self.risks(sample, test: [])
    #expect(
      errorText { try SecondStage.fit(sample.table, risks: none) }
        == "a second stage should have test individuals. Found none.")
  }
}
