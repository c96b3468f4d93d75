import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Experiments
@testable import Runs

@Suite("The points of a search, and which of them are stopped early")
struct SearchRowTests {
  private static let epochs = 8

  private func row(_ text: String, _ search: String, tasks: Int = 3) throws -> (SearchRow, SearchConfiguration) {
    let experiment = try ConfigurationSample.read(
      "comparison: {methods: [\(text)]}\nsearch: {learning-rates: [0.1, 0.2], weight-decays: [0, 1], \(search)}")
    return (SearchRow(experiment.comparison.methods[0], of: tasks, experiment.search), experiment.search)
  }

  private let temperatures = "{method: uw-so, grid: {temperature: {from: 5, to: 25, step: 5, refine: 2}}}"

  @Test func theGridIsLearningRatesTimesOwnValuesAtTheFixedDecayTheOthersFollowFromItsBestPoint() throws {
    let (row, _) = try row(temperatures, "weight-decay: 1")
    let grid = row.grid
    #expect(grid.count == 10)
    #expect(grid.allSatisfy { $0.point.training.number("weight-decay") == 1 })
    #expect(Set(grid.compactMap { $0.point.training.number("learning-rate") }) == [0.1, 0.2])
    let finer = row.refinement(around: grid[1])
    #expect(finer.map(\.values) == [[6], [8], [12], [14]])
    #expect(finer.allSatisfy { $0.point.training.number("learning-rate") == 0.1 })
    let decays = row.weightDecays(at: finer[0])
    #expect(decays.map { $0.point.training.number("weight-decay") } == [0])
    #expect(decays[0].point.balancing.parameters["temperature"] == 6)
  }

  @Test func whatARowGivesItselfIsNotSearched() throws {
    let (fixed, _) = try row("{method: uw, training: {learning-rate: 0.5, weight-decay: 0.25}}", "limit: 9")
    #expect(fixed.grid.count == 1 && fixed.weightDecays(at: fixed.grid[0]).isEmpty)
    let (own, _) = try row("{method: uw, grid: {training: {learning-rate: [1, 2, 3], weight-decay: [4]}}}", "limit: 9")
    #expect(own.grid.count == 3)
    #expect(own.weightDecays(at: own.grid[0]).map { $0.point.training.number("weight-decay") } == [4])
  }

  /// Which of the trainings go on, for scores that lie around a best temperature of 15 at the first rate, 5 at the second.
  private func survivors(_ prune: String, _ scores: [Double?]) throws -> [Int] {
    let (row, search) = try row(temperatures, "prune: \(prune)")
    let rung = try #require(PruningRung.rungs(of: row, search.pruning, epochs: Self.epochs).first)
    let reasons = rung.judge(row.grid, scores, of: row) { "\($0)" }
    return reasons.indices.filter { reasons[$0] == nil }
  }

  private static let scores: [Double?] = [50, 9, 1, 2, 3] + [30, 40, 50, 60, nil]

  @Test(arguments: [
    ("auto", [1, 2, 3, 5, 6]), ("quarter", [1, 2, 3, 5, 6]), ("median", [1, 2, 3, 4, 5]),
    ("{rule: halving, factor: 2}", [1, 2, 3, 4, 5]), ("{rule: halving, factor: 4}", [2, 3, 4]),
  ])
  func theBetterPointsGoOn(prune: String, kept: [Int]) throws {
    #expect(try survivors(prune, Self.scores) == kept)
  }

  @Test func aTrainingWithoutAScoreDoesNotGoOnEvenBesideOthersThatHaveNone() throws {
    #expect(try survivors("{rule: halving, factor: 4}", [nil, nil, nil, nil, nil, nil, nil, nil, nil, 7]).contains(9))
    #expect(try survivors("quarter", [nil, nil, nil, nil, 7] + [1, 2, 3, 4, 5]) == [3, 4, 5, 6])
  }

