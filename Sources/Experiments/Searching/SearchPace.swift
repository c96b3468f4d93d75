import Configuration
import Foundation
import Printing
import Runs
import Torch
import Training

/// The time of an epoch, for a plan.
struct SearchPace {
  /// The seconds of an epoch of a training whose step costs one forward and one backward pass.
  let secondsPerEpoch: Double
  /// The origin of the number, for the plan.
  let source: String

  /// Computes the pace from earlier trainings; nil if there are none. Methods that cost more than one backward pass
  /// make it larger than it is.
  init?(_ record: SearchRecord) {
    let begun = record.cells.filter { $0.task == nil && $0.epochsTrained > 0 }
    let epochs = begun.reduce(0) { $0 + $1.epochsTrained }
    guard epochs > 0 else { return nil }
    secondsPerEpoch = begun.reduce(0) { $0 + $1.seconds } / Double(epochs)
    source = "from \(epochs) epochs that are done"
  }

  /// The number of steps that are run and not counted, and of those that are.
  private static let (warmUp, measured) = (2, 6)

  /// Measures a few steps of the experiment's own training, with as many threads as one of several at a time will have.
  /// The network that is trained here is thrown away.
  init(measuring parts: ExperimentParts, threads: Int) throws {
    let before = Threads.count
    Threads.count = threads
    defer { Threads.count = before }
    let trainer = parts.trainer()
    let watch = StepWatch()
    trainer.observers = [watch]
    trainer.shouldStop = { watch.steps >= Self.warmUp + Self.measured }
    do { _ = try trainer.fit(parts.trainLoader) } catch TrainingError.interrupted {}
    let (steps, start) = (watch.steps, watch.start)
    // A training of fewer steps than that is measured with its start.
    let counted = steps > Self.warmUp ? steps - Self.warmUp : max(steps, 1)
    let seconds = start.duration(to: .now).seconds / Double(counted)
    // A forward pass is about a third of a step.
    let batches = Double(parts.trainLoader.batchesPerEpoch) + Double(parts.validationLoader.batchesPerEpoch) / 3
    secondsPerEpoch = seconds * batches
    source = "from \(counted) steps of \(NumberText.fixed(seconds * 1000, seconds < 0.01 ? 1 : 0)) ms"
  }

  /// An observer that counts steps, and notes the end of the last one that is not measured.
  private final class StepWatch: TrainingObserver {
    var steps = 0
    var start = ContinuousClock.now

    func stepEnded(_ step: Int, epoch: Int) {
      steps += 1
      if steps == SearchPace.warmUp { start = .now }
    }
  }
}
