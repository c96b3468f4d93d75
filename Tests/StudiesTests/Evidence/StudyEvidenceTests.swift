import Foundation
import TestSupport
import Testing

@testable import Reports
@testable import Runs
@testable import Statistics
@testable import Studies
@testable import Tasks

/// Evidence of the SLAW study with invented figures: SLAW's test errors are a given share of equal weights'.
enum InventedEvidence {
  static let study = SLAWStudy.card
  static let tasks = ["task 1", "task 2"]

  static func run(_ label: String, seed: Int, rmse: [Double], weights: [Double], seconds: Double) -> StudyEvidence.Run {
    let definitions = tasks.map { MetricDefinition(task: $0, name: "rmse", direction: .lowerIsBetter) }
    let metrics = Dictionary(uniqueKeysWithValues: zip(tasks, rmse).map { ($0, ["rmse": $1]) })
    var result = RunResult(
      experiment: "mt-regression", cell: "\(label)-\(seed)", method: label.lowercased(), label: label, seed: seed,
      tasks: tasks, definitions: definitions, selection: .init(split: "validation", criterion: "last epoch", epoch: 1),
      metrics: ["test": metrics], losses: [:], seconds: seconds, steps: 10, parameters: 7)
    result.processorSeconds = seconds
    return .init(result: result, digest: "", kept: ["weights": weights])
  }

  static func evidence(
    seeds: Int = 6, share: Double = 0.5, scale: StudyCard.Scale = .standard,
    changing: (inout StudyEvidence.Run) -> Void = { _ in }
  ) -> StudyEvidence {
    let ideal = SLAWStudy.idealWeights(2)
    var runs: [StudyEvidence.Run] = []
    for seed in 0..<seeds {
      let noise = 1 + 0.001 * Double(seed % 3)
      for (label, factor, weights, seconds) in [
        ("EW", 1, [1.0, 1], 10.0), ("SLAW", share, [ideal[0] + 0.01 * noise, ideal[1] - 0.01 * noise], 10),
        ("GradNorm", 0.5, [1.5, 0.5], 30), ("Ideal", 0.5, ideal, 10),
      ] {
        runs.append(
          run(
            label, seed: seed, rmse: [factor * noise, 2 * factor * noise * (label == "SLAW" ? 1.0001 : 1)],
            weights: weights, seconds: seconds * noise))
      }
    }
    for index in runs.indices { changing(&runs[index]) }
    let record = ExperimentRecord(
      context: [:], notes: [], order: ["EW", "SLAW", "GradNorm", "Ideal"], convention: .ratioMean, margin: 1,
      samples: 200,
      level: 0.95, seed: 0, cells: runs.map(\.result.cell), constant: nil)
    return StudyEvidence(
      of: study, scale, made: ["command": "equipoise study run slaw"],
      experiments: [
        .init(name: "mt-regression", yaml: "", record: record, constant: nil, runs: runs, failures: [])
      ], computed: [:])
  }
}

@Suite struct StudyEvidenceTests {
  @Test func claimsAreJudgedByTheRuns() throws {
    let claims = InventedEvidence.evidence().judged(by: InventedEvidence.study)
    #expect(claims.map(\.verdict) == ["holds", "holds", "holds", "holds", "holds"])
    // Test errors of one half are squared errors of one quarter.
    #expect(abs(try #require(claims[1].question.effects.first).value - log(4)) < 1e-3)
    #expect(abs(try #require(claims[4].question.effects.first).value - log(3)) < 1e-12)
  }

  @Test func aWorseMethodIsRefuted() {
    let claims = InventedEvidence.evidence(share: 1.5).judged(by: InventedEvidence.study)
    #expect(claims[1].verdict == "does not hold" && claims[2].verdict == "does not hold")
  }

  @Test func aQuickRunHasNoVerdict() {
    let claims = InventedEvidence.evidence(scale: .quick).judged(by: InventedEvidence.study)
    #expect(Set(claims.map(\.verdict)) == ["no verdict from a quick run"])
  }

