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

  /// Computes the losses of a batch. A task that the batch's set does not have counts as one without labels, and its
  /// loss is zero.
  ///
  /// - Parameter members: the tasks of the batch's set; nil for all.
  init(
    of tasks: [LearningTask], members: Set<String>?, _ outputs: ForwardPass.Outputs, _ batch: Batch, on device: Device
  ) {
    func isMember(_ task: LearningTask) -> Bool { members?.contains(task.name) ?? true }
    let losses = tasks.map { task -> Tensor in
      guard isMember(task) else { return Tensor(scalar: 0, dtype: .float32).to(device) }
      guard let output = outputs.byTask[task.name], let target = batch.targets[task.name] else {
        failOperation("network and data should have the task `\(task.name)`.")
        return .failed
      }
      return task.loss(output, target.to(device))
    }
    let representation = outputs.stages.last?.output
    graph = TaskGraph(
      losses: losses, present: tasks.map { isMember($0) && batch.labelled[$0.name] ?? true }, stages: outputs.stages,
      views: representation.map { whole in tasks.map { outputs.views[$0.name] ?? whole } } ?? [])
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
