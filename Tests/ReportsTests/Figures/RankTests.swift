import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Printing
@testable import Reports
@testable import Runs
@testable import Statistics

/// Ranks over seeds, metrics and experiments.
@Suite struct RankTests {
  func fixture(_ name: String, without labels: Set<String> = [], seeds: [Int] = [0, 1, 2]) throws -> Comparison {
    var fixture = ReportFixture()
    fixture.context.experiment = name
    fixture.seeds = seeds
    fixture.methods.removeAll { labels.contains($0.label) }
    return try fixture.comparison()
  }

  /// EW is better than UW on every seed of Δm, by what ``SmallReference`` has for both.
  @Test func seedsAreTheBlocksOfOneExperiment() throws {
    let ranking = try #require(try SmallExperiment().comparison().ranking)
    #expect(ranking.choice == .seeds)
    #expect(ranking.scores.methods == ["EW", "UW"] && ranking.scores.blocks == ["seed 0", "seed 1", "seed 2"])
    #expect(ranking.meanRanks == [1, 2] && ranking.scores.wins == [3, 0])
    #expect(zip(ranking.scores.improvements, SmallReference.perSeed).allSatisfy { abs($0[0] + $1) < 1e-9 })
    #expect(ranking.friedman == nil)
    let pair = try #require(ranking.pair(1, 0))
    #expect(pair.wins == 0 && pair.losses == 3 && pair.medianDifference < 0)
    #expect(pair.test?.p == 0.25 && pair.adjustedP == 0.25)
    #expect(ranking.sentences.contains { $0.contains("with 3 blocks no p can be below 0.25") })
  }

  @Test func metricsAreRelativeToTheBaseline() throws {
    let comparison = try SmallExperiment().comparison(
      ComparisonOptions(bootstrap: .init(samples: 50), blocks: .metrics))
    let ranking = try #require(comparison.ranking)
    #expect(ranking.scores.blocks == ["kind accuracy", "age MAE"])
    // EW: 0.57 against 0.52, and 6.1 / 3 against 2.1.
    #expect(abs(ranking.scores.improvements[0][0] - 100 * 0.05 / 0.52) < 1e-9)
    #expect(abs(ranking.scores.improvements[1][0] - 100 * (2.1 - 6.1 / 3) / 2.1) < 1e-9)
    #expect(ranking.sentences.contains { $0.contains("depend on each other") })
  }

  @Test func withoutSingleTaskRunsMetricsAreRanked() throws {
    var experiment = SmallExperiment()
    experiment.single = []
    #expect(try experiment.comparison().ranking?.choice == .metrics)
  }

  @Test func oneSeedAndOneMetricAreNoBlocks() throws {
    let runs = ["EW", "UW"].map {
      RunFolder.Finished(
        result: SmallExperiment.result($0, $0.lowercased(), seed: 0, values: [(1, 2)]), records: [])
    }
    #expect(try Comparison(of: runs, context: ReportContext(experiment: "one")).ranking == nil)
  }

  @Test func aStudyRanksOverExperiments() throws {
    let study = try Survey(of: [try fixture("a"), try fixture("b", without: ["GLS"]), try fixture("c")])
    let ranking = try #require(study.ranking)
    #expect(ranking.choice == .experiments && ranking.scores.blocks == ["a", "b", "c"])
    #expect(!ranking.scores.methods.contains("GLS") && ranking.scores.methods.count == 6)
    #expect(ranking.leftOut == ["GLS has no figures in b and is not ranked."])
    #expect(study.labels.last == "GLS")
    let table = study.deltaTable
    #expect(table.rows.last?.map(\.text)[2] == "–" && table.rows.last?.map(\.text).last == "–")
    let bySeed = try Survey(of: study.comparisons, blocks: .seeds).ranking
    #expect(bySeed?.scores.blocks.count == 9 && bySeed?.scores.blocks.first == "a, seed 0")
  }

  /// A seed that one method lacks is no block, and the report says so.
  @Test func aBlockNeedsEveryMethod() throws {
    var runs = ReportFixture().runs()
    runs.removeAll { $0.result.method == "uw" && $0.result.seed == 2 }
    let comparison = try Comparison(
      of: runs, options: .init(bootstrap: .init(samples: 50)), context: ReportContext(experiment: "x"))
    let ranking = try #require(comparison.ranking)
    #expect(ranking.scores.blocks == ["seed 0", "seed 1"])
    #expect(ranking.leftOut == ["The block “seed 2” lacks UW and is left out."])
  }

  @Test func whatAStudyCannotBe() throws {
    let one = try fixture("a")
    var other = try fixture("b")
    other.options.convention = .taskMean
    func message(_ comparisons: [Comparison]) -> String {
      errorText { _ = try Survey(of: comparisons) }
    }
    #expect(message([one]) == "A study should be of at least two experiments. Found 1.")
    #expect(message([one, one]) == "Each experiment of a study should have a name of its own. Found `a` twice.")
    #expect(message([one, other]).hasPrefix("The experiments of a study should have one convention of Δm. Found"))
  }

