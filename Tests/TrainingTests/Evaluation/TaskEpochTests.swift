import Backbones
import Balancing
import Datasets
import Foundation
import Sharing
import Tasks
import TestSupport
import Testing
import Torch

@testable import Training

@Suite("Each task keeps the weights of its own best epoch") struct TaskEpochTests {
  private let scratch = TemporaryFolder()

  private func trainer(epochs: Int = 4, patience: Int? = nil) throws -> Trainer {
    let tasks: [LearningTask] = [.regression("y"), .regression("z")]
    let generator = Generator(seed: 1)
    let network = HardSharing(
      trunk: MLP(6, hidden: [8], dropout: 0.3, generator: generator),
      heads: tasks.map { ($0.name, Linear(8, 1, generator: generator)) })
    let weighting = try Catalogue.lossWeighting("ew", BalancingSetup(tasks))
    var options = TrainingOptions(epochs: epochs)
    options.patience = patience
    return Trainer(
      network: network, tasks: tasks, weighting: weighting,
      optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: 1e-2)), schedule: ConstantRate(),
      options: options, generators: ["network": generator])
  }

  private func loader() throws -> DataLoader {
    let generator = Generator(seed: 5)
    let x = Tensor.randn([64, 6], generator: generator)
    let y = x.matmul(Tensor.randn([6, 1], generator: generator)).array(of: Float.self)
    let z = x.square().sum([1]).array(of: Float.self)
    let data = InMemoryDataset(
      inputs: Field(x.array(of: Float.self), shape: [6]),
      targets: ["y": Field(y, shape: [1]), "z": Field(z, shape: [1], absence: .nan)])
    return try DataLoader(data, batchSize: 16)
  }

  /// The first task's loss falls, so that it keeps the last epoch; the second is judged by the same loss the other way round, and
  /// keeps the first.
  private let criteria = [
    SelectionCriterion(name: "loss") { $0.losses["y"] }, SelectionCriterion(name: "worst") { $0.losses["y"].map(-) },
  ]

  private func values(_ model: [(name: String, tensor: Tensor)]) -> [Float] {
    model.sorted { $0.name < $1.name }.flatMap { $0.tensor.array(of: Float.self) }
  }

  private func weights(_ store: CheckpointStore) throws -> [[Float]] {
    try #require(try store.taskWeights()).map { values($0.model) }
  }

  @Test func theWeightsAreThoseOfTheTasksEpochsAndNoOthersAreKept() throws {
    let loader = try self.loader()
    let store = CheckpointStore(folder: scratch.url)
    let whole = try trainer()
    let outcome = try whole.fit(loader, validation: loader, perTask: criteria, checkpoints: store)
    #expect(outcome.taskEpochs.map(\.epoch) == [4, 1] && outcome.bestEpoch == 4)
    let kept = try #require(try store.taskWeights())
    #expect(kept.map(\.epoch) == [1, 4] && kept.map(\.tasks) == [[1], [0]])
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
    #expect(names == ["best", "epoch-1", "epoch-4", "last"])
    let first = try trainer()
    _ = try first.fit(loader, validation: loader, until: 1)
    #expect(try weights(store)[0] == values(first.network.stateDictionary()))
  }

  @Test func aTrainingThatIsStoppedAnywhereKeepsTheSameWeightsInTheEnd() throws {
    let loader = try self.loader()
    let store = CheckpointStore(folder: scratch.url),
      other = CheckpointStore(folder: scratch.url.appending(path: "stopped"))
    let outcome = try trainer().fit(loader, validation: loader, perTask: criteria, checkpoints: store)
    var stops = 0
    var end: TrainingOutcome?
    while end == nil {
      var questions = 0
      let part = try trainer()
      part.shouldStop = {
        questions += 1
        return questions == stops + 3
      }
      do { end = try part.fit(loader, validation: loader, perTask: criteria, checkpoints: other) } catch TrainingError
        .interrupted
      { stops += 1 }
    }
    #expect(stops > 2 && end?.taskEpochs == outcome.taskEpochs)
    #expect(try weights(other) == weights(store))
  }

  @Test func whatWasWrittenOfAnEpochBeforeATrainingWasKilledIsWrittenAgainToTheSameBits() throws {
    let loader = try self.loader()
    let store = CheckpointStore(folder: scratch.url)
    _ = try trainer().fit(loader, validation: loader, perTask: criteria, checkpoints: store, until: 2)
    let last = try #require(try store.load("last"))
    _ = try trainer().fit(loader, validation: loader, perTask: criteria, checkpoints: store, until: 3)
    let before = try weights(store)
    // As if it had been killed between the weights of epoch 3 and `last`, and once before others were removed.
    try store.save(last, as: "last")
    try store.save(last, as: CheckpointStore.name(ofEpoch: 2))
    _ = try trainer().fit(loader, validation: loader, perTask: criteria, checkpoints: store, until: 3)
    #expect(try weights(store) == before)
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
    #expect(names == ["best", "epoch-1", "epoch-3", "last"])
  }

  @Test func earlyStoppingWaitsForEveryTask() throws {
    let loader = try self.loader()
    // The network's own criterion never improves after the first epoch.
    let never = SelectionCriterion(name: "constant") { _ in 1 }
    func epochs(_ perTask: [SelectionCriterion]?) throws -> Int {
      try trainer(epochs: 6, patience: 2).fit(
        loader, validation: loader, criterion: never, perTask: perTask,
        checkpoints: CheckpointStore(folder: scratch.url.appending(path: "\(perTask == nil)"))
      ).epochs
    }
    #expect(try epochs(nil) == 3 && epochs(criteria) == 6)
  }
}
