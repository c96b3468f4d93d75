import Datasets
import ExperimentFixtures
import Foundation
import Tasks
import TestSupport
import Testing
import Torch

@testable import Configuration
@testable import Experiments

/// What a column is worth to a task.
@Suite struct PermutationImportanceTests {
  /// Forty rows of four inputs: a number, a category of two inputs, another number. `y` is the first number, `z` the category.
  private var dataset: InMemoryDataset {
    let rows: [[Float]] = (0..<40).map { (row: Int) -> [Float] in
      let isYes = row % 4 == 0
      return [Float(row * 7 % 40), isYes ? 1 : 0, isYes ? 0 : 1, Float(row)]
    }
    return InMemoryDataset(
      inputs: Field(rows.flatMap { $0 }, shape: [4]),
      targets: ["y": Field(rows.map { $0[0] }), "z": Field(rows.map { $0[1] }, absence: .nan)])
  }

  /// A network that knows: `y` is its first input, `z` is yes where the second one is larger than the third.
  private func study(seed: UInt64 = 0, batch: Int = 7) throws -> PermutationImportance {
    PermutationImportance(
      dataset: dataset,
      tasks: [
        try LearningTask.regression("y").measured(by: ["mae"]), try LearningTask.binary("z").measured(by: ["accuracy"]),
      ],
      batch: batch, seed: seed
    ) { inputs in
      let second = inputs.narrow(1, start: 1, length: 1), third = inputs.narrow(1, start: 2, length: 1)
      return ["y": inputs.narrow(1, start: 0, length: 1), "z": second - third]
    }
  }

  private func drops(_ study: PermutationImportance, _ inputs: [Int], column: Int = 0, repeat number: Int = 0) throws
    -> [Double]
  {
    try study.drops(permuting: inputs, from: study.figures(), column: column, repeat: number).map { try #require($0) }
  }

  @Test func aColumnThatDecidesCostsTheTaskAllItKnows() throws {
    let study = try study()
    #expect(try study.figures() == [0, 1])
    // The mean distance of two of forty numbers in a row is 13.3.
    let first = try drops(study, [0])
    #expect(first[0] > 8 && first[1] == 0)
    let category = try drops(study, [1, 2], column: 1)
    #expect(category[0] == 0 && category[1] > 0.15 && category[1] < 0.6)
    #expect(try drops(study, [3], column: 2) == [0, 0])
  }

  /// Half a category would make rows that are of two categories or of none.
  @Test func theInputsOfAColumnMoveTogether() throws {
    let study = try study()
    #expect(try drops(study, [1], column: 1)[1] != drops(study, [1, 2], column: 1)[1])
  }

  @Test func equalSeedsShuffleEquallyWhateverTheBatch() throws {
    let first = try drops(study(), [0])
    #expect(isClose(try drops(study(batch: 40), [0])[0], first[0], .relative(1e-9, absolute: 1e-9)))
    #expect(try drops(study(), [0]) == first)
    #expect(try drops(study(), [0], repeat: 1) != first)
    #expect(try drops(study(seed: 1), [0]) != first)
    #expect(try drops(study(), [0], column: 1) != first)
  }

  @Test func aRunOnATableListsItsColumnsByWhatTheyAreWorth() throws {
    let scratch = TemporaryFolder()
    let rows = (0..<120).map { "\($0 * 7 % 13),\($0 * 5 % 11),\(["p", "q"][$0 % 2]),\(($0 * 7 % 13) * 3)" }
    let file = scratch.url.appending(path: "t.csv")
    try Data(("a,b,c,y\n" + rows.joined(separator: "\n")).utf8).write(to: file)
    let document = try ConfigurationSample.document(
      """
      name: columns
      data: {kind: table, files: {train: \(file.path)}, targets: [{column: y, kind: regression}], inputs: {numeric: [b, a], categorical: [c]}}
      network: {trunk: mlp, hidden: [8]}
      training: {epochs: 60, batch: 8, threads: 1, learning-rate: 2e-2}
      output: {folder: \(scratch.url.path)/runs, tensorboard: false}
      """)
    let runner = try SingleRun(ExperimentConfiguration(reading: document, catalogue: .toolkit))
      .runner(resuming: false, restarting: false)
    try runner.run()
    let run = try TrainedRun(runner.folder.url)
    let found = try run.importance(on: .validation, repeats: 3)
    let columns = try #require(found.tasks.first).columns
    #expect(columns.map(\.name).first == "a" && Set(columns.map(\.name)) == ["a", "b", "c"])
    #expect(columns[0].values.count == 3 && columns[0].mean > 5 * abs(columns[1].mean))
    let again = try run.importance(on: .validation, repeats: 3)
    #expect(again.tasks[0].columns == columns)
    #expect(found.text.contains("y: mae") && found.text.contains("\n  a ") && found.text.contains("says the same"))
    #expect(try found.json().contains(#""column" : "a""#))
  }
}
