import Backbones
import Balancing
import Datasets
import Foundation
import OrderedCollections
import Sharing
import Tasks
import TestSupport
import Testing
import Torch
import Training

/// Two regressions on six inputs, the second of which may lack labels.
private enum Problem {
  static func dataset(_ count: Int = 64, missing: ClosedRange<Int>? = nil) -> InMemoryDataset {
    let generator = Generator(seed: 5)
    let x = Tensor.randn([count, 6], generator: generator)
    let y = x.matmul(Tensor.randn([6, 1], generator: generator)).array(of: Float.self)
    var z = x.square().sum([1]).array(of: Float.self)
    if let missing { for index in missing { z[index] = .nan } }
    return InMemoryDataset(
      inputs: Field(x.array(of: Float.self), shape: [6]),
      targets: ["y": Field(y, shape: [1]), "z": Field(z, shape: [1], absence: .nan)])
  }

  static let tasks: [LearningTask] = [.regression("y"), .regression("z")]

  static func trainer(
    _ method: String = "uw", epochs: Int = 3, tasks: [LearningTask] = tasks, dropout: Double = 0,
    change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    let generator = Generator(seed: 1)
    let network = HardSharing(
      trunk: MLP(6, hidden: [8], dropout: dropout, generator: generator),
      heads: tasks.map { ($0.name, Linear(8, 1, generator: generator)) })
    let weighting = try Catalogue.lossWeighting(method, BalancingSetup(tasks, generator: Generator(seed: 2)))
    var options = TrainingOptions(epochs: epochs)
    change(&options)
    return Trainer(
      network: network, tasks: tasks, weighting: weighting,
      optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: 1e-2)), schedule: ConstantRate(),
      options: options, generators: ["network": generator])
  }

  static func weights(_ trainer: Trainer) -> [Float] { trainer.network.parameters.flatMap { $0.array(of: Float.self) } }
}

private final class Recorder: TrainingObserver, @unchecked Sendable {
  var reports: [EpochReport] = []
  var steps = 0
  func stepEnded(_ step: Int, epoch: Int) { steps = step }
  func epochEnded(_ report: EpochReport) { reports.append(report) }
}

@Suite struct TrainerTests {
  @Test func trainingLowersEveryLoss() throws {
    let trainer = try Problem.trainer("uw-so", epochs: 30)
    let recorder = Recorder()
    trainer.observers = [recorder]
    let outcome = try trainer.fit(
      DataLoader(Problem.dataset(), batchSize: 16),
      validation: DataLoader(Problem.dataset(), batchSize: 16, shuffle: false))
    #expect(outcome.steps == 30 * 4 && recorder.steps == 120)
    for task in ["y", "z"] {
      #expect(recorder.reports.last!.trainLosses[task]! < recorder.reports[0].trainLosses[task]! * 0.8)
      #expect(recorder.reports[0].weights![task]! > 0)
      #expect(recorder.reports[0].validation!.metrics[task]!["rmse"]! > 0)
    }
  }

  @Test func lossesOfASplitAreAveragedOverBatchesOrOverLabels() throws {
    let data = Problem.dataset(40, missing: 0...12)
    func loss(_ averaging: LearningTask.LossAveraging) throws -> (loss: Double, ofAll: Double) {
      let tasks = try Problem.tasks.map { try $0.measured(by: ["mse"]).averaging(losses: averaging) }
      let figures = try Problem.trainer("ew", tasks: tasks).evaluate(DataLoader(data, batchSize: 16, shuffle: false))
      return (figures.losses["z"]!, figures.metrics["z"]!["mse"]!)
    }
    let (labels, batches) = (try loss(.labels), try loss(.batches))
    #expect(abs(labels.loss - labels.ofAll) < 1e-5 * labels.ofAll)
    #expect(abs(batches.loss - batches.ofAll) > 1e-3 * batches.ofAll)
  }

  /// Samples whose order in an epoch begins with the epoch's number.
  private struct OrderedData: Dataset {
    let base: any Dataset
    var count: Int { base.count }
    func batch(_ indices: [Int]) throws -> Batch { try base.batch(indices) }
    func order(epoch: Int) -> [Int]? { Array(epoch..<count) + Array(0..<epoch) }
  }

