import Backbones
import Balancing
import Datasets
import Foundation
import Sharing
import Tasks
import TestSupport
import Testing
import Torch
import Training

/// Values of a criterion and the rates that PyTorch 2.13.0's `ReduceLROnPlateau(factor=0.5, patience=2)` has before each
/// epoch and after the last, from 0.1.
private enum Reference {
  static let values = [1, 0.9, 0.91, 0.92, 0.93, 0.85, 0.86, 0.87, 0.88, 0.89, 0.84, 0.8399999, 0.84, 0.84, 0.84]
  static let rates = [
    0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025, 0.025, 0.0125,
  ]
}

private final class Rates: TrainingObserver, @unchecked Sendable {
  var values: [Double] = []
  func epochEnded(_ report: EpochReport) { values.append(report.learningRate) }
}

private final class Script: @unchecked Sendable {
  private var epoch: Int
  init(_ start: Int) { epoch = start }

  func next() -> Double {
    defer { epoch += 1 }
    return Reference.values[epoch]
  }
}

/// A rate that falls where the criterion stops improving.
@Suite struct PlateauTests {
  private static let dataset: InMemoryDataset = {
    let x = Tensor.randn([32, 4], generator: Generator(seed: 5))
    return InMemoryDataset(
      inputs: Field(x.array(of: Float.self), shape: [4]),
      targets: ["y": Field(x.square().sum([1]).array(of: Float.self), shape: [1])])
  }()

  private func trainer(_ plateau: ReduceOnPlateau?, epochs: Int = Reference.values.count) throws -> Trainer {
    let generator = Generator(seed: 1)
    let tasks: [LearningTask] = [.regression("y")]
    let network = HardSharing(
      trunk: MLP(4, hidden: [8], dropout: 0.5, generator: generator),
      heads: [("y", Linear(8, 1, generator: generator))])
    let weighting = try Catalogue.lossWeighting("ew", BalancingSetup(tasks, generator: Generator(seed: 2)))
    var options = TrainingOptions(epochs: epochs)
    options.plateau = plateau
    return Trainer(
      network: network, tasks: tasks, weighting: weighting,
      optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: 0.1)), schedule: ConstantRate(),
      options: options, generators: ["network": generator])
  }

  /// A criterion that says what the reference has, from an epoch on.
  private func scripted(from start: Int = 0) -> SelectionCriterion {
    let script = Script(start)
    return SelectionCriterion(name: "script") { _ in script.next() }
  }

  /// Trains with pauses after some epochs, each time with another trainer.
  private func train(pausingAfter pauses: [Int]) throws -> (rates: [Double], weights: [Float]) {
    let scratch = TemporaryFolder(), folder = scratch.url
    let store = CheckpointStore(folder: folder)
    let rates = Rates()
    var weights: [Float] = []
    for (start, pause) in zip([0] + pauses, pauses + [.max]) {
      let trainer = try trainer(ReduceOnPlateau(factor: 0.5, patience: 2))
      trainer.observers = [rates]
      _ = try trainer.fit(
        DataLoader(Self.dataset, batchSize: 16, seed: 3), validation: DataLoader(Self.dataset, batchSize: 32),
        criterion: scripted(from: start), checkpoints: store, until: pause)
      weights = trainer.network.parameters.flatMap { $0.array(of: Float.self) }
    }
    return (rates.values, weights)
  }

  @Test func theRatesAreThoseOfPyTorch() throws {
    let rates = try train(pausingAfter: []).rates
    #expect(rates.count == Reference.rates.count)
    for (found, expected) in zip(rates, Reference.rates) { #expect(abs(found / expected - 1) < 1e-12) }
  }

  @Test func aTrainingThatPausesHasTheSameRatesAndBits() throws {
    let whole = try train(pausingAfter: [])
    let paused = try train(pausingAfter: [3, 4, 8])
    #expect(paused.rates == whole.rates && paused.weights == whole.weights)
  }

  @Test func withoutACriterionTheRateStays() throws {
    let trainer = try trainer(ReduceOnPlateau(factor: 0.5, patience: 0), epochs: 4)
    let rates = Rates()
    trainer.observers = [rates]
    _ = try trainer.fit(
      DataLoader(Self.dataset, batchSize: 16), validation: DataLoader(Self.dataset, batchSize: 32), criterion: .last)
    #expect(rates.values == [0.1, 0.1, 0.1, 0.1])
  }

  @Test func aDamagedStateIsRefused() throws {
    var position = TrainingPosition()
    position.plateau = ReduceOnPlateau().state
    position.plateau?.scale = 2
    let data = try JSONEncoder().encode(position)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(TrainingPosition.self, from: data) }
    position.plateau?.scale = 0.5
    #expect(try JSONDecoder().decode(TrainingPosition.self, from: JSONEncoder().encode(position)) == position)
  }
}
