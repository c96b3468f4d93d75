import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Reports
@testable import Runs
@testable import Statistics

@Suite struct ClaimReportTests {
  /// Six seeds in which EW is better than UW in accuracy by 0.05, give or take 0.01.
  private func comparison(_ claims: [ComparedClaim], seeds: Int = 6, runsBefore: Int = 0) throws -> Comparison {
    let off = [0.01, -0.01, 0.01, -0.01, 0.01, -0.01].prefix(seeds)
    let experiment = SmallExperiment(
      seeds: Array(0..<seeds), single: [off.map { 0.5 + $0 * 2 }, off.map { 2 + $0 }],
      methods: [
        ("EW", [off.map { 0.6 + $0 }, off.map { 2.2 + $0 }]), ("UW", [off.map { _ in 0.55 }, off.map { _ in 2.2 }]),
      ])
    var comparison = try experiment.comparison()
    try comparison.judge(record(claims, runsBefore: runsBefore))
    return comparison
  }

  private func record(_ claims: [ComparedClaim], runsBefore: Int) throws -> ClaimsRecord {
    let folder = TemporaryFolder()
    try ClaimsRecord.state(claims, finished: runsBefore, in: folder.url)
    return try #require(try ClaimsRecord(in: folder.url))
  }

  private let accuracy = ComparedClaim.Figure.metric(task: "kind", name: "accuracy")

  @Test func aDifferenceIsPairedOverSeeds() throws {
    let claim = ComparedClaim(kind: .superiority, rows: ["EW", "UW"], figure: accuracy, margin: 0.01)
    let judged = try comparison([claim]).claims[0]
    let effect = try #require(judged.question.effects.first)
    #expect(abs(effect.value - 0.05) < 1e-12 && effect.seeds == 6 && effect.degreesOfFreedom == 5)
    // 2.5706 · 0.010954 / √6
    #expect(abs(judged.ruling.intervals[0].low - 0.038504) < 1e-5)
    #expect(judged.ruling.outcome == .holds)
    #expect(judged.sentence == "EW is better than UW in accuracy of kind.")
  }

  /// Of a metric where lower is better the effect is positive where the first row is lower.
  @Test func effectsArePositiveWhereTheFirstRowIsBetter() throws {
    let age = ComparedClaim.Figure.metric(task: "age", name: "MAE")
    let claims = [
      ComparedClaim(kind: .superiority, rows: ["Single-task", "UW"], figure: age, margin: 0.01),
      ComparedClaim(kind: .superiority, rows: ["Single-task", "UW"], figure: age, change: .percent, margin: 0.01),
      ComparedClaim(kind: .superiority, rows: ["Single-task", "UW"], figure: age, change: .logRatio, margin: 0.01),
    ]
    var experiment = try comparison(claims)
    experiment.methods[0].label = "Single-task"
    try experiment.judge(record(claims, runsBefore: 0))
    let values = experiment.claims.compactMap { $0.question.effects.first?.value }
    #expect(values.count == 3)
    #expect(abs(values[0] - 0.2) < 1e-12 && abs(values[1] - 100 * 0.2 / 2.2) < 1e-9)
    #expect(abs(values[2] - log(2.2 / 2)) < 1e-4)
    #expect(experiment.claims.map(\.unit) == ["years", "%", "log ratio"])
  }

  @Test func deltaMOfEachSeedIsCompared() throws {
    let claim = ComparedClaim(kind: .notWorse, rows: ["EW", "UW"], margin: 1)
    let report = try comparison([claim])
    let changes = try ["EW", "UW"].map { label in
      try #require(report.methods.first { $0.label == label }?.deltaM?.perSeed)
    }
    let expected = zip(changes[0], changes[1]).map { $1 - $0 }.reduce(0, +) / 6
    #expect(abs(try #require(report.claims[0].question.effects.first).value - expected) < 1e-9)
    #expect(report.claims[0].sentence == "EW is not worse than UW in Δm by 1 point or more.")
  }

  @Test func anOrderingHasAnEffectForEachPairOfNeighbours() throws {
    let claim = ComparedClaim(kind: .ordering, rows: ["EW", "UW", "single-task"], figure: accuracy, margin: 0)
    let judged = try comparison([claim]).claims[0]
    #expect(judged.contrasts == ["EW over UW", "UW over single-task"])
    #expect(judged.ruling.outcome == .holds)
    let table = JudgedClaim.table(of: [judged])
    #expect(table.rows[0].map(\.text).suffix(3) == ["–", "6", "holds"])
  }