  @Test func validationFollowsTheOrderThatItsDataPrescribes() throws {
    func criteria(_ data: any Dataset) throws -> [Double?] {
      let tasks = Problem.tasks.map { $0.averaging(losses: .batches) }
      let trainer = try Problem.trainer("ew", tasks: tasks) { $0.patience = nil }
      let recorder = Recorder()
      trainer.observers = [recorder]
      for group in trainer.optimizer.groups.indices { trainer.optimizer.groups[group].learningRate = 0 }
      let still = Trainer(
        network: trainer.network, tasks: trainer.tasks, weighting: trainer.weighting, optimizer: trainer.optimizer,
        schedule: ConstantRate(), options: trainer.options)
      still.observers = [recorder]
      _ = try still.fit(
        DataLoader(Problem.dataset(), batchSize: 16), validation: DataLoader(data, batchSize: 13, shuffle: false))
      return recorder.reports.map(\.criterion)
    }
    // Nothing is learned, so that only the batches' composition can change a mean of batches.
    let fixed = try criteria(Problem.dataset(20))
    #expect(Set(fixed).count == 1)
    #expect(try Set(criteria(OrderedData(base: Problem.dataset(20)))).count == 3)
  }

  @Test func accumulatingTwoBatchesEqualsOneLargeBatch() throws {
    let large = try Problem.trainer("ew")
    let small = try Problem.trainer("ew") { $0.accumulation = 2 }
    _ = try large.fit(DataLoader(Problem.dataset(), batchSize: 32))
    _ = try small.fit(DataLoader(Problem.dataset(), batchSize: 16))
    let difference = zip(Problem.weights(large), Problem.weights(small)).map { abs($0 - $1) }.max()!
    #expect(difference < 1e-4)
    let untrained = try Problem.weights(Problem.trainer("ew"))
    #expect(Problem.weights(large) != untrained)
  }

  @Test(arguments: ["ew", "rlw", "dwa", "gls", "uw", "uw-o", "uw-so", "imtl-l"])
  func anInterruptedTrainingResumesToTheSameBits(_ method: String) throws {
    let scratch = TemporaryFolder(), folder = scratch.url
    let loader = try DataLoader(Problem.dataset(), batchSize: 16)
    let whole = try Problem.trainer(method, epochs: 4, dropout: 0.3)
    _ = try whole.fit(loader, validation: loader)
    let store = CheckpointStore(folder: folder)
    // Once in the middle of the second epoch, once of the third.
    for stop in [6, 10] {
      let part = try Problem.trainer(method, epochs: 4, dropout: 0.3)
      let recorder = Recorder()
      part.observers = [recorder]
      part.shouldStop = { recorder.steps == stop }
      let error = #expect(throws: TrainingError.self) { try part.fit(loader, validation: loader, checkpoints: store) }
      guard case .interrupted(stop)? = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }
    let last = try Problem.trainer(method, epochs: 4, dropout: 0.3)
    let outcome = try last.fit(loader, validation: loader, checkpoints: store)
    #expect(outcome.steps == 16)
    #expect(Problem.weights(last) == Problem.weights(whole))
  }

  @Test func aBatchWithoutLabelsForATaskSaysNothingAboutIt() throws {
    // The last batch has no label for z: its head must not move there.
    let data = Problem.dataset(32, missing: 16...31)
    let loader = try DataLoader(data, batchSize: 16, shuffle: false)
    let trainer = try Problem.trainer("uw-o", epochs: 1)
    let recorder = Recorder()
    trainer.observers = [recorder]
    _ = try trainer.fit(loader)
    let firstOnly = try Problem.trainer("uw-o", epochs: 1)
    let first = Recorder()
    firstOnly.observers = [first]
    _ = try firstOnly.fit(DataLoader(try data.first(16), batchSize: 16, shuffle: false))
    #expect(recorder.reports[0].trainLosses["z"] == first.reports[0].trainLosses["z"])
    #expect(recorder.reports[0].weights!["z"] == first.reports[0].weights!["z"])
    let allFinite = Problem.weights(trainer).allSatisfy { $0.isFinite }
    #expect(allFinite)
  }

  @Test func aLossThatIsNotFiniteStopsWithTheTasksName() throws {
    struct Broken: TaskLoss {
      var likelihood: Likelihood { .gaussian }
      func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor { prediction.sum() * .nan }
    }
    let tasks = [Problem.tasks[0], Problem.tasks[1].trained(with: Broken())]
    let trainer = try Problem.trainer("ew", tasks: tasks)
    let before = Problem.weights(trainer)
    let error = #expect(throws: LossError.self) { try trainer.fit(DataLoader(Problem.dataset(), batchSize: 16)) }
    #expect("\(error!)" == "`z` loss should be finite. Found nan at step 1.")
    #expect(Problem.weights(trainer) == before)
  }

  @Test func earlyStoppingKeepsTheBestEpoch() throws {
    let trainer = try Problem.trainer("ew", epochs: 50) { $0.patience = 2 }
    let recorder = Recorder()
    trainer.observers = [recorder]
    let values = [5.0, 3, 4, 6, 1]
    let criterion = SelectionCriterion(name: "made up") { _ in values[min(recorder.reports.count, 4)] }
    let loader = try DataLoader(Problem.dataset(), batchSize: 32)
    let outcome = try trainer.fit(loader, validation: loader, criterion: criterion)
    #expect(outcome.bestEpoch == 2 && outcome.bestValue == 3 && outcome.epochs == 4 && outcome.stoppedEarly)
  }

