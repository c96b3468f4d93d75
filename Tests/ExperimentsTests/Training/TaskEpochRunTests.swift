import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Experiments
@testable import Runs
@testable import Statistics

@Suite("Runs whose tasks keep epochs of their own") struct TaskEpochRunTests {
  private let scratch = TemporaryFolder()

  private func configuration(_ select: String, _ extra: String = "") throws -> ExperimentConfiguration {
    var random = SplitMix64(seed: 5)
    let rows = (0..<120).map { _ -> String in
      let x = Double(random.integer(below: 2000)) / 1000 - 1, noise = Double(random.integer(below: 2000)) / 1000 - 1
      return "\(x),\(3 * x + 0.1 * noise),\(x + noise > 0.3 ? 1 : 0)"
    }
    let file = scratch.url.appending(path: "rows.csv")
    try Data(("x,line,coin\n" + rows.joined(separator: "\n")).utf8).write(to: file)
    return try ExperimentConfiguration(
      reading: ConfigurationSample.document(
        """
        name: own-epochs
        data:
          kind: table
          files: {train: \(file.path)}
          targets: [{column: line, kind: regression}, {column: coin, kind: binary}]
          inputs: {numeric: [x]}
        network: {trunk: mlp, hidden: [16]}
        training: {epochs: 12, batch: 8, learning-rate: 0.1, early-stopping: none, threads: 1, select: {\(select)}}
        output: {folder: \(scratch.url.path)/runs}
        \(extra)
        """), catalogue: .toolkit)
  }

  private func run(_ select: String, _ extra: String = "") throws -> (folder: RunFolder, result: RunResult) {
    let runner = try SingleRun(configuration(select, extra)).runner(resuming: true, restarting: false)
    return (runner.folder, try runner.run())
  }

  @Test func figuresOfEachTaskAreThoseOfItsOwnEpochFromItsOwnWeights() throws {
    let (folder, result) = try run("per: task")
    let epochs = try #require(result.selection.epochs)
    #expect(epochs["line"] != epochs["coin"], "\(epochs)")
    #expect(result.selection.epoch == epochs.values.max())
    #expect(result.selection.criterion == "validation loss of each task, which keeps its own epoch")
    let records = try folder.records()
    for (task, epoch) in epochs {
      let losses = records.map { $0.losses["validation"]?[task] ?? .infinity }
      #expect(losses.firstIndex(of: losses.min()!) == epoch - 1)
      #expect(result.losses["validation"]?[task] == losses[epoch - 1])
      #expect(result.metrics["validation"]?[task] == records[epoch - 1].metrics["validation"]?[task])
    }
    #expect(
      result.summary("x").contains("epochs \(epochs.values.min()!) to \(epochs.values.max()!) by validation loss of"))
    // The run that is read again gives the same.
    let figures = try TrainedRun(folder.url).evaluate(on: .test)
    for task in epochs.keys { #expect(figures.figures.metrics[task]?.unordered == result.metrics["test"]?[task]) }
  }

  @Test func aTaskThatIsTrainedAloneHasNothingToChoose() throws {
    #expect(try run("per: task", "only: [line]").result.selection.epochs == nil)
  }

  @Test func onlyCriteriaThatEachTaskHasCanChooseForItAndWithoutPerARunKeepsItsName() throws {
    for criterion in ["delta-m", "last"] {
      let message = errorText { _ = try configuration("criterion: \(criterion), per: task") }
      #expect(
        message.contains(
          "`training.select.per: task` should stand with `criterion: loss` or `metric`. Found `\(criterion)`."))
    }
    #expect(
      try !configuration("criterion: metric").run().resolved.canonicalLines.contains { $0.contains("select.per") })
    #expect(try configuration("criterion: metric, per: task").training.select.isPerTask)
  }
}