  @Test func aStudysFiles() throws {
    let scratch = TemporaryFolder()
    let study = try Survey(of: [try fixture("a"), try fixture("b")])
    let files = try study.write(to: scratch.url.appending(path: "report"))
    #expect(files.map(\.lastPathComponent) == ["report.html", "report.md", "report.csv", "report.tex", "pairs.csv"])
    let lines = study.csv().split(separator: "\r\n")
    #expect(lines.count == 1 + 2 * 8)
    let columns: [Int] = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
    #expect(Set(columns).count == 2)
    #expect(study.latex().contains(#"\toprule"#) && study.latex().allSatisfy(\.isASCII))
    let json = try JSONSerialization.jsonObject(with: Data(study.json().utf8)) as? [String: Any]
    #expect((json?["experiments"] as? [Any])?.count == 2)
  }

  @Test func theDiagramHasEveryMethodAndBar() throws {
    let comparison = try fixture("a", seeds: Array(0..<8))
    let ranking = try #require(comparison.ranking)
    let plot = try #require(Plot.criticalDifference(ranking, legend: comparison.legend(comparison.multiTask)))
    let text = plot.panels[0].spec.text
    for label in ranking.scores.methods { #expect(text.contains("\"method\":\"\(label)\"")) }
    #expect(plot.caption.contains("CD = \(NumberText.fixed(ranking.nemenyi.criticalDifference, 2))"))
    #expect(text.contains("CD = "))
  }

  @Test func costsCountSearchAndSteps() throws {
    let comparison = try fixture("a")
    let method = try #require(comparison.methods.first { $0.label == "UW-SO" })
    #expect(method.cost.runs == 7 && method.cost.searchRuns == 4 && method.cost.steps == 7 * 80 * 40)
    #expect(abs(method.cost.seconds - method.cost.searchSeconds - method.seconds.reduce(0, +)) < 1e-9)
    let kept = try #require(method.cost.secondsToKept)
    #expect(kept < (Statistics.mean(method.seconds) ?? 0) && kept > 0)
    #expect(comparison.singleTask?.cost.runs == 9)
    #expect(comparison.costTable.columns.contains { $0.title == "Seconds to best point" })
  }

  @Test func manyTasksStayReadable() throws {
    let comparison = try ReportFixture.attributes(40).comparison()
    #expect(comparison.isTall && comparison.metricsTable.rows.count == 40)
    #expect(comparison.metricsTable.columns.count == 1 + comparison.methods.count)
    #expect(Plot.losses(comparison, split: "train")?.panels.count == 12)
    let weights = try #require(Plot.weights(comparison))
    #expect(weights.legend.count == 9 && weights.legend.last?.label == "all tasks")
    #expect(weights.caption.contains("Of 40 tasks, the 8 whose weights end highest."))
    #expect(comparison.markdown().split(separator: "\n").allSatisfy { $0.count { $0 == "|" } < 25 })
  }

  @Test func aStudyShowsTheConstantPrediction() throws {
    var comparisons = [try fixture("scenes"), try fixture("digits")]
    let columns = comparisons[0].columns
    let values = Dictionary(
      grouping: columns, by: \.task
    ).mapValues { Dictionary(uniqueKeysWithValues: $0.map { ($0.name, 0.2) }) }
    let record = ConstantRecord([.init(cell: "c", definitions: columns, metrics: ["test": values])])
    comparisons[0] = try Comparison(
      of: ReportFixture().runs(), options: ComparisonOptions(bootstrap: .init(samples: 50), familyDraws: 200),
      context: ReportContext(experiment: "scenes"), constant: record)
    let study = try Survey(of: comparisons)
    let row = try #require(study.deltaTable.rows.first)
    let own = try #require(comparisons[0].constant?.deltaM?.percent)
    #expect(row[0].text == ConstantRecord.label)
    #expect(row[1].text == NumberText.signed(own, comparisons[0].percentDecimals) && row[2].text == "–")
    // It is neither averaged over experiments that do not know it nor ranked.
    #expect(row.suffix(2).map(\.text) == ["–", "–"] && study.deltaTable.rulesBelow == [0])
    #expect(study.csv().contains("scenes,constant-prediction,"))
    #expect(!(study.ranking?.scores.methods.contains(ConstantRecord.label) ?? true))
  }

  @Test func aStudyMarksRanksOnlyWhereTheyAreApart() throws {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"]
    for (count, marks) in [(2, false), (8, true)] {
      let study = try Survey(of: names.prefix(count).map { try fixture($0) })
      let apart = study.ranking?.firstGroup.isEmpty == false
      #expect(apart == marks)
      #expect(study.deltaTable.rows.contains { $0.last?.isBest == true } == marks)
    }
  }

  @Test func rowsOfAStudyHaveTheirColours() throws {
    let study = try Survey(of: [fixture("scenes"), fixture("digits")])
    let page = try study.html()
    for entry in study.legend { #expect(page.contains("light-dark(\(Plot.Palette.colour(entry.colour)),")) }
  }

  @Test func anApproximatedTestIsNamedOne() throws {
    var normal = NormalNumbers(SplitMix64(seed: 3))
    let improvements: [[Double]] = (0..<6).map { _ in (0..<8).map { _ in normal.next() } }
    let scores = BlockedScores(
      methods: (0..<8).map { "method \($0)" }, blocks: (0..<6).map { "block \($0)" }, improvements: improvements)
    let analysis = try #require(RankAnalysis(scores, choice: .seeds))
    #expect(analysis.sentences.contains { $0.hasSuffix("an approximation by the F distribution.") })
    #expect(analysis.json.text.contains(#""isExact":false"#))
  }
}
