import ExperimentFixtures
import Testing
import Torch

@testable import Configuration

/// How a network is trained where the configuration says nothing.
@Suite struct TrainingDefaultsTests {
  private func training(_ yaml: String, _ data: String = "{kind: scenes}") throws -> TrainingConfiguration {
    try ConfigurationSample.read("data: \(data)\ntraining: \(yaml)").training
  }

  private let table = "{kind: table, files: {train: a.csv}, targets: [{column: y, kind: regression}]}"

  @Test func smallInputsHaveMoreEpochsThanPictures() throws {
    #expect(try training("{}", table).epochs == 200)
    #expect(try training("{}").epochs == 60)
    #expect(try training("{epochs: 7}", table).epochs == 7)
  }

  @Test func trainingEndsWhereItStopsImproving() throws {
    let usual = try training("{}")
    #expect(
      try usual.patience == 20
        && usual.schedule.shape == Schedules.all.choose("plateau", ["factor": 0.5, "patience": 9]))
    #expect(try training("{early-stopping: none}").patience == nil)
    #expect(try training("{early-stopping: 3}").patience == 3)
    #expect(try training("{schedule: constant}").schedule.shape.name == "constant")
    let own = try training("{schedule: {kind: plateau, factor: 0.5, patience: 2}}").schedule
    #expect(try own.shape == Schedules.all.choose("plateau", ["factor": 0.5, "patience": 2]))
    let plateau = try #require(own.plateau(.loss))
    #expect(plateau == ReduceOnPlateau(factor: 0.5, patience: 2))
    #expect(own.plateau(.deltaM)?.threshold == .absolute(0))
  }

  @Test func whereNothingSelectsNothingStops() throws {
    let last = try training("{select: {criterion: last}}")
    #expect(last.patience == nil && last.schedule.shape.name == "constant")
    #expect {
      _ = try training("{select: {criterion: last}, schedule: plateau}")
    } throws: {
      "\($0)".hasPrefix("`training.schedule.kind` should be another than `plateau` where `select.criterion` is `last`")
    }
  }
}