  /// A run that diverged leaves its claims open, and the page says which run and why.
  @Test func aRunThatDivergedLeavesItsClaimsOpen() {
    let evidence = InventedEvidence.evidence { run in
      if run.result.label == "GradNorm", run.result.seed == 3 {
        run.result.failure = "The loss is not finite at step 7."
      }
    }
    let claims = evidence.judged(by: InventedEvidence.study)
    #expect(claims[2].verdict == "undecided at this scale")
    #expect(claims[2].remarks == ["Not tested: GradNorm, seed 3: The loss is not finite at step 7."])
    #expect(claims[1].verdict == "holds")
  }

  /// The ideal weights of two tasks, computed by hand: 1 and 1/4 with the sum 2.
  @Test func weightErrorIsTheDistanceFromTheIdeal() throws {
    #expect(SLAWStudy.idealWeights(2) == [1.6, 0.4])
    let equal = InventedEvidence.run("EW", seed: 0, rmse: [1, 1], weights: [3, 3], seconds: 1)
    #expect(abs(try SLAWStudy.weightError(equal) - 0.36) < 1e-12)
    #expect(abs(SLAWStudy.idealWeights(10)[0] - 6.453) < 5e-4)
  }

  @Test func evidenceIsReadAsItWasWritten() throws {
    let folder = TemporaryFolder()
    let evidence = InventedEvidence.evidence()
    let file = folder.write(try evidence.text(), StudyEvidence.fileName)
    let read = try StudyEvidence(from: file)
    #expect(try read.text() == evidence.text())
    #expect(read.judged(by: InventedEvidence.study).map(\.recorded) == evidence.claims)
  }
}

@Suite struct StudyCheckTests {
  private let folder = TemporaryFolder()

  private func written() throws -> StudyCheck {
    try StudyPage(InventedEvidence.study, InventedEvidence.evidence()).write(to: folder.url, withPage: false)
    return try StudyCheck(folder.url.appending(path: StudyEvidence.fileName))
  }

  /// Replaces the first of a text in a file.
  private func replace(_ old: String, _ new: String, in name: String) throws {
    let file = folder.url.appending(path: name)
    let text = try String(contentsOf: file, encoding: .utf8)
    let range = try #require(text.firstRange(of: old))
    try Data(text.replacingCharacters(in: range, with: new).utf8).write(to: file)
  }

  private func problems() throws -> [String] {
    try StudyCheck(folder.url.appending(path: StudyEvidence.fileName)).problems()
  }

  @Test func whatWasWrittenFollows() throws {
    let check = try written()
    #expect(try check.problems().isEmpty)
    #expect(check.sentence(problems: [], trained: 0) == "slaw: 5 claims follow from 24 runs")
  }

  @Test func aChangedFigureIsFound() throws {
    _ = try written()
    let first = try #require(InventedEvidence.evidence().claims[1].effects.first).perSeed[0]
    try replace("\(first)", "\(first + 0.25)", in: StudyEvidence.fileName)
    #expect(try problems().contains { $0.hasPrefix("Claim 2: the runs give") })
  }

  @Test func aChangedRunIsFound() throws {
    _ = try written()
    try replace("\"rmse\":0.5", "\"rmse\":0.75", in: StudyEvidence.fileName)
    #expect(try problems().contains { $0.hasPrefix("Claim ") })
  }

  @Test func aChangedVerdictIsFound() throws {
    _ = try written()
    try replace("\"verdict\":\"holds\"", "\"verdict\":\"does not hold\"", in: StudyEvidence.fileName)
    #expect(try problems().contains { $0.hasSuffix("does not hold.") })
  }

  @Test(arguments: ["report.md", "claims.csv", "report.tex"])
  func aChangedPageIsFound(_ name: String) throws {
    _ = try written()
    try replace("holds", "hold", in: name)
    #expect(try problems() == ["\(name) is not the page of this evidence."])
  }

  /// Logarithms of another system may differ in their last digit, a figure may not differ in any that counts.
  @Test func aFigureOfThePageMayDifferInItsRoundingAlone() throws {
    let value = try #require(InventedEvidence.evidence().claims[1].effects.first).value
    _ = try written()
    try replace("\(value)", "\(value.nextUp)", in: "claims.csv")
    #expect(try problems().isEmpty)
    try replace("\(value.nextUp)", "\(value + 1e-6)", in: "claims.csv")
    #expect(try problems() == ["claims.csv is not the page of this evidence."])
  }

