import Foundation
import Runs
import Testing

@testable import Statistics
@testable import Studies

@Suite struct WeightingComparisonStudyTests {
  private static let study = WeightingComparisonStudy.card

  /// A run of two tasks, or of one alone, with an error of 1 that a gain in percent makes smaller.
  private static func run(_ label: String, _ tasks: [String], _ seed: Int, _ gain: Double) -> InventedRun {
    let figures = Dictionary(uniqueKeysWithValues: tasks.map { ($0, ["rrmse": 1 - gain / 100]) })
    var run = InventedRun(label: label, seed: seed, metrics: ["test": figures])
    run.definitions = tasks.map { MetricDefinition(task: $0, name: "rrmse", direction: .lowerIsBetter) }
    if label == "DWA" { run.kept = ["weights of the first two epochs": [1, 1, 1, 1]] }
    return run
  }

  /// Both targets of a pair of a set; the digits' are named alike here.
  private static func tasks(of pair: String) -> [String] {
    for set in Mulan.all {
      for (first, second) in set.positions where set.pair(first, second).name == pair {
        return [set.targets[first], set.targets[second]]
      }
    }
    return ["left", "right"]
  }

  /// Experiments with a gain by pair, strategy and seed.
  private static func evidence(
    of pairs: [PairOfTasks] = PairOfTasks.all, _ gain: (_ pair: String, _ strategy: String, _ seed: Int) -> Double
  ) -> StudyEvidence {
    let tables = pairs.map { pair in
      let tasks = tasks(of: pair.name)
      let runs = (0..<5).flatMap { seed in
        tasks.map { run("Single-task", [$0], seed, 0) }
          + WeightingComparisonStudy.strategies.map { run($0, tasks, seed, gain(pair.name, $0, seed)) }
      }
      return (pair.name, runs)
    }
    return StudyEvidence(study, invented: Dictionary(uniqueKeysWithValues: tables))
  }

  @Test func thereAreAllPairs() {
    // Three sets of digits with three shares, and 15 + 15 + 1 + 1 + 3 + 3 pairs.
    #expect(PairOfTasks.all.count == 9 + 38)
    #expect(Set(PairOfTasks.all.map(\.name)).count == 47)
  }

  /// Only DWA gains, by more than its noise: a quarter of the 188 cells.
  @Test func cellsThatGainAreCounted() throws {
    let claims = Self.evidence { _, strategy, seed in strategy == "DWA" ? 5 + 0.1 * Double(seed % 2) : -1 }
      .judged(by: Self.study)
    #expect(claims[0].verdict == "holds" && claims[0].question.effects[0].value == 0.25)
    #expect(
      claims[0].contrasts == ["one half over the share of cells that gain: 47 of 188 gain, 141 lose"]
        && claims[0].repeated == "cells")
    let ruling = try #require(claims[0].ruling.intervals.first)
    let exact = Binomial.interval(47, of: 188, level: ruling.level)
    #expect(abs(ruling.low - (0.5 - exact.high)) < 1e-12 && ruling.method == .binomial)
  }

  @Test func usuallyGainingRefutesTheClaim() {
    let claims = Self.evidence { _, _, seed in 5 + 0.1 * Double(seed % 2) }.judged(by: Self.study)
    #expect(claims[0].verdict == "does not hold")
  }

  /// Pairs explain all in each seed, and the strategies' ranking is that of the noise.
  @Test func pairsAndStrategiesShareTheVariance() {
    let pairs = PairOfTasks.all.map(\.name)
    let claims = Self.evidence { pair, _, _ in Double(pairs.firstIndex(of: pair)!) }.judged(by: Self.study)
    #expect(abs(claims[1].question.effects[0].value - 1) < 1e-9)
    let others = Self.evidence { _, strategy, _ in Double(WeightingComparisonStudy.strategies.firstIndex(of: strategy)!)
    }
    .judged(by: Self.study)
    #expect(abs(others[1].question.effects[0].value + 1) < 1e-9)
    // One ranking for all seeds.
    #expect(others[2].question.effects[0].value == -0.5 && others[2].verdict == "does not hold")
  }

  /// Of the orders 1234, 1234 and 4321 one pair agrees and two are opposite.
  @Test func rankingsAreComparedSeedBySeed() throws {
    let gains = [1.0, 2, 3, 4].map { [0: $0, 1: 10 * $0, 2: -$0] }
    #expect(abs(try WeightingComparisonStudy.correlation(of: gains) + 1.0 / 3) < 1e-12)
    #expect(throws: StudyResults.Missing.self) { try WeightingComparisonStudy.correlation(of: [[0: 1], [0: 2]]) }
  }

  @Test func smallSharesAreHeldAgainstLargeOnes() {
    let claims = Self.evidence { pair, strategy, seed in
      guard strategy == "EW" else { return 0 }
      return (pair.hasSuffix("-2") ? 6 : 1) + (pair.hasPrefix("mixed") ? -4 : 0) + 0.01 * Double(seed % 2)
    }.judged(by: Self.study)
    #expect(abs(claims[3].question.effects[0].value - 5) < 1e-9 && claims[3].verdict == "holds")
    #expect(abs(claims[4].question.effects[0].value - 4) < 1e-9 && claims[4].verdict == "holds")
    #expect(claims[5].verdict == "holds" && claims[5].checks.count == 47)
  }

  /// The first target gains 3 % with the second and loses 1 % with the third.
  @Test func theMatrixHasTheGainOfEachTargetWithEachOther() throws {
    let jura = Mulan.all[4]
    let evidence = Self.evidence(of: jura.pairs) { pair, _, _ in pair == "jura-1-2" ? 3 : pair == "jura-1-3" ? -1 : 0 }
    let table = try WeightingComparisonStudy.matrix(of: jura, StudyResults(evidence))
    #expect(table.title == "Pairwise gains on jura")
    #expect(table.rows[0].map(\.text) == ["Cd", "–", "+3.0", "−1.0"])
    #expect(table.rows[1].map(\.text) == ["Co", "+3.0", "–", "0.0"])
  }

  /// A page whose tables lack an experiment says which.
  @Test func aPageWithoutItsTablesSaysWhy() {
    let page = StudyPage(Self.study, Self.evidence(of: Mulan.all[4].pairs) { _, _, _ in 1 }).markdown()
    #expect(page.contains("Not made: the experiment multi-mnist-2 was not run."))
  }

  @Test func theDigitsHaveATableByShare() throws {
    let table = try WeightingComparisonStudy.digitTable(
      StudyResults(Self.evidence { pair, strategy, _ in pair == "mixed-10" && strategy == "UW" ? 2 : 0 }))
    #expect(table.rows.count == 9 && table.rows[7][..<2].map(\.text) == ["mixed", "10"])
    #expect(table.rows[7][4].text.hasPrefix("+2.0"))
  }
}
