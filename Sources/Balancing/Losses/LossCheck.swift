import Torch

/// Stops a training whose losses are not finite, with the name of the task.
///
/// The trainer reads losses from the device now and then anyway, and hands the host's copy over.
public struct LossCheck: Sendable {
  public let tasks: [String]

  /// - Parameter tasks: the tasks' names, in the order of the losses.
  public init(tasks: [String]) { self.tasks = tasks }

  /// - Throws: ``LossError`` for the first loss that is NaN or infinite.
  public func callAsFunction(_ losses: [Double], step: Int) throws(LossError) {
    guard requirement(losses.count == tasks.count, "there should be \(tasks.count) losses. Found \(losses.count).")
    else {
      return
    }
    for (task, loss) in zip(tasks, losses) where !loss.isFinite {
      throw LossError(task: task, loss: loss, step: step)
    }
  }
}

/// A loss that is not finite.
public struct LossError: Error, Hashable, Sendable, CustomStringConvertible {
  public let task: String
  public let loss: Double
  public let step: Int

  /// "`depth` loss should be finite. Found nan at step 12."
  public var description: String { "`\(task)` loss should be finite. Found \(loss) at step \(step)." }
}
