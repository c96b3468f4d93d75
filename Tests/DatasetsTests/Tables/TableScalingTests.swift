import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Against scikit-learn 1.9: `QuantileTransformer(output_distribution="normal", subsample=None)` and `RobustScaler()`.
@Suite("Numbers become inputs of similar size") struct TableScalingTests {
  private let folder = TemporaryFolder()

  /// Seventeen, so that the shares of their quantiles are exact: at ties scikit-learn's may be off by a rounding error.
  private static let values: [Double] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 0, 0, 0, 0, 7]
  private static let asked: [Double] = [-1, 0, 0.5, 1, 2.5, 3, 5, 7, 8.5, 9, 20]

  @Test func normalScoresAreScikitLearnsTiesAndEndsIncluded() {
    let scale = QuantileScale(Self.values.sorted())
    let expected = [
      -5.199337582605575, -5.199337582605575, -0.7764217611479277, -0.579132162255556, -0.23720210932878769,
      -0.0784124127331122, 0.4887764111146695, 1.1503493803760079, 1.8627318674216515, 5.19933758270342,
      5.19933758270342,
    ]
    #expect(isClose(Self.asked.map(scale.score), expected, .absolute(1e-9)))
  }

  @Test func normalScoresAreScikitLearnsWithMoreNumbersThanQuantiles() {
    let scale = QuantileScale((0..<3000).map { pow(Double($0 * 7919 % 3001), 1.5) }.sorted())
    let expected = [
      -5.199337582605575, -2.9665051296729286, -1.8337872040695273, -0.6881355416070458, 0.5770608553258171,
      1.5633627017194522, 3.0147201065779314,
    ]
    #expect(isClose([0, 10, 1000, 20000, 100_000, 150_000, 164_000].map(scale.score), expected, .absolute(1e-9)))
  }

  @Test func quantilesOfTheNormalDistributionAreExactInTheCentreAndInTheTails() {
    let shares: [(Double, Double)] = [
      (1e-7, -5.1993375821928165), (1e-3, -3.090232306167813), (0.025, -1.9599639845400545), (0.3, -0.5244005127080409),
      (0.5, 0), (0.9, 1.2815515655446004), (0.999999, 4.753424308817087),
    ]
    for (share, score) in shares { #expect(abs(NormalScore.quantile(share) - score) < 1e-13) }
  }

  @Test func theRobustScaleIsScikitLearnsAndTheDeviationTakesThePlaceOfARangeOf0() {
    let expected = [-1.0, -0.75, -0.625, -0.5, -0.125, 0, 0.5, 1, 1.375, 1.5, 4.25]
    let scale = NumericScale(.robust, .none, sorted: Self.values.sorted())
    #expect(isClose(Self.asked.map(scale.scaled), expected, .absolute(1e-9)))
    let amounts = NumericScale(.robust, Standardization(mean: 3, deviation: 2), sorted: [0, 0, 0, 0, 0, 0, 9])
    #expect(amounts.scaled(9) == 4.5 && amounts.scaled(0) == 0)
  }

  /// Ages 10, 20, 30 and one missing to train; a missing one and 20 to validate and test. `full` lacks none in training.
  private func table(_ change: (inout TableSchema) -> Void) throws -> Table {
    let text = "age,full,y,part\n10,1,1,train\n20,2,2,train\n30,3,3,train\n?,4,4,train\n?,?,5,validation\n20,1,6,test\n"
    var schema = TableSchema(train: folder.write(text).path, targets: [.init(name: "y", kind: .regression)])
    schema.numeric = ["age", "full"]
    (schema.division.rule, schema.division.column) = (.column, "part")
    (schema.division.validationValues, schema.division.testValues) = (["validation"], ["test"])
    change(&schema)
    return try Table(schema)
  }

  @Test func aNumberThatTrainingLacksSomewhereHasAnInputThatSaysWhereItIsMissing() throws {
    let table = try table { _ in }
    #expect(table.inputNames == ["age", "full", "age=missing"])
    #expect(table.inputColumns.map(\.inputs) == [[0, 2], [1]])
    let rows = stride(from: 0, to: 12, by: 3).map { Array(table.train.inputs[$0..<$0 + 3]) }
    #expect(rows.map { $0[2] } == [0, 0, 0, 1] && rows[3][0] == 0)
    #expect(table.validation.inputs == [0, 0, 1] && table.test.inputs[2] == 0)
  }

  @Test func withoutIndicatorsAMissingNumberIsTheMean() throws {
    let table = try table { $0.absence = .mean }
    #expect(table.inputNames == ["age", "full"])
    #expect(table.validation.inputs == [0, 0])
  }

  @Test(arguments: TableSchema.Scaling.allCases)
  func otherSplitsAreScaledByWhatTrainingHasLearned(scaling: TableSchema.Scaling) throws {
    let table = try table { $0.scaling = scaling }
    // 20 is the mean and the median of the training ages.
    #expect(abs(table.test.inputs[0]) < 1e-6 && abs(table.train.inputs[3]) < 1e-6)
    let first = ["standard": -1.2247449, "robust": -1, "quantile": -5.1993376][scaling.rawValue]!
    #expect(abs(Double(table.train.inputs[0]) - first) < 1e-6)
  }

  @Test(arguments: TableSchema.Scaling.allCases)
  func aConstantColumnIs0(scaling: TableSchema.Scaling) {
    let scale = NumericScale(scaling, Standardization(mean: 7, deviation: 1), sorted: [7, 7, 7])
    #expect(scale.scaled(7) == 0)
  }
}