  @Test func aCriterionThatIsNotFiniteIsNone() throws {
    let scratch = TemporaryFolder(), folder = scratch.url
    let trainer = try Problem.trainer("ew", epochs: 4)
    let recorder = Recorder()
    trainer.observers = [recorder]
    let values = [Double.infinity, .nan, 2, .nan]
    let criterion = SelectionCriterion(name: "made up") { _ in values[recorder.reports.count] }
    let loader = try DataLoader(Problem.dataset(), batchSize: 32)
    let outcome = try trainer.fit(
      loader, validation: loader, criterion: criterion, checkpoints: CheckpointStore(folder: folder))
    #expect(outcome.bestEpoch == 3 && outcome.bestValue == 2)
    #expect(recorder.reports.map(\.criterion) == [nil, nil, 2, nil])
    let without = try Problem.trainer("ew", epochs: 2)
    let last = try without.fit(loader, validation: loader, criterion: .init(name: "never") { _ in .nan })
    #expect(last.bestEpoch == 2 && last.bestValue == nil)
  }

  @Test func theLastGroupOfAnEpochIsAsLongAsItIs() throws {
    // Three batches in groups of two: the third is a group of its own and weighs what a whole batch weighs.
    let grouped = try Problem.trainer("ew", epochs: 1) { $0.accumulation = 2 }
    let outcome = try grouped.fit(DataLoader(Problem.dataset(48), batchSize: 16, shuffle: false))
    #expect(outcome.steps == 2)
    let byHand = try Problem.trainer("ew", epochs: 1)
    let x = Problem.dataset(48)
    for indices in [Array(0..<32), Array(32..<48)] {
      let batch = try x.batch(indices)
      byHand.optimizer.zeroGradients()
      let outputs = byHand.forward(batch.inputs.sole)
      let losses = Problem.tasks.map { $0.loss(outputs[$0.name]!, batch.targets[$0.name]!) }
      byHand.weighting.weigh(Tensor.stack(losses), present: nil).objective.backward()
      byHand.optimizer.step()
    }
    let difference = zip(Problem.weights(grouped), Problem.weights(byHand)).map { abs($0 - $1) }.max()!
    #expect(difference < 1e-5)
  }

  @Test func aTrainingThatPausesAtEpochsEndsInTheSameBits() throws {
    func train(pausingAfter pauses: [Int]) throws -> (weights: [Float], epochs: [Int], outcome: TrainingOutcome) {
      let scratch = TemporaryFolder(), folder = scratch.url
      let store = CheckpointStore(folder: folder)
      let recorder = Recorder()
      for pause in pauses + [.max] {
        let trainer = try Problem.trainer("uw", epochs: 5, dropout: 0.5)
        trainer.observers = [recorder]
        let outcome = try trainer.fit(
          DataLoader(Problem.dataset(), batchSize: 16, seed: 3),
          validation: DataLoader(Problem.dataset(20), batchSize: 16, shuffle: false), checkpoints: store, until: pause)
        #expect(outcome.epochs == min(pause, 5) && !outcome.stoppedEarly)
        if pause == .max { return (Problem.weights(trainer), recorder.reports.map(\.epoch), outcome) }
      }
      preconditionFailure("the last pause is the end")
    }
    let whole = try train(pausingAfter: [])
    let paused = try train(pausingAfter: [1, 1, 3])
    #expect(paused.weights == whole.weights && paused.epochs == whole.epochs)
    #expect(paused.outcome.bestEpoch == whole.outcome.bestEpoch && paused.outcome.steps == whole.outcome.steps)
    #expect(whole.outcome.processorSeconds! > 0)
  }

  @Test func processorSecondsOfAllResumptionsAddUpUnlessSomeAreUnknown() throws {
    let scratch = TemporaryFolder(), folder = scratch.url
    let store = CheckpointStore(folder: folder), loader = try DataLoader(Problem.dataset(), batchSize: 16)
    let recorder = Recorder()
    func train(until pause: Int) throws -> Double? {
      let trainer = try Problem.trainer("ew", epochs: 3)
      trainer.observers = [recorder]
      return try trainer.fit(loader, validation: loader, checkpoints: store, until: pause).processorSeconds
    }
    let first = try #require(try train(until: 1)), second = try #require(try train(until: 2))
    let epochs = recorder.reports.compactMap(\.processorSeconds)
    #expect(first == epochs[0] && second == epochs[0] + epochs[1] && epochs[1] > 0)
    // A checkpoint of version 0.1 has none.
    var last = try #require(try store.load("last"))
    last.position.processorSeconds = nil
    try store.save(last, as: "last")
    #expect(try train(until: 3) == nil)
    #expect(recorder.reports.last?.processorSeconds != nil)
  }

