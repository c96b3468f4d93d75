import TestSupport
import Testing

@testable import Statistics

@Suite struct CoxPathCrossValidationTests {
  @Test func theChosenPenaltyKeepsWhatOrdersTheTimes() throws {
    let sample = try GeneratedFeatures(120, columns: 20, seed: 5)
    let chosen = try CoxPath.crossValidated(sample.table, sample.data, seed: 1)
    #expect(chosen.best.selected.contains(0) && chosen.sparsest.selected.contains(0))
    #expect(chosen.sparsest.selected.count <= chosen.best.selected.count)
    #expect(chosen.sparsest.penalty >= chosen.best.penalty)
    #expect(chosen.deviances[chosen.smallest] == chosen.deviances.min())
    let limit = chosen.deviances[chosen.smallest] + chosen.standardErrors[chosen.smallest]
    #expect(chosen.deviances[chosen.withinOneError] <= limit)
    #expect(chosen.deviances[..<chosen.withinOneError].allSatisfy { $0 > limit })
  }

  /// The deviance of one penalty, from fits of the parts alone.
  @Test func aDevianceIsTheDifferenceOfLikelihoods() throws {
    let sample = try GeneratedFeatures(60, columns: 4, seed: 9), settings = CoxPath.Settings(count: 5, ratio: 0.1)
    let folds = try EventFolds(sample.data, count: 3, seed: 2)
    let chosen = try CoxPath.crossValidated(sample.table, sample.data, settings, folds: folds)
    var sum = 0.0
    for fold in 0..<3 {
      let training = folds.training(fold)
      let own = try CoxPath(
        sample.table.rows(at: training), sample.data.at(training), settings,
        penalties: chosen.path.points.map(\.penalty))
      let risks = own.points[3].risks(of: sample.table)
      // The likelihood of all individuals with these risks: that of a regression on them whose coefficient is held at 1.
      let all = try FeatureTable(["risk"], columns: [risks])
      let objective = CoxObjective(all, sample.data, ties: .efron)
      let value = -objective.point(objective.predictors([objective.deviations[0]])).value * 60
      sum += -2 * (value - own.points[3].logLikelihood)
    }
    #expect(abs(chosen.deviances[3] - sum / Double(sample.data.eventCount)) < 1e-9)
  }

  @Test func theSeedDecidesTheFolds() throws {
    let sample = try GeneratedFeatures(60, columns: 4, seed: 9)
    func deviances(_ seed: UInt64) throws -> [Double] {
      try CoxPath.crossValidated(sample.table, sample.data, folds: 4, seed: seed).deviances
    }
    #expect(try deviances(1) == deviances(1))
    #expect(try deviances(1) != deviances(2))
  }

  @Test func aColumnThatIsConstantOutsideOfAFoldIsLeftOutThere() throws {
    let sample = try GeneratedFeatures(60, columns: 3, seed: 9)
    let table = try sample.table.adding("rare", (0..<60).map { $0 == 5 ? 1 : 0 })
    #expect(try CoxPath.crossValidated(table, sample.data, folds: 5).path.points.count == 100)
  }

  @Test func foldsShouldDivideEverybody() throws {
    let sample = try GeneratedFeatures(60, columns: 3, seed: 9)
    #expect(
      errorText { try CoxPath.crossValidated(sample.table, sample.data, folds: 1) }.contains(
        "the number of folds should lie in 2 … \(sample.data.eventCount), the number of events. Found 1."))
    let some = try EventFolds(sample.data, among: Array(0..<50), count: 3)
    #expect(
      errorText { try CoxPath.crossValidated(sample.table, sample.data, folds: some) }
        == "the folds should divide all 60 individuals. Found 50 of them divided.")
  }
}
