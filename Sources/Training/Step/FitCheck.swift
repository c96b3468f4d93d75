import Datasets
import Sharing
import Tasks
import Torch

/// The check that network, data and tasks belong together.
struct FitCheck {
  let tasks: [LearningTask]

  /// Checks that the network has an output for every task.
  ///
  /// - Throws: `FitError` for the first task without one.
  func callAsFunction(_ network: any MultiTaskNetwork) throws(FitError) {
    for task in tasks where !network.tasks.contains(task.name) { throw Self.lacksOutput(task, network.tasks) }
  }

  /// Checks that a batch has targets of each of the tasks and that the network's outputs belong to them, by shapes and
  /// types.
  ///
  /// - Throws: `FitError` for the first task whose targets or outputs do not fit; `TorchError` if the forward pass
  ///   failed.
  func callAsFunction(_ outputs: TaskTensors, _ batch: Batch) throws {
    for task in tasks {
      guard let target = batch.targets[task.name] else {
        throw FitError(task.name, "the data", should: "have targets of this name", found: Self.list(batch.targets.keys))
      }
      guard let output = outputs[task.name] else { throw Self.lacksOutput(task, outputs.keys) }
      try task.checkFit(output: output.valid(), target: target.valid())
    }
  }

  private static func lacksOutput(_ task: LearningTask, _ names: some Collection<String>) -> FitError {
    FitError(task.name, "the network", should: "have an output of this name", found: list(names))
  }

  private static func list(_ names: some Collection<String>) -> String {
    names.isEmpty ? "none" : names.prefix(12).quotedList + (names.count > 12 ? ", …" : "")
  }
}