  /// A seed that one row lacks leaves the claim open, and the report says which.
  @Test func aMissingRunLeavesTheClaimOpen() throws {
    let claim = ComparedClaim(kind: .superiority, rows: ["EW", "UW"], figure: accuracy, margin: 0.01)
    var report = try comparison([claim])
    let index = try #require(report.methods.firstIndex { $0.label == "UW" })
    report.methods[index].repetitions.removeLast()
    let column = try #require(report.columns.firstIndex { $0.name == "accuracy" })
    report.methods[index].estimates[column]?.values.removeLast()
    try report.judge(record([claim], runsBefore: 0))
    #expect(report.claims[0].ruling.outcome == .undecided)
    #expect(report.claims[0].remarks == ["Not tested: UW has no figures of seed 5."])
  }

  /// A run that diverged leaves the claim open, for the reason that its training gave.
  @Test func aRunThatDivergedLeavesTheClaimOpen() throws {
    var runs = SmallExperiment().runs()
    for index in runs.indices where runs[index].result.label == "UW" && runs[index].result.seed == 1 {
      runs[index].result.failure = "The loss should be finite. Found nan at step 7."
    }
    var report = try Comparison(of: runs, options: ComparisonOptions(), context: ReportContext(experiment: "small"))
    let claims = [
      ComparedClaim(kind: .superiority, rows: ["EW", "UW"], figure: accuracy, margin: 0.01),
      ComparedClaim(kind: .superiority, rows: ["EW", "single-task"], figure: accuracy, margin: 0.01),
    ]
    try report.judge(record(claims, runsBefore: 0))
    #expect(report.claims[0].ruling.outcome == .undecided)
    #expect(
      report.claims[0].remarks == [
        "Not tested: UW has no figures of seed 1; UW, seed 1: The loss should be finite. Found nan at step 7."
      ])
    #expect(report.claims[1].remarks.allSatisfy { !$0.hasPrefix("Not tested") })
  }

  @Test(arguments: [
    (["EW", "GLS"], "delta-m", "Not tested: there is no row GLS in this comparison."),
    (["EW", "UW"], "kind/F1", "Not tested: no run has the metric F1 of kind."),
  ])
  func whatCannotBeTestedSaysWhy(_ rows: [String], _ figure: String, _ reason: String) throws {
    let claim = ComparedClaim(
      kind: .superiority, rows: rows, figure: try #require(.init(rawValue: figure)), margin: 1)
    let judged = try comparison([claim]).claims[0]
    #expect(judged.ruling.outcome == .undecided && judged.remarks == [reason])
  }

  @Test func fewSeedsAndLateClaimsAreSaid() throws {
    let claim = ComparedClaim(kind: .superiority, rows: ["EW", "UW"], figure: accuracy, margin: 0.01)
    let judged = try comparison([claim], seeds: 4, runsBefore: 3).claims[0]
    #expect(judged.ruling.outcome == .undecided)
    #expect(
      judged.remarks == [
        "The claim was stated, or changed, when 3 runs were finished.",
        "4 seeds are too few to say that a claim holds: 5 are needed.",
      ])
  }

  /// Every form of the report has the claim with its verdict, and names from outside are escaped.
  @Test func everyFormOfTheReportHasTheClaims() throws {
    let claim = ComparedClaim(
      sentence: "EW <b>beats</b> UW.", kind: .superiority, rows: ["EW", "UW"], figure: accuracy, margin: 0.01)
    let report = try comparison([claim])
    let page = try report.html()
    #expect(page.contains("EW &lt;b&gt;beats&lt;/b&gt; UW.") && !page.contains("<b>beats"))
    #expect(
      report.claims[0].line(1)
        == "1. EW <b>beats</b> UW. Holds: +0.0500 [0.0385, 0.0615] at 95.0\u{202F}%, margin 0.01, 6 seeds.")
    #expect(report.terminal().contains("Claims:\n  1. EW <b>beats</b> UW. Holds:"))
    #expect(report.markdown().contains("## Claims"))
    #expect(report.latex().contains(#"\caption{small: An effect is positive"#))
    #expect(report.json().contains("\"verdict\":\"holds\""))
    let lines = JudgedClaim.csv(of: report.claims, experiment: "small").split(whereSeparator: \.isNewline)
    #expect(lines.count == 2 && lines[1].contains("superiority,EW over UW,"))
    let plot = try #require(Plot.forest(of: report.claims, labels: ["EW"]))
    #expect(plot.panels[0].description == "Effects of claims: EW +5.00 margins, holds.")
  }

  @Test func aReportWithoutClaimsHasNoTrace() throws {
    let report = try SmallExperiment().comparison()
    #expect(report.claimTable == nil && !report.terminal().contains("Claims"))
    #expect(try !report.html().contains("claims-table"))
  }
}
