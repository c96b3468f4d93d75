import Foundation
import TestSupport
import Testing

@testable import Statistics

@Suite struct CoxPathTests {
  /// The negative gradient of the likelihood by its definition, divided by the number of individuals.
  private static func slopes(
    _ rows: [[Double]], _ data: SurvivalTimes, _ ties: CoxRegression.Ties, _ coefficients: [Double]
  ) -> [Double] {
    let risks = rows.map { row in exp(zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }) }
    var slopes = [Double](repeating: 0, count: coefficients.count)
    for time in Set(data.times) {
      let events = data.times.indices.filter { data.times[$0] == time && data.events[$0] }
      let atRisk = data.times.indices.filter { data.times[$0] >= time }
      for (place, event) in events.enumerated() {
        let gone = ties == .efron ? Double(place) / Double(events.count) : 0
        func sum(_ value: (Int) -> Double) -> Double {
          atRisk.reduce(0) { $0 + value($1) } - gone * events.reduce(0) { $0 + value($1) }
        }
        let weight = sum { risks[$0] }
        for column in slopes.indices {
          slopes[column] += rows[event][column] - sum { risks[$0] * rows[$0][column] } / weight
        }
      }
    }
    return slopes.map { $0 / Double(data.count) }
  }

  private static func standardised(_ table: FeatureTable) -> (rows: [[Double]], deviations: [Double]) {
    let count = Double(table.count)
    let means = table.columns.map { $0.reduce(0, +) / count }
    let deviations = zip(table.columns, means).map { column, mean in
      (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    }
    let rows = table.rows.map { row in row.indices.map { (row[$0] - means[$0]) / deviations[$0] } }
    return (rows, deviations)
  }

  /// How far coefficients are from the conditions of an optimum.
  private static func violation(
    _ table: FeatureTable, _ data: SurvivalTimes, _ ties: CoxRegression.Ties, _ share: Double, _ point: CoxPath.Point
  ) -> Double {
    let (rows, deviations) = standardised(table)
    let coefficients = zip(point.coefficients, deviations).map { $0 * $1 }
    let slopes = slopes(rows, data, ties, coefficients)
    return zip(slopes, coefficients).map { slope, coefficient in
      let rest = slope - point.penalty * (1 - share) * coefficient, bound = point.penalty * share
      return coefficient == 0 ? max(0, abs(rest) - bound) : abs(rest - (coefficient > 0 ? bound : -bound))
    }.max()!
  }

  @Test(arguments: CoxRegression.Ties.allCases, 0..<4 as Range<UInt64>)
  func everyFitMeetsTheConditionsOfAnOptimum(_ ties: CoxRegression.Ties, _ seed: UInt64) throws {
    let sample = try GeneratedFeatures(40, columns: seed % 2 == 0 ? 6 : 60, seed: seed)
    for share in [1, 0.4] {
      let path = try CoxPath(
        sample.table, sample.data, .init(ties: ties, firstNormShare: share, count: 12, ratio: 0.02))
      for point in path.points {
        let left = Self.violation(sample.table, sample.data, ties, share, point)
        #expect(left < 1e-8, "\(share) \(point.penalty)")
      }
    }
  }

  @Test func theConditionsTellAWrongAnswer() throws {
    let sample = try GeneratedFeatures(40, columns: 6, seed: 1)
    let point = try CoxPath(sample.table, sample.data, penalties: [0.05]).points[0]
    let wrong = CoxPath.Point(
      penalty: 0.051, coefficients: point.coefficients, logLikelihood: point.logLikelihood)
    #expect(Self.violation(sample.table, sample.data, .efron, 1, wrong) > 1e-4)
    #expect(Self.violation(sample.table, sample.data, .breslow, 1, point) > 1e-5)
  }

  /// Computed with scikit-survival 0.28.0, whose ties are Breslow's, on standardised columns.
  @Test(arguments: [
    (
      1.0,
      [
        [0.05519890402040034, 0, 0, -0.28838859825821433, 0],
        [0.28656491938209955, -0.18513445767289877, 0, -0.6032637665665599, 0.3070750632995052],
        [0.37820633250617064, -0.25627340280020167, -0.05815521559005426, -0.7104588649128036, 0.4231625193363545],
      ]
    ),
    (
      0.5,
      [
        [0.19834468648334613, -0.12056679555873667, 0, -0.4663088233684014, 0.17816333580493485],
        [0.33054992310460096, -0.22275958569884488, -0.025379324427553352, -0.647289329645258, 0.3616198265341605],
        [0.38544083456002665, -0.26256371968760583, -0.06549741058620721, -0.7172775785703971, 0.4314852745232226],
      ]
    ),
  ])
  func coefficientsAreThoseOfScikitSurvival(_ share: Double, _ expected: [[Double]]) throws {
    let generated = try GeneratedFeatures()
    let path = try CoxPath(
      generated.table, generated.data, .init(ties: .breslow, firstNormShare: share), penalties: [0.1, 0.03, 0.005])
    for (point, expected) in zip(path.points, expected) {
      #expect(isClose(point.coefficients, expected, .absolute(1e-5)), "\(point)")
    }
  }

  /// Computed with lifelines 0.30.3, which smooths the norm a little.
  @Test func coefficientsWithEfronsTiesAreThoseOfLifelines() throws {
    let generated = try GeneratedFeatures()
    let point = try CoxPath(generated.table, generated.data, penalties: [0.03]).points[0]
    let expected = [0.2986417067305938, -0.20233674005166782, 0, -0.6371597355519598, 0.3421080110018714]
    #expect(isClose(point.coefficients, expected, .absolute(1e-5)), "\(point)")
  }

  @Test func thePathBeginsWhereTheFirstColumnEnters() throws {
    let generated = try GeneratedFeatures()
    let path = try CoxPath(
      generated.table, generated.data, .init(ties: .breslow, firstNormShare: 0.5, count: 50, ratio: 1e-3))
    #expect(abs(path.points[0].penalty - 0.36161655247577207) < 1e-12)
    #expect(path.points[0].selected.isEmpty && !path.points[1].selected.isEmpty)
    #expect(abs(path.points[49].penalty / path.points[0].penalty - 1e-3) < 1e-12)
    #expect(zip(path.points, path.points.dropFirst()).allSatisfy { $0.logLikelihood <= $1.logLikelihood })
  }

  @Test(arguments: CoxRegression.Ties.allCases) func withASmallPenaltyItIsCoxsRegression(_ ties: CoxRegression.Ties)
    throws
  {
    let sample = try GeneratedFeatures(50, columns: 4, seed: 8)
    let fit = try CoxRegression(sample.table.rows, sample.data, ties: ties)
    let point = try CoxPath(sample.table, sample.data, .init(ties: ties), penalties: [1e-10]).points[0]
    #expect(isClose(point.coefficients, fit.coefficients, .absolute(1e-7)))
    #expect(abs(point.logLikelihood - fit.logLikelihood) < 1e-9)
    #expect(isClose(point.risks(of: sample.table), sample.table.rows.map(fit.risk), .absolute(1e-6)))
  }

  @Test func theScaleOfAColumnDoesNotMatter() throws {
    let sample = try GeneratedFeatures(50, columns: 4, seed: 8)
    var columns = sample.table.columns
    columns[0] = columns[0].map { 1_000 * $0 + 7 }
    let scaled = try CoxPath(FeatureTable(sample.table.names, columns: columns), sample.data, penalties: [0.02])
    let plain = try CoxPath(sample.table, sample.data, penalties: [0.02])
    #expect(abs(scaled.points[0].coefficients[0] * 1_000 - plain.points[0].coefficients[0]) < 1e-9)
  }

  @Test func equalColumnsAreFittedToo() throws {
    let sample = try GeneratedFeatures(50, columns: 3, seed: 8)
    let table = try sample.table.adding("twin", sample.table.columns[0])
    let plain = try CoxPath(sample.table, sample.data, penalties: [0.05]).points[0]
    let twins = try CoxPath(table, sample.data, penalties: [0.05]).points[0]
    #expect(abs(twins.coefficients[0] + twins.coefficients[3] - plain.coefficients[0]) < 1e-6)
  }

  @Test func whatHasNoPathIsSaid() throws {
    let sample = try GeneratedFeatures(30, columns: 2, seed: 1), table = sample.table
    func text(
      _ table: FeatureTable, _ settings: CoxPath.Settings = .init(), _ penalties: [Double]? = nil, events: Bool = true
    ) -> String {
      let data = events ? sample.data : SurvivalTimes(sample.data.times, events: sample.data.events.map { _ in false })
      return errorText { try CoxPath(table, data, settings, penalties: penalties) }
    }
    #expect(text(table, events: false) == "a path should have events. Found none among 30 times.")
    #expect(
      text(try table.adding("c", [Double](repeating: 1, count: 30)))
        == "`c` should have different values for a path. Found only 1.0.")
    #expect(
      text(try table.adding("c", (0..<30).map { $0 == 4 ? .nan : Double($0) }))
        == "`c` should have a value in each row for a path. Found NaN in row 4.")
    #expect(
      text(table, .init(firstNormShare: 0)).contains("`firstNormShare` should be above 0 and at most 1. Found 0.0."))
    #expect(text(table, .init(count: 0)) == "`count` should be positive. Found 0.")
    #expect(text(table, .init(ratio: 1)) == "`ratio` should lie between 0 and 1. Found 1.0.")
    #expect(
      text(table, .init(), [0.1, 0.2]) == "penalties should be positive and in descending order. Found [0.1, 0.2].")
    #expect(text(table, .init(), [0]).contains("Found [0.0]."))
    #expect(
      errorText { try CoxPath(table, SurvivalTimes([2, 2], events: [true, true])) }.contains("Found 30 rows, 2 times."))
  }

  @Test func aColumnThatOrdersAllEventsHasAFit() throws {
    let times = (0..<20).map(Double.init)
    let table = try FeatureTable(["a"], columns: [times.map { -$0 }])
    let data = SurvivalTimes(times, events: times.map { _ in true })
    let point = try CoxPath(table, data, penalties: [1e-4]).points[0]
    #expect(Self.violation(table, data, .efron, 1, point) < 1e-8 && point.coefficients[0] > 1)
  }
}
