import ExperimentFixtures
import Foundation
import Tasks
import Testing

@testable import Reports
@testable import Runs
@testable import Statistics

@Suite struct RecommendationTests {
  /// A comparison whose Δm and intervals are given.
  func comparison(
    _ rows: [(label: String, percent: Double, interval: (Double, Double)?)], seeds: [Int] = [0, 1, 2],
    differences: [(label: String, percent: Double, interval: (Double, Double)?)] = [],
    convention: DeltaM.Convention = .ratioMean, changes: [(Double, (Double, Double)?)] = [(-4, nil), (-4, nil)]
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
      method.repetitions = seeds.map { Repetition(seed: $0) }
      method.deltaM = .init(
        percent: row.percent, standardDeviation: nil, interval: interval(row.interval), perSeed: [], seeds: [])
      method.taskChanges = changes.map {
        .init(percent: $0.0, standardDeviation: nil, interval: interval($0.1), perSeed: [], seeds: [])
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
    #expect(recommendation.verdict == .better)
    #expect(
      recommendation.text == """
        Train the tasks together with UW-SO: that makes them 4.1 % better on average (the best of 4 methods: Δm −4.1 % \
        [−5.0, −3.2], mean of ratio metrics, lower is better, over accuracy and MAE of 2 tasks). No method differs from \
        UW-SO beyond the interval except RLW (+9.1 % [7.0, 11.0]). One network of 100 parameters replaces 2 with 200 \
        together, and trains in 3.0 s instead of 6.0 s. Only 3 seeds: small differences cannot be detected. \
        docs/choosing.md says what held on other data, and what to try next.
        """)
  }

