import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Experiments

/// Trainings in which each value of a column is a task: `task-by`.
@Suite("Trainings with groups of rows as tasks") struct TaskGroupRunTests {
  private let scratch = TemporaryFolder()

  /// Sixty rows of four groups, with a number and a yes-or-no answer to predict.
  private func experiment(
    _ sections: String, targets: String = "[{column: score, kind: regression, task-by: school}]"
  ) throws -> ExperimentConfiguration {
    let rows = (0..<60).map {
      "\(Double($0 % 7) / 7),\(Double($0 % 5) / 5),\($0 % 4 + 1),\($0 % 7 - $0 % 5),\($0 / 4 % 2)"
    }
    let file = scratch.write("a,b,school,score,passed\n" + rows.joined(separator: "\n"))
    return try ExperimentConfiguration(
      reading: ConfigurationDocument(
        yaml: """
          name: schools
          data: {kind: table, files: {train: \(file.path)}, targets: \(targets), inputs: {numeric: [a, b]}}
          network: {trunk: mlp, hidden: [4]}
          output: {folder: \(scratch.url.path)/runs}
          \(sections)
          """), catalogue: .toolkit)
  }

  private func training(_ experiment: ExperimentConfiguration, restarting: Bool = false) throws -> RunTrainer {
    try SingleRun(experiment).runner(resuming: !restarting, restarting: restarting)
  }

  @Test(arguments: ["ew", "uw-so", "pcgrad"]) func methodsTrainAllGroups(method: String) throws {
    let experiment = try experiment("balancing: \(method)\ntraining: {epochs: 2, batch: 8, threads: 1}")
    let result = try training(experiment).run()
    #expect(result.tasks == ["score 1", "score 2", "score 3", "score 4"])
    for split in ["validation", "test"] {
      #expect(result.losses[split]?.values.allSatisfy(\.isFinite) == true)
      #expect(result.metrics[split]?.count == 4)
    }
  }

  @Test func aPausedTrainingEndsInTheSameBits() throws {
    let experiment = try experiment("balancing: uw-so\ntraining: {epochs: 4, batch: 8, threads: 1}")
    func weights() throws -> [String: [Float]] {
      let kept = try #require(try training(experiment).folder.checkpoints.load("last"))
      return Dictionary(uniqueKeysWithValues: kept.model.map { ($0.name, $0.tensor.array(of: Float.self)) })
    }
    try training(experiment).run()
    let whole = try weights()
    #expect(try training(experiment, restarting: true).run(until: 2) == nil)
    #expect(try weights() != whole)
    try training(experiment).run()
    #expect(try weights() == whole)
  }

  @Test func eachGroupHasABaselineOfItsOwn() throws {
    let experiment = try experiment("training: {epochs: 1, batch: 8, threads: 1}")
    let planner = try RunPlanner(experiment, data: experiment.dataSource())
    #expect(planner.tasks == ["score 1", "score 2", "score 3", "score 4"])
    let alone = try training(self.experiment("only: [score 3]\ntraining: {epochs: 1, batch: 8, threads: 1}"))
    #expect(try alone.run().tasks == ["score 3"])
  }

  @Test func lossMetricsAndWeightOfATargetAreThoseOfAllItsTasks() throws {
    let targets = """
      [{column: score, kind: regression, task-by: school, loss: huber, metrics: [mae]},
       {column: passed, name: exam, kind: binary}]
      """
    let experiment = try experiment("", targets: targets)
    let tasks = try experiment.selectedTasks(of: experiment.dataSource())
    #expect(tasks.map(\.name) == ["score 1", "score 2", "score 3", "score 4", "exam"])
    #expect(
      tasks.prefix(4).allSatisfy { $0.metrics.map(\.name) == ["mae"] && "\(type(of: $0.loss))".contains("Huber") })
    #expect(tasks[4].metrics.map(\.name) != ["mae"])
    let source = try experiment.dataSource()
    let own = try self.experiment("tasks: {score 2: {metrics: [rmse]}, score: {metrics: [mae]}}")
    #expect(try own.selectedTasks(of: source).prefix(3).map { $0.metrics[0].name } == ["mae", "rmse", "mae"])
  }

  @Test func theOtherColumnsAreInputsWithoutThatOfTheGroups() throws {
    var experiment = try experiment("")
    var table = try #require(experiment.data as? TableConfiguration)
    table.inputs.numeric = .rest
    #expect(table.numericColumns(of: ["a", "b", "school", "score", "passed"]) == ["a", "b", "passed"])
    experiment.data = table
    #expect(try experiment.dataSource().input == .vector(3))
  }

  @Test func manyGroupsAreOneLineOfTheDescription() throws {
    let rows = (0..<150).map { "\($0),\($0 % 50),\($0 % 7)" }
    let experiment = try experiment("")
    scratch.write("a,school,score\n" + rows.joined(separator: "\n"))
    var table = try #require(experiment.data as? TableConfiguration)
    table.inputs.numeric = .named(["a"])
    var many = experiment
    many.data = table
    let description = try DataDescription(of: many)
    #expect(description.text.contains("\nscore 0 … score 49 (50 tasks): regression, 1 outputs, "))
    #expect(description.tasks.count == 50)
  }
}
