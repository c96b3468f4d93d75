import Balancing
import Datasets
import Tasks
import Torch

/// The K losses of a batch, with the tasks that have labels in it and the graph from the network to the losses.
public struct TaskLosses {
  /// One scalar for each task with its graph, and whether the task has labels, which the loader knows on the host.
  public let graph: TaskGraph
  /// The losses as one tensor, `[K]`, with its graph.
  public let values: Tensor

  /// Whether each task has labels.
  public var present: [Bool] { graph.present }

  /// Whether any task has labels.
  var hasLabels: Bool { present.contains(true) }

  /// Computes the losses of a batch.
  ///
  /// - Parameters:
  ///   - views: the places of the tasks among those of the network.
  init(of tasks: [LearningTask], _ outputs: ForwardPass.Outputs, _ batch: Batch, views: [Int], on device: Device) {
    let losses = tasks.map { task -> Tensor in
      guard let output = outputs.byTask[task.name], let target = batch.targets[task.name] else {
        failOperation("network and data should have the task `\(task.name)`.")
        return .failed
      }
      return task.loss(output, target.to(device))
    }
    graph = TaskGraph(
      losses: losses, present: tasks.map { batch.labelled[$0.name] ?? true }, stages: outputs.stages,
      views: outputs.stages.isEmpty ? [] : views.map { outputs.views[$0] })
    values = Tensor.stack(losses)
  }
}

extension [Bool] {
  /// The mask of the tasks with labels, `[K]`: 1 for a task that has labels and 0 for one that has none; nil if all
  /// have.
  func mask(on device: Device, _ dtype: DType) -> Tensor? {
    contains(false) ? Tensor(map { $0 ? 1 : 0 } as [Double]).to(device, dtype) : nil
  }
}
