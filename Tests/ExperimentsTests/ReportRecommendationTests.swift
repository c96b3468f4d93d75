import Foundation
import Tasks
import Testing

@testable import Experiments

@Suite struct ReportRecommendationTests {
  /// A comparison whose Δm and intervals are given.
  func comparison(
    _ rows: [(label: String, percent: Double, interval: (Double, Double)?)], seeds: [Int] = [0, 1, 2],
    differences: [(label: String, percent: Double, interval: (Double, Double)?)] = [],
    convention: DeltaM.Convention = .metricMean, changes: [Double] = [-4, -4]
  ) throws -> Comparison {
    func interval(_ ends: (Double, Double)?) -> Interval? {
      ends.map { Interval(low: $0.0, high: $0.1, level: 0.95, method: .bootstrapT) }
    }
    var comparison = try SmallExperiment().comparison(ComparisonOptions(convention: convention))
    let template = comparison.methods[1]
    comparison.methods = [comparison.methods[0]]
    for row in rows {
      var method = template
      method.label = row.label
      method.seeds = seeds
      method.deltaM = .init(
        percent: row.percent, standardDeviation: nil, interval: interval(row.interval), perSeed: [], seeds: [])
      method.taskChanges = changes.map {
        .init(percent: $0, standardDeviation: nil, interval: nil, perSeed: [], seeds: [])
      }
      comparison.methods.append(method)
    }
    comparison.differences = differences.map {
      .init(label: $0.label, percent: $0.percent, interval: interval($0.interval))
    }
    return comparison
  }

  @Test func sharingPays() throws {
    let recommendation = try comparison(
      [("UW-SO", -4.1, (-5, -3.2)), ("EW", -3.9, (-5, -3)), ("UW", -3.8, (-5, -3)), ("RLW", 5, (4, 6))],
      differences: [("EW", 0.2, (-1, 1)), ("UW", 0.3, (-1, 1)), ("RLW", 9.1, (7, 11))]
    ).recommendation
    #expect(recommendation.verdict == .sharingPays)
    #expect(
      recommendation.text == """
        UW-SO has the best Δm, −4.1 % [−5.0, −3.2] (metric mean, lower is better); no method differs from it beyond the \
        interval except RLW (+9.1 % [7.0, 11.0]). Sharing pays here: train the tasks together with UW-SO. \
        These are 3 seeds; small differences would need more.
        """)
  }

  @Test func sharingDoesNotPay() throws {
    let recommendation = try comparison(
      [("UW-SO", 4.1, (3.2, 5)), ("EW", 9, (8, 10))], differences: [("EW", 4.9, (3, 6))], changes: [3, 5]
    ).recommendation
    #expect(recommendation.verdict == .sharingDoesNotPay)
    #expect(
      recommendation.text == """
        Sharing does not pay here: even UW-SO, the best method, is worse than single-task training, Δm +4.1 % [3.2, 5.0] \
        (metric mean, lower is better); EW (+4.9 % [3.0, 6.0]) is worse than it beyond the interval. \
        Train each task alone. These are 3 seeds; small differences would need more.
        """)
  }

  @Test func theIntervalHoldsZero() throws {
    let better = try comparison([("EW", -1, (-3, 1))], seeds: Array(0..<10), changes: [-4, 2]).recommendation
    #expect(better.verdict == .undecided)
    #expect(
      better.text == """
        EW: Δm −1.0 % [−3.0, 1.0] (metric mean, lower is better). Whether sharing pays is open: the interval includes no \
        difference from single-task training. It is worse on age (+2.0 %).
        """)
    let worse = try comparison([("EW", -1, (-3, 1))], seeds: Array(0..<10), convention: .taskMean).recommendation
    #expect(
      worse.text == """
        EW: Δm −1.0 % [−3.0, 1.0] (task mean, higher is better). Sharing does not pay here as far as these runs show: \
        no method's mean is better than single-task training, though the interval does not exclude it.
        """)
  }

  @Test func oneSeedDecidesNothing() throws {
    let recommendation = try comparison(
      [("UW-SO", -4.1, nil), ("EW", -3.9, nil)], seeds: [0], differences: [("EW", 0.2, nil)]
    ).recommendation
    #expect(recommendation.verdict == .undecided)
    #expect(
      recommendation.text == """
        UW-SO has the best Δm, −4.1 % (metric mean, lower is better); one seed cannot separate methods. It is better than \
        single-task training in this one run; whether sharing pays takes more seeds. One seed gives no interval: take \
        this as a first look, not as a result.
        """)
  }

  @Test func severalSeedsWithoutAnIntervalAreNotOneRun() throws {
    let recommendation = try comparison(
      [("UW-SO", -4.1, nil), ("EW", -3.9, nil)], seeds: [0, 1, 2], differences: [("EW", 0.2, nil)]
    ).recommendation
    #expect(
      recommendation.text == """
        UW-SO has the best Δm, −4.1 % (metric mean, lower is better); without intervals nothing separates methods. \
        Its mean is better than that of single-task training; without an interval, whether sharing pays is open. These \
        are 3 seeds; small differences would need more.
        """)
  }

  @Test func mostMethodsDiffer() throws {
    let recommendation = try comparison(
      [("UW-SO", -4.1, (-5, -3)), ("UW", -4, (-5, -3)), ("EW", 1, (0, 2)), ("RLW", 2, (1, 3))],
      differences: [("UW", 0.1, (-1, 1)), ("EW", 5, (4, 6)), ("RLW", 6, (5, 7))]
    ).recommendation
    #expect(
      recommendation.separation
        == "every other method is worse than it beyond the interval except UW (+0.1 % [−1.0, 1.0])")
  }

  @Test func theCheaperEqualIsNamed() throws {
    var comparison = try comparison(
      [("UW-SO", -4.1, (-5, -3)), ("EW", -4, (-5, -3))], differences: [("EW", 0.1, (-1, 1))])
    comparison.methods[1].cost.runs = 7
    #expect(
      comparison.recommendation.text.contains(
        "EW, which does not differ from it beyond the interval, took 3 runs instead of 7."))
  }

  @Test func withoutABaselineThereIsNoVerdict() throws {
    var experiment = SmallExperiment()
    experiment.single = []
    let recommendation = try experiment.comparison().recommendation
    #expect(recommendation.verdict == .unknown)
    #expect(
      recommendation.text == """
        EW has the best mean rank, 1.0 over 2 metrics. Without single-task runs there is no Δm, and nothing says whether \
        sharing pays. These are 3 seeds; small differences would need more.
        """)
  }
}