  @Test func sharingDoesNotPayAndTheTaskThatLosesIsNamed() throws {
    let recommendation = try comparison(
      [("UW-SO", 4.1, (3.2, 5)), ("EW", 9, (8, 10))], differences: [("EW", 4.9, (3, 6))],
      changes: [(3, (2, 4)), (5, (4, 6))]
    ).recommendation
    #expect(recommendation.verdict == .worse)
    #expect(
      recommendation.text == """
        Train the tasks separately: together, age is 5.0 % worse (UW-SO, the best of 2 methods: Δm +4.1 % [3.2, 5.0], mean \
        of ratio metrics, lower is better, over accuracy and MAE of 2 tasks). EW (+4.9 % [3.0, 6.0]) is worse than UW-SO \
        beyond the interval. One network of 100 parameters replaces 2 with 200 together, and trains in 3.0 s instead of \
        6.0 s. Only 3 seeds: small differences cannot be detected. docs/choosing.md says what held on other data, and \
        what to try next.
        """)
  }

  @Test func aTimeThatIsAlmostTheSameIsNoSaving() throws {
    var comparison = try comparison([("EW", -4, (-5, -3))])
    comparison.methods[1].seconds = comparison.methods[0].seconds.map { 0.97 * $0 }
    #expect(
      comparison.savings(of: comparison.methods[1])
        == "one network of 100 parameters replaces 2 with 200 together")
  }

  /// 0.0004 of an AUC is no reason to train two networks.
  @Test func equalWithinTheMarginIsAReasonToShare() throws {
    var comparison = try comparison([("EW", 0.28, (0.12, 0.45))], seeds: Array(0..<10), changes: [(0.2, (0.1, 0.3))])
    #expect(comparison.recommendation.verdict == .equal)
    #expect(
      comparison.recommendation.text.hasPrefix(
        """
        Train the tasks together with EW: they are as good as apart within 1 %, and one network of 100 parameters replaces 2 \
        with 200 together, and trains in 3.0 s instead of 6.0 s (Δm +0.28 % [0.12, 0.45],
        """), "\(comparison.recommendation.text)")
    comparison.options.margin = 0.2
    #expect(comparison.recommendation.verdict == .worse)
    comparison.options.margin = 1
    comparison.methods[0].parameters = 100
    #expect(
      comparison.recommendation.answer.hasPrefix(
        "Together or apart, the tasks come out the same: with EW as good as apart within 1 % (Δm +0.28 %"))
  }

  @Test(arguments: [
    ((-0.4, 0.9), Verdict.equal), ((-0.99, 0.99), .equal), ((-1.0, 1.0), .open), ((-5, 0.5), .notWorse),
    ((-5, 1.5), .open),
    ((-5, -0.2), .better),
    ((-0.9, -0.2), .equal), ((0.2, 1.5), .worse), ((1.2, 1.5), .worse),
  ])
  func theMarginAndTheIntervalDecide(ends: (Double, Double), verdict: Verdict) {
    let interval = Interval(low: ends.0, high: ends.1, level: 0.95, method: .bootstrapT)
    #expect(Verdict(interval, .ratioMean, margin: 1) == verdict)
    let turned = Interval(low: -ends.1, high: -ends.0, level: 0.95, method: .bootstrapT)
    #expect(Verdict(turned, .taskMean, margin: 1) == verdict)
    #expect(Verdict(nil, .taskMean, margin: 1) == .open)
  }

  @Test func onlyTasksWhoseOwnIntervalSaysSoAreNamed() throws {
    let clear = try comparison([("EW", -1, (-3, 1.5))], seeds: Array(0..<10), changes: [(-4, (-5, -3)), (2, (1, 3))])
    #expect(
      clear.recommendation.text.contains("Compared with single-task training, EW is worse on age (+2.0 %)."),
      "\(clear.recommendation.text)")
    let unclear = try comparison([("EW", -1, (-3, 1.5))], changes: [(-4, (-5, -3)), (2, (-1, 5))])
    #expect(!unclear.recommendation.text.contains("worse on"))
  }

  @Test func theIntervalLeavesItOpen() throws {
    let better = try comparison([("EW", -1, (-3, 1.5))], seeds: Array(0..<10)).recommendation
    #expect(better.verdict == .open)
    #expect(
      better.answer == """
        Whether to train the tasks together is open: with EW they are 1.0 % better on average, and the uncertainty is too \
        large to say (Δm −1.0 % [−3.0, 1.5], mean of ratio metrics, lower is better, over accuracy and MAE of 2 tasks)
        """)
    let worse = try comparison([("EW", -1, (-3, 1))], seeds: Array(0..<10), convention: .taskMean).recommendation
    #expect(
      worse.answer.hasPrefix("Whether to train the tasks together is open: with EW they are no better on average"))
  }

  @Test func oneSeedDecidesNothing() throws {
    let recommendation = try comparison(
      [("UW-SO", -4.1, nil), ("EW", -3.9, nil)], seeds: [0], differences: [("EW", 0.2, nil)]
    ).recommendation
    #expect(recommendation.verdict == .open)
    #expect(
      recommendation.answer.hasPrefix(
        "Whether to train the tasks together is open: with UW-SO they are 4.1 % better on average, and one seed cannot say ("
      ))
    #expect(recommendation.separation == "one seed cannot separate methods")
    #expect(recommendation.text.contains("One seed gives no interval: take this as a first look, not as a result."))
  }

  @Test func severalSeedsWithoutAnIntervalAreNotOneRun() throws {
    let recommendation = try comparison(
      [("UW-SO", -4.1, nil), ("EW", -3.9, nil)], seeds: [0, 1, 2], differences: [("EW", 0.2, nil)]
    ).recommendation
    #expect(recommendation.answer.contains("and there is no interval ("))
    #expect(recommendation.separation == "without intervals nothing separates methods")
  }

  @Test func mostMethodsDiffer() throws {
    let recommendation = try comparison(
      [("UW-SO", -4.1, (-5, -3)), ("UW", -4, (-5, -3)), ("EW", 1, (0, 2)), ("RLW", 2, (1, 3))],
      differences: [("UW", 0.1, (-1, 1)), ("EW", 5, (4, 6)), ("RLW", 6, (5, 7))]
    ).recommendation
    #expect(
      recommendation.separation
        == "every other method is worse than UW-SO beyond the interval except UW (+0.1 % [−1.0, 1.0])")
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
        sharing pays. Only 3 seeds: small differences cannot be detected.
        """)
  }
}
