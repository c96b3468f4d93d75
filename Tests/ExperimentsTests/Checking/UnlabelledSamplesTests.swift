import Datasets
import ExperimentFixtures
import Foundation
import TestSupport
import Testing
import Torch

@testable import Configuration
@testable import Experiments
@testable import Reports
@testable import Runs
@testable import Training

/// A training of some tasks takes no step on samples without a label of them, and says how many they are.
@Suite struct UnlabelledSamplesTests {
  private let scratch = TemporaryFolder()

  /// Eighty rows: `whole` has a label in each, `rare` in every fourth; without `whole`, others have none at all.
  private func configuration(_ extra: String = "", hasWhole: Bool = true, place: String = "runs") throws
    -> ExperimentConfiguration
  {
    let rows = (0..<80).map { "\($0),\(hasWhole ? "\(10 + 2 * $0)" : ""),\($0 % 4 == 0 ? "\($0 % 8 / 4)" : "")" }
    let file = scratch.url.appending(path: hasWhole ? "whole.csv" : "sparse.csv")
    try Data(("x,whole,rare\n" + rows.joined(separator: "\n")).utf8).write(to: file)
    let targets = (hasWhole ? "{column: whole, kind: regression}, " : "") + "{column: rare, kind: binary}"
    return try ExperimentConfiguration(
      reading: ConfigurationSample.document(
        """
        name: unlabelled
        data:
          kind: table
          files: {train: \(file.path)}
          targets: [\(targets)]
          inputs: {numeric: [x]}
        network: {trunk: mlp, hidden: [4]}
        output: {folder: \(scratch.url.path)/\(place)}
        \(extra)
        """), catalogue: .toolkit)
  }

  @Test func aTaskAloneIsTrainedOnItsOwnSamples() throws {
    let configuration = try configuration("only: [rare]\ntraining: {batch: 4}")
    let parts = try ExperimentParts(configuration)
    #expect(
      parts.unlabelled > 0
        && parts.trainLoader.sets[0].loader.dataset.count + parts.unlabelled == parts.data.train.count)
    for epoch in 0..<2 {
      let batches = parts.trainLoader.batches(epoch: epoch)
      while let batch = try batches.next() {
        #expect(batch.targets["rare"]?.greaterOrEqual(0).all().item() == 1)
      }
    }
  }

  @Test func anEvaluationLeavesOutBatchesWithoutALabelAndHasTheSameFiguresToTheBit() throws {
    let parts = try ExperimentParts(try configuration("only: [rare]\ntraining: {batch: 2}"))
    let trainer = parts.trainer()
    let splits = [
      ("validation", parts.validationLoader, parts.data.validation), ("test", parts.testLoader, parts.data.test),
    ]
    for (name, loader, all) in splits {
      #expect(loader.sets[0].loader.dataset.count < all.count)
      let figures = try trainer.evaluate(loader)
      let whole = try trainer.evaluate(DataLoader(all, batchSize: 2, shuffle: false))
      #expect(figures.losses == whole.losses && figures.metrics == whole.metrics && figures.losses["rare"] != nil)
      // What is left of an error's place still is that in the split.
      let first = try #require(all.labelledSamples(of: ["rare"])?.first) / 2 * 2
      let fault = EvaluationError.Fault(task: "rare", subject: .outputs, value: .nan, row: 0)
      #expect(parts.placing(EvaluationError(fault, sample: 0, split: name)).sample == first)
    }
  }

  @Test func whereEverySampleHasALabelNothingChanges() throws {
    let parts = try ExperimentParts(try configuration())
    #expect(parts.unlabelled == 0 && parts.trainLoader.sets[0].loader.dataset.count == parts.data.train.count)
  }

  @Test func aJointTrainingLeavesOutSamplesWithoutAnyLabel() throws {
    let parts = try ExperimentParts(try configuration(hasWhole: false))
    #expect(
      parts.unlabelled > 0
        && parts.trainLoader.sets[0].loader.dataset.count + parts.unlabelled == parts.data.train.count)
  }

  /// Stopped at every place that asks, a training goes on to the same bits.
  @Test func aTrainingThatIsStoppedGoesOnToTheSameBits() throws {
    func folder(_ name: String) throws -> RunFolder {
      let configuration = try configuration("only: [rare]\ntraining: {epochs: 2, batch: 4, threads: 1}", place: name)
      return try SingleRun(configuration).runner(resuming: true, restarting: false).folder
    }
    let whole = try folder("whole"), stopped = try folder("stopped")
    let result = try RunTrainer(whole).run()
    var stops = 0
    while !stopped.isDone {
      var questions = 0
      do {
        try RunTrainer(stopped).run(shouldStop: {
          questions += 1
          return questions == stops + 2
        })
      } catch TrainingError.interrupted {
        stops += 1
      }
    }
    #expect(stops > 2)
    #expect(try stopped.result().metrics == result.metrics && stopped.result().steps == result.steps)
    let samples = try #require(try RunEnvironment.read(in: stopped)?.samples)
    #expect(samples.unlabelled > samples.trained && samples.trained > 0)
    #expect(result.steps == 2 * (samples.trained / 4))
  }

  /// A run that trained on all samples is not taken for one that leaves some out.
  @Test func onlyRunsThatLeaveSamplesOutHaveAnotherName() throws {
    let configuration = try configuration()
    let data = try configuration.dataSource()
    let identity = try RunIdentity(configuration, data: data)
    func isPlain(_ cell: ConfiguredRun) -> Bool {
      identity.name(of: cell) == cell.hash(fingerprint: data.fingerprint)
    }
    #expect(try isPlain(configuration.run()) && isPlain(configuration.run(alone: "whole")))
    #expect(try !isPlain(configuration.run(alone: "rare")))
  }

  @Test func theCheckOfTheDataSaysHowMany() throws {
    let check = try DataCheck(of: try configuration())
    let train = try #require(check.splits.first { $0.name == "train" })
    let missing = train.samples - (try #require(train.tasks.first { $0.task == "rare" })).labelled
    #expect(
      check.notes.contains(
        "Trainings leave out samples without a label of their tasks, of \(train.samples): \(missing) for `rare` alone.")
    )
  }

  @Test func theReportSaysHowMany() {
    func run(_ task: Int, _ samples: RunEnvironment.TrainingSamples?) -> (
      result: RunResult, environment: RunEnvironment
    ) {
      var environment = RunEnvironment.current()
      environment.samples = samples
      return (SmallExperiment.result("", RunResult.singleTask, seed: 0, values: [(task, 1)]), environment)
    }
    let rare = RunEnvironment.TrainingSamples(trained: 101, unlabelled: 8348)
    #expect(
      Comparison.unlabelledSamples(of: [run(0, rare), run(0, rare), run(1, nil)])
        == "Trainings leave out samples without a label of their tasks, of 8,449: 8,348 for `kind` alone.")
    #expect(Comparison.unlabelledSamples(of: [run(1, nil)]) == nil)
  }
}