  /// A run's own result that was changed after the evidence was made.
  @Test func aChangedResultFileIsFound() throws {
    _ = try written()
    let cell = folder.url.appending(path: "mt-regression/EW-0")
    try FileManager.default.createDirectory(at: cell, withIntermediateDirectories: true)
    try Data("{}".utf8).write(to: cell.appending(path: "result.json"))
    #expect(
      try problems() == ["The result of mt-regression/EW-0 is not the one that the evidence was made of."])
  }

  /// The runs that are trained again are drawn by the evidence, always the same ones.
  @Test func runsAreDrawnByTheEvidence() throws {
    let check = try written()
    let drawn = try check.drawn(3).map(\.run.result.cell)
    #expect(drawn.count == 3 && Set(drawn).count == 3)
    #expect(try check.drawn(3).map(\.run.result.cell) == drawn)
  }

  /// The studies whose pages are shipped with the project.
  static let shipped = StudyCheck.files(in: packageFolder.appending(path: "docs/studies")).map {
    $0.deletingLastPathComponent().lastPathComponent
  }

  @Test func pagesAreShipped() {
    #expect(Self.shipped.count >= 5)
  }

  /// What is shipped with the project follows from its evidence.
  @Test(arguments: shipped)
  func theShippedPagesFollow(_ name: String) throws {
    let file = packageFolder.appending(path: "docs/studies/\(name)/\(StudyEvidence.fileName)")
    let check = try StudyCheck(file)
    #expect(check.study.name == name && check.evidence.scale == .standard)
    // The landscape's standard figures take a minute in a debug build; its quick ones are tested apart.
    if name != LandscapeStudy.card.name { #expect(try check.problems() == []) }
    let page = file.deletingLastPathComponent().appending(path: "report.md")
    #expect(try String(contentsOf: page, encoding: .utf8) == StudyPage(check.study, check.evidence).markdown())
  }

  @Test func oneBitOfDifferenceIsSeen() {
    let first = InventedEvidence.run("EW", seed: 0, rmse: [1, 2], weights: [], seconds: 1).result
    var second = first
    #expect(StudyCheck.difference(of: first, second) == nil)
    second.metrics["test"]?["task 2"]?["rmse"] = 2.0.nextUp
    #expect(
      StudyCheck.difference(of: first, second) == "rmse of task 2, test is 2.0000000000000004 instead of 2.0")
  }
}

@Suite struct StudyPageTests {
  @Test func thePageHasEveryClaimWithItsInterval() throws {
    let page = StudyPage(InventedEvidence.study, InventedEvidence.evidence())
    let text = page.markdown()
    for claim in InventedEvidence.study.claims {
      #expect(
        text.contains(
          "Claim \(1 + InventedEvidence.study.claims.firstIndex { $0.sentence == claim.sentence }!): \(claim.sentence.prefix(20))"
        ))
    }
    #expect(text.contains("## Experiment mt-regression") && text.contains("## What did not go as in the paper"))
    #expect(try page.html(vegaBundle: nil).contains("<h2 id=\"section-0-title\">Claims</h2>"))
    #expect(!page.hasUntested)
  }

  @Test func theOverviewHasEveryStudy() throws {
    let folder = TemporaryFolder()
    let pages = [
      StudyPage(InventedEvidence.study, InventedEvidence.evidence()),
      StudyPage(
        LandscapeStudy.card,
        StudyEvidence(
          of: LandscapeStudy.card, .quick, made: [:], experiments: [],
          computed: try LandscapeStudy.card.computed(.quick))),
    ]
    try StudyOverview(pages).write(to: folder.url)
    let text = try String(contentsOf: folder.url.appending(path: "claims.md"), encoding: .utf8)
    #expect(text.contains("[SLAW: weights without gradients](slaw/report.md)"))
    #expect(text.split(separator: "\n").count { $0.hasPrefix("| landscape |") } == 3)
    #expect(StudyCheck.files(in: folder.url).count == 2)
    let checks = try StudyCheck.files(in: folder.url).map { try StudyCheck($0) }
    for check in checks { #expect(try check.problems().isEmpty) }
    #expect(StudyCheck.problems(withOverviewOf: checks, in: folder.url).isEmpty)
    folder.write(text.replacing("holds", with: "hold"), StudyOverview.fileName)
    #expect(
      StudyCheck.problems(withOverviewOf: checks, in: folder.url) == ["claims.md is not the overview of these pages."])
  }
}
