import TestSupport
import Testing

@testable import Statistics

@Suite struct ICARETests {
  /// The generated features with missing values; the two last times are censored, as icare 0.1.0 needs.
  private static func missing() throws -> (FeatureTable, SurvivalTimes) {
    let generated = try GeneratedFeatures(), latest = [22, 26]
    return (
      try generated.withMissing(),
      SurvivalTimes(
        generated.data.times,
        events: generated.data.events.indices.map { generated.data.events[$0] && !latest.contains($0) })
    )
  }

  /// Computed with icare 0.1.0 in double precision, without its random order.
  @Test func aModelIsThatOfThePackage() throws {
    let (table, data) = try Self.missing()
    let model = try ICARE(table, data)
    #expect(model.features.map(\.sign) == [1, -1, -1, -1, 1])
    let scores = model.features[1].scores
    #expect(abs(scores[.timeDependentAUC]! - 0.49885718316734023) < 1e-12)
    #expect(abs(scores[.harrell]! - 0.48641304347826086) < 1e-12)
    #expect(abs(scores[.uno]! - 0.4720628382279441) < 1e-12)
    let risks = try model.risks(of: table)
    let expected = [
      -0.27976680880427457, -1.1237662329705134, 1.6613982457005756, -1.4544735947552478, 1.012140102972191,
    ]
    #expect(isClose(Array(risks[..<5]), expected, .absolute(1e-12)))
    #expect(abs(risks[10] - 0.11425005101689699) < 1e-12)
  }

  @Test func cutOffsLeaveFeaturesOut() throws {
    let (table, data) = try Self.missing()
    let model = try ICARE(table, data, ICARE.Settings(cutoff: 0.2, leastScore: 0.53))
    #expect(model.features.map(\.name) == ["a"])
    let risks = try model.risks(of: table)
    let expected = [
      -1.8602836656869866, -0.46831491139995785, 1.1324491560301249, -0.5727125679714851, 1.445642125744706,
    ]
    #expect(isClose(Array(risks[..<5]), expected, .absolute(1e-12)))
  }

  @Test func anIndividualWithoutAnyValueHasTheRiskZero() throws {
    let (table, data) = try Self.missing()
    let risks = try ICARE(table, data, ICARE.Settings(cutoff: 0.2, leastScore: 0.53)).risks(of: table)
    #expect(risks[10] == 0)
  }

  @Test func trainingRisksHaveMeanZeroAndVarianceOne() throws {
    let generated = try GeneratedFeatures()
    let risks = try ICARE(generated.table, generated.data).risks(of: generated.table)
    #expect(abs(risks.reduce(0, +)) < 1e-9)
    #expect(abs(risks.reduce(0) { $0 + $1 * $1 } / 60 - 1) < 1e-9)
  }

  @Test func aFeatureOfTheOtherSignGivesTheSameRisks() throws {
    let generated = try GeneratedFeatures()
    var columns = generated.table.columns
    columns[3] = columns[3].map { 5 - 2 * $0 }
    let turned = try FeatureTable(generated.table.names, columns: columns)
    let first = try ICARE(generated.table, generated.data), second = try ICARE(turned, generated.data)
    #expect(first.features.map { $0.name == "d" ? -$0.sign : $0.sign } == second.features.map(\.sign))
    #expect(first.features.contains { $0.name == "d" })
    #expect(
      isClose(try second.risks(of: turned), try first.risks(of: generated.table), .absolute(1e-12)))
  }

  @Test func measuresThatDisagreeLeaveAFeatureOut() throws {
    // One early event before large risks, and many pairs the other way round among the late ones, which Uno's measure weighs more.
    let table = try FeatureTable(["a", "b"], columns: [[5, 1, 2, 3, 4, 0, 6, 2], [8, 7, 6, 5, 4, 3, 2, 1]])
    let data = SurvivalTimes([1, 2, 3, 4, 5, 6, 7, 8], events: [true, false, false, true, false, true, true, false])
    let scores = ICARE.Measure.allCases.map { $0.score(table.columns[0], data)! }
    try #require(scores.contains { $0 < 0.5 } && scores.contains { $0 >= 0.5 })
    #expect(try ICARE(table, data).features.map(\.name) == ["b"])
    #expect(try ICARE(table, data, ICARE.Settings(measures: [.harrell])).features.count == 2)
  }

  @Test func aConstantColumnNeverEnters() throws {
    let generated = try GeneratedFeatures()
    let table = try generated.table.adding("f", [Double](repeating: 0.1, count: 60))
    #expect(!(try ICARE(table, generated.data)).features.contains { $0.name == "f" })
  }

  @Test func drawnColumnsIncludeTheMandatoryOnes() throws {
    let names = (0..<20).map { "\($0)" }
    let settings = ICARE.Settings(share: 0.19, mandatory: ["7", "12"])
    var orders: Set<[Int]> = []
    for seed in 0..<40 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let columns = try settings.columns(of: names, random: &random)
      #expect(
        (3...5).contains(columns.count) && Set(columns).isSuperset(of: [7, 12]) && Set(columns).count == columns.count)
      orders.insert(columns)
    }
    #expect(orders.count > 35)
  }

  @Test func regionsLeaveOtherColumnsOutButTheMandatoryOnes() throws {
    let names = ["a", "b", "c", "d"]
    let settings = ICARE.Settings(
      mandatory: ["d"], regionOfColumn: ["a": "tumour", "b": "node", "c": "tumour"], regions: ["tumour"])
    var random = SplitMix64(seed: 1)
    #expect(try settings.columns(of: names, random: &random).sorted() == [0, 2, 3])
  }

  @Test func whatCannotBeFittedIsSaid() throws {
    let generated = try GeneratedFeatures()
    func text(_ settings: ICARE.Settings = .init(), _ table: FeatureTable? = nil, _ data: SurvivalTimes? = nil)
      -> String
    {
      errorText { try ICARE(table ?? generated.table, data ?? generated.data, settings) }
    }
    let flat = try FeatureTable(["a"], columns: [[Double](repeating: 2, count: 60)])
    #expect(text(.init(), flat).contains("should keep a feature. Found none among 1"))
    #expect(text(.init(leastScore: 0.99)).contains("should keep a feature. Found none among 5"))
    #expect(text(.init(cutoff: 2)) == "`cutoff` should lie in 0 … 1. Found 2.0.")
    #expect(text(.init(leastScore: 0.4)) == "`leastScore` should lie in 0.5 … 1. Found 0.4.")
    #expect(text(.init(share: 0)) == "`share` should be above 0 and at most 1. Found 0.0.")
    #expect(text(.init(measures: [])).contains("should have a measure"))
    #expect(
      text(.init(), nil, SurvivalTimes(generated.data.times, events: generated.data.events.map { _ in false }))
        == "ICARE should have events. Found none among 60 times.")
    #expect(
      text(.init(), nil, SurvivalTimes(generated.data.times.map { _ in 3 }, events: generated.data.events))
        == "ICARE should have two different times. Found only 3.0.")
    #expect(text(.init(), nil, SurvivalTimes([1, 2], events: [true, true])).contains("Found 60 rows, 2 times."))
    var random = SplitMix64(seed: 1)
    #expect(
      errorText { try ICARE(generated.table, generated.data, .init(mandatory: ["z"]), random: &random) }.contains(
        "the mandatory column `z`"))
    let model = try ICARE(generated.table, generated.data)
    #expect(
      errorText { try model.risks(of: generated.table.selecting([0])) }
        == "a table should have the model's column `b`. Found 1 others.")
  }
}