  @Test func theReasonOfAStopNamesWhatWasFoundAndWhatItWasMeasuredBy() throws {
    let (row, search) = try row(temperatures, "prune: quarter")
    let rung = PruningRung.rungs(of: row, search.pruning, epochs: Self.epochs)[0]
    let reasons = rung.judge(row.grid, Self.scores, of: row) { "\($0)" }
    #expect(
      reasons[0] == "Δm 50.0 after epoch 2, and not next to the best, 1.0 at temperature 15, learning rate 0.1")
    #expect(
      reasons[9] == "no Δm after epoch 2, and not next to the best, 30.0 at temperature 5, learning rate 0.2")
  }

  @Test(arguments: [
    ("quarter", [2]), ("{rule: median, at: 0.3}", [3]), ("{rule: halving, factor: 2}", [2, 4]),
    ("{rule: halving, factor: 2, at: 0.1}", [1, 2, 4]), ("{rule: halving, factor: 3}", [3]), ("none", []),
  ])
  func pointsAreJudgedAfterTheirShareOfEpochs(prune: String, epochs: [Int]) throws {
    let (row, search) = try row(temperatures, "prune: \(prune)")
    #expect(PruningRung.rungs(of: row, search.pruning, epochs: Self.epochs).map(\.epoch) == epochs)
  }

  @Test func autoPrunesTemperaturesAloneAndNothingPrunesATaskAloneOrATrainingOfOneEpoch() throws {
    for method in ["scalarization", "uw", "{method: uw-so, grid: {temperature: [1, 2, 3]}}"] {
      let (row, search) = try row(method, "limit: 9")
      #expect(PruningRung.rungs(of: row, search.pruning, epochs: Self.epochs).isEmpty)
    }
    let experiment = try ConfigurationSample.read("search: {prune: median}")
    let task = SearchRow(task: "depth", of: 3, experiment.search, experiment.comparison)
    #expect(PruningRung.rungs(of: task, experiment.search.pruning, epochs: Self.epochs).isEmpty)
    let (row, search) = try row(temperatures, "prune: quarter")
    #expect(PruningRung.rungs(of: row, search.pruning, epochs: 1).isEmpty)
  }

  @Test func weightsAreNeighboursWhereOneStepMovesFromOneTaskToAnother() throws {
    let axis = try row("scalarization", "limit: 9").0.axes[0]
    #expect(axis.areNeighbours([0.2, 0.3, 0.5], [0.3, 0.2, 0.5]))
    #expect(!axis.areNeighbours([0.2, 0.3, 0.5], [0.4, 0.1, 0.5]))
    #expect(!axis.areNeighbours([0.2, 0.3, 0.5], [0.4, 0.2, 0.4]))
  }

  @Test func aTaskAloneIsChosenByItsMetricsAgainstTheMediansOfItsGrid() {
    func result(_ error: Double, _ correlation: Double, loss: Double = 1) -> RunResult {
      RunResult(
        experiment: "e", cell: "c", method: "single-task", label: "Single-task", seed: 0, tasks: ["depth"],
        definitions: [
          .init(task: "depth", name: "error", direction: .lowerIsBetter),
          .init(task: "depth", name: "correlation", direction: .higherIsBetter),
        ], selection: .init(split: "validation", criterion: "loss", epoch: 1),
        metrics: ["validation": ["depth": ["error": error, "correlation": correlation]]],
        losses: ["validation": ["depth": loss]], seconds: 1, steps: 1, parameters: 1)
    }
    let grid = [result(2, 0.5), result(1, 0.6), result(8, 0.1)]
    let score = SingleTaskScore("depth", grid, .metricMean)
    // Half the error and a fifth more correlation than the medians, 2 and 0.5.
    #expect(abs((score.percent(grid[1]) ?? 0) + 35) < 1e-9)
    #expect(grid.compactMap(score.score).firstIndex(of: grid.compactMap(score.score).min() ?? 0) == 1)
    let higher = SingleTaskScore("depth", grid, .taskMean)
    #expect(abs((higher.percent(grid[1]) ?? 0) - 35) < 1e-9)
    #expect((higher.score(grid[1]) ?? 0) < (higher.score(grid[0]) ?? 0))
    let zeros = [result(0, 0.5, loss: 3), result(0, 0.6, loss: 2)]
    #expect(SingleTaskScore("depth", zeros, .metricMean).score(zeros[1]) == 2)
  }

  @Test func everyRunBelongsToOneShard() throws {
    let shards = try (1...3).map { try RunShard("\($0)/3") }
    for name in ["0000000000000000", "ffffffffffffffff", "0123456789abcdef", "00000000000000a1"] {
      #expect(shards.count { $0.owns(name) } == 1)
    }
    // Of names that differ in one bit alone, each shard gets its part.
    let names = (0..<64).map { String(format: "%016lx", UInt(1) << UInt($0)) }
    for shard in shards { #expect((12...32).contains(names.count(where: shard.owns))) }
  }

  @Test(arguments: [
    ("3/2", "`--shard` should be between 1/2 and 2/2. Found 3/2."),
    ("0/2", "`--shard` should be between 1/2 and 2/2. Found 0/2."),
    ("1/0", "`--shard` should be one of at least one. Found 1/0."),
    ("1", "`--shard` should be a number and how many there are, as 2/8. Found \"1\"."),
    ("a/b", "`--shard` should be a number and how many there are, as 2/8. Found \"a/b\"."),
  ])
  func aShardThatIsNone(text: String, message: String) {
    #expect(errorText { _ = try RunShard(text) } == message)
  }
}