  @Test func keptWeightsThatAreGoneAreMissed() throws {
    let scratch = TemporaryFolder(), folder = scratch.url
    let store = CheckpointStore(folder: folder)
    let loader = try DataLoader(Problem.dataset(), batchSize: 32)
    _ = try Problem.trainer(epochs: 1).fit(loader, validation: loader, checkpoints: store)
    try FileManager.default.removeItem(at: folder.appending(path: "best"))
    #expect {
      _ = try Problem.trainer(epochs: 1).fit(loader, validation: loader, checkpoints: store)
    } throws: {
      "\($0)" == "`\(folder.path)/best` should hold the kept weights, those of epoch 1. Found none."
    }
  }

  @Test func evaluationLeavesTheModeAsItWas() throws {
    let trainer = try Problem.trainer("ew")
    let loader = try DataLoader(Problem.dataset(), batchSize: 32)
    trainer.network.eval()
    _ = try trainer.evaluate(loader)
    #expect(!trainer.network.isTraining)
    trainer.network.train()
    _ = try trainer.evaluate(loader)
    #expect(trainer.network.isTraining)
  }

  @Test func clippingBoundsTheUpdate() throws {
    func distance(_ clip: Double?) throws -> Float {
      let trainer = try Problem.trainer("ew", epochs: 1) { $0.clipNorm = clip }
      let sgd = Trainer(
        network: trainer.network, tasks: trainer.tasks, weighting: trainer.weighting,
        optimizer: SGD(ParameterGroup.groups(of: trainer.network, trainer.weighting, learningRate: 1)),
        schedule: ConstantRate(), options: trainer.options)
      let before = Problem.weights(trainer)
      _ = try sgd.fit(DataLoader(Problem.dataset(16), batchSize: 16))
      return zip(before, Problem.weights(trainer)).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
    }
    let clipped = try distance(0.01)
    #expect(abs(clipped - 0.01) < 1e-5)
    #expect(try distance(nil) > 0.1)
  }

  @Test func aCheckpointOfAnotherModelIsRefused() throws {
    let scratch = TemporaryFolder(), folder = scratch.url
    let store = CheckpointStore(folder: folder)
    let loader = try DataLoader(Problem.dataset(), batchSize: 32)
    _ = try Problem.trainer(epochs: 1).fit(loader, checkpoints: store)
    let other = try Problem.trainer(tasks: [Problem.tasks[0]])
    #expect {
      _ = try other.fit(loader, checkpoints: store)
    } throws: {
      "\($0)" == "the checkpoint should hold only the model's 4 tensors. Found also `heads.z.bias`, `heads.z.weight`."
    }
  }

  /// Samples that come after a while.
  private struct Slow: Dataset {
    let data: InMemoryDataset
    let seconds: @Sendable () -> Double
    var count: Int { data.count }
    func batch(_ indices: [Int]) throws -> Batch {
      Thread.sleep(forTimeInterval: seconds())
      return try data.batch(indices)
    }
  }

  @Test(arguments: [false, true]) func aTrainingThatIsStoppedWhileItWaitsGoesOnToTheSameBits(validating: Bool) throws {
    let scratch = TemporaryFolder(), folder = scratch.url
    let data = Problem.dataset()
    func fit(_ trainer: Trainer, _ store: CheckpointStore?, slow: Bool) throws -> [Float] {
      let slowly = Slow(data: data) { slow ? 1 : 0 }
      _ = try trainer.fit(
        DataLoader(validating ? data : slowly, batchSize: 16, prefetch: 2),
        validation: DataLoader(validating ? slowly : data, batchSize: 16, shuffle: false, prefetch: 2),
        checkpoints: store)
      return Problem.weights(trainer)
    }
    // A weighting that learns of the epoch's end.
    let expected = try fit(Problem.trainer("dwa"), nil, slow: false)
    let store = CheckpointStore(folder: folder)
    let stopped = try Problem.trainer("dwa")
    let start = ContinuousClock.now
    stopped.shouldStop = { start.duration(to: .now) > .milliseconds(300) }
    #expect {
      _ = try fit(stopped, store, slow: true)
    } throws: {
      if case TrainingError.interrupted = $0 { true } else { false }
    }
    #expect(start.duration(to: .now) < .seconds(3))
    #expect(try store.position(of: "last") != nil)
    #expect(try fit(Problem.trainer("dwa"), store, slow: false) == expected)
  }
}
