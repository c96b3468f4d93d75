import ExperimentFixtures
import Foundation
import TestSupport
import Testing
import Training

@testable import Configuration
@testable import Experiments
@testable import Runs

/// Trainings on the samples of all splits.
@Suite struct AllSamplesTests {
  private let scratch = TemporaryFolder()

  /// Sixty rows, 42 of them for training; nothing can be learned, so that the best epoch is an early one.
  private func document(_ training: String) throws -> ConfigurationDocument {
    let rows = (0..<60).map { "\($0 * 7 % 13),\($0 * $0 % 11),\($0 * 5 % 7)" }
    let file = scratch.url.appending(path: "table.csv")
    try Data(("x,y,z\n" + rows.joined(separator: "\n")).utf8).write(to: file)
    return try ConfigurationSample.document(
      """
      name: whole
      data:
        kind: table
        files: {train: \(file.path)}
        targets: [{column: y, kind: regression}, {column: z, kind: regression}]
      network: {trunk: mlp, hidden: [8]}
      training: {batch: 8, threads: 1, last-batch: keep, \(training)}
      output: {folder: \(scratch.url.path)/runs, tensorboard: false}
      """)
  }

  private func trained(_ training: String) throws -> RunFolder {
    let configuration = try ExperimentConfiguration(reading: document(training), catalogue: .toolkit)
    let runner = try SingleRun(configuration).runner(resuming: false, restarting: false)
    try runner.run()
    return runner.folder
  }

  private func weights(_ run: RunFolder) throws -> Data {
    try Data(contentsOf: run.url.appending(path: "checkpoints/best/model.safetensors"))
  }

  @Test func aRunIsTrainedOnAllRowsForItsBestEpochs() throws {
    let run = try trained("epochs: 9, learning-rate: 0.1")
    let best = try run.result().selection.epoch
    #expect(best < 9)
    let whole = try SingleRun(onAllSamplesOf: run).runner(resuming: false, restarting: false)
    let result = try whole.run()
    #expect(result.epochs == best && result.steps == best * 8)
    #expect(result.isOnAllSamples && result.metrics.isEmpty && result.losses.isEmpty)
    #expect(result.summary("runs/whole/a").contains("There are no figures"))
    #expect(try whole.folder.records().allSatisfy { $0.metrics.isEmpty && Array($0.losses.keys) == ["train"] })
    #expect(whole.job.source == run.url.lastPathComponent && whole.job.label == "EW, all data")
    #expect(try TrainedRun(whole.folder.url).tasks == ["y", "z"])
    #expect(errorText { _ = try TrainedRun(whole.folder.url).evaluate(on: .test) }.contains("all splits"))
    #expect(errorText { _ = try SingleRun(onAllSamplesOf: whole.folder) }.hasSuffix("on all samples already."))
  }

  @Test func aTrainingThatIsStoppedGoesOnToTheSameBits() throws {
    let run = try trained("epochs: 4, select: {criterion: last}, learning-rate: 1e-3")
    let whole = try SingleRun(onAllSamplesOf: run), folder = RunFolder(whole.url)
    try whole.runner(resuming: false, restarting: false).run()
    let expected = try weights(folder)
    #expect(try expected != weights(run))
    #expect(try whole.runner(resuming: false, restarting: true).run(until: 2) == nil)
    var stops = 0
    #expect(throws: TrainingError.self) {
      try whole.runner(resuming: true, restarting: false).run(shouldStop: {
        stops += 1
        return stops == 3
      })
    }
    try whole.runner(resuming: true, restarting: false).run()
    #expect(try weights(folder) == expected)
  }

  /// A plateau is judged on validation samples, which a training on all samples does not have.
  @Test func theRatesOfAPlateauAreThoseThatTheRunHad() throws {
    let run = try trained(
      "epochs: 9, learning-rate: 0.3, select: {criterion: loss}, schedule: {kind: plateau, patience: 0, factor: 0.5}")
    // As if the last epoch had been the best one.
    var result = try run.result()
    result.selection.epoch = 9
    try run.finish(result)
    let rates = try run.records().map(\.learningRate)
    #expect(Set(rates).count > 1)
    let whole = try SingleRun(onAllSamplesOf: run).runner(resuming: false, restarting: false)
    try whole.run()
    #expect(try whole.folder.records().map(\.learningRate) == rates)
  }

  /// One network has one last epoch.
  @Test func whereTasksKeptTheirOwnEpochsTheLastOfThemCounts() throws {
    let run = try trained("epochs: 6, learning-rate: 0.1, select: {per: task}")
    let epochs = try #require(try run.result().selection.epochs)
    let result = try SingleRun(onAllSamplesOf: run).runner(resuming: false, restarting: false).run()
    #expect(result.epochs == epochs.values.max() && result.selection.epochs == nil)
  }

  @Test func allSamplesLeaveNothingToChooseAnEpochBy() throws {
    let message = errorText { _ = try trained("epochs: 2, samples: all") }
    #expect(message.contains("`training.samples: all` should stand with `select.criterion: last`"), "\(message)")
  }

  @Test func aTrainingMayEndBeforeItsScheduleDoes() throws {
    let run = try trained("epochs: 8, until: 2, select: {criterion: last}, schedule: cosine, learning-rate: 0.1")
    let rates = try run.records().map(\.learningRate)
    #expect(rates.count == 2 && rates[1] > 0.09)
  }
}
