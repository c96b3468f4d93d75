import Tasks
import TestSupport
import Testing
import Torch

@testable import Datasets

/// Six published test errors that need no training: a time head that is stuck below the clamp predicts the same for all, and
/// the best epoch is decided by how batches happen to be composed.
@Suite("Sepsis, heads that are stuck", SepsisLog.present) struct EventLogStuckHeadTests {
  private static let patience = 10

  @Test(
    arguments: [
      (42, "next-time", 2.9033, 3.0001, 9), (123, "next-time", 3.0594, 3.1249, 8),
      (2025, "next-time", 3.1499, 3.1843, 1),
      (42, "remaining-time", 33.8861, 33.8017, 5), (123, "remaining-time", 32.8220, 33.3199, 11),
      (2025, "remaining-time", 32.4659, 35.4928, 9),
    ] as [(UInt64, String, Double, Double, Int)])
  func publishedErrorsComeOut(_ seed: UInt64, _ name: String, _ test: Double, _ best: Double, _ epoch: Int) throws {
    let source = try SepsisLog().source(seed: seed, tasks: [name])
    let task = try #require(source.tasks.first { $0.name == name })
    let validation = try DataLoader(source.validation, batchSize: 32, shuffle: false)
    var (lowest, bestEpoch, now) = (Double.infinity, 0, 0)
    repeat {
      let losses = try errors(task, validation, epoch: now).loss
      if losses < lowest { (lowest, bestEpoch) = (losses, now + 1) }
      now += 1
    } while now - bestEpoch < Self.patience
    let measured = try errors(task, DataLoader(source.test, batchSize: 32, shuffle: false), epoch: 0).metric
    #expect(isClose(measured, test, .absolute(2e-4)), "\(measured)")
    #expect(isClose(lowest, best, .absolute(2e-4)), "\(lowest)")
    #expect(bestEpoch == epoch)
  }

  /// The mean of the batches' losses, and the task's metric, of a head that predicts far below the clamp.
  private func errors(_ task: LearningTask, _ loader: DataLoader, epoch: Int) throws -> (loss: Double, metric: Double) {
    let evaluation = task.evaluation()
    var losses: [Double] = []
    let batches = loader.batches(epoch: epoch)
    while let batch = try batches.next() {
      let prediction = Tensor.full([batch.count, 1], -50), target = batch.targets[task.name]!
      losses.append(task.loss(prediction, target).item())
      evaluation.update(prediction, target)
    }
    return (mean(losses), try #require(try evaluation.compute().first?.value))
  }

  @Test func anEpochShufflesTrainingAndValidationAnew() throws {
    let source = try SepsisLog().source(seed: 42)
    let loaders = try [source.train, source.validation, source.test].map {
      try DataLoader($0, batchSize: 32, shuffle: false)
    }
    for loader in loaders[..<2] {
      #expect(loader.order(of: 0) != loader.order(of: 1))
      #expect(loader.order(of: 1).sorted() == Array(0..<loader.dataset.count))
      #expect(loader.order(of: 3) == loader.order(of: 3))
    }
    #expect(loaders[2].order(of: 1) == Array(0..<2_829))
    let clean = try SepsisLog(.clean).source(seed: 42, .clean)
    #expect(clean.validation.order(epoch: 1) == nil)
  }
}
