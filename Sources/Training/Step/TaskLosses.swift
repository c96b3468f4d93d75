import Balancing
import Datasets
import Tasks
import Torch

/// The K losses of a batch, with the tasks that have labels in it and the graph from the network to the losses.
public struct TaskLosses {
  /// The losses as one tensor, `[K]`, with its graph.
  public let values: Tensor
  /// Whether each task has labels, which the loader knows on the host.
  public let present: [Bool]
  /// One scalar for each task with its graph, if they were computed one by one.
  private let each: [Tensor]?
  private let tasks: [String]
  private let outputs: ForwardPass.Outputs

  /// Whether any task has labels.
  var hasLabels: Bool { present.contains(true) }

  /// Computes the losses of a batch. A task that the batch's set does not have counts as one without labels, and its
  /// loss is zero.
  ///
  /// - Parameters:
  ///   - members: the tasks of the batch's set; nil for all.
  ///   - network: the tasks among which each sample's was drawn, if it teaches one alone.
  init(
    of tasks: [LearningTask], _ groups: LossGroups, members: Set<String>?, _ outputs: ForwardPass.Outputs,
    _ batch: Batch, drawnFrom network: [String] = [], on device: Device
  ) {
    func isMember(_ task: LearningTask) -> Bool { members?.contains(task.name) ?? true }
    self.tasks = tasks.map(\.name)
    self.outputs = outputs
    let weights = batch.weights?.to(device, .float64), isDrawn = batch.inputs.ways != nil
    func loss(_ task: LearningTask) -> Tensor {
      guard isMember(task) else { return Tensor(scalar: 0, dtype: .float32).to(device) }
      guard let output = outputs.byTask[task.name], let target = batch.targets[task.name] else {
        failOperation("network and data should have the task `\(task.name)`.")
        return .failed
      }
      let own = isDrawn ? Self.weights(of: task.name, in: batch, network)?.to(device) : weights
      return task.batchLoss(output, target.to(device), weights: own)
    }
    // A loss of samples with weights of their own is computed alone.
    let (passes, rest) =
      isDrawn
      ? ([], Array(tasks.indices))
      : groups(outputs.byTask, batch.targets, on: device) { loss, predictions, targets in
        weights.map { loss.losses(predictions, targets, weights: $0) } ?? loss.losses(predictions, targets)
      }
    let alone = rest.map { loss(tasks[$0]) }
    each = passes.isEmpty ? alone : nil
    values = Self.inOrder(passes, rest, alone)
    present = tasks.map { isMember($0) && batch.labelled[$0.name] ?? true }
  }

  /// The weights of a batch's samples for one task, `[sample]` in float64: zero for those that teach another; nil if all weigh the
  /// same.
  static func weights(of task: String, in batch: Batch, _ network: [String]) -> Tensor? {
    let weights = batch.weights?.to(.float64)
    guard let drawn = batch.inputs.ways, let place = network.firstIndex(of: task) else { return weights }
    let own = drawn.equal(Double(place)).to(.float64)
    return weights.map { $0 * own } ?? own
  }

  /// The losses of all tasks, `[K]`, from those that were computed together and alone.
  private static func inOrder(_ passes: [LossGroups.Pass], _ rest: [Int], _ alone: [Tensor]) -> Tensor {
    guard !passes.isEmpty else { return Tensor.stack(alone) }
    let pieces = passes.map(\.numbers) + (alone.isEmpty ? [] : [Tensor.stack(alone)])
    let places = passes.flatMap(\.places) + rest
    let all = pieces.count == 1 ? pieces[0] : Tensor.cat(pieces)
    guard places != Array(places.indices) else { return all }
    var rows = [Int64](repeating: 0, count: places.count)
    for (row, place) in places.enumerated() { rows[place] = Int64(row) }
    return all.indexSelect(0, Tensor(rows).to(all.device))
  }

  /// The graph from the network to each loss.
  public var graph: TaskGraph {
    let views = outputs.stages.last.map { last in
      tasks.map { task -> TaskGraph.View in
        if let (block, index) = outputs.copies.place(of: task) { return .part(of: block.tensor, index) }
        return .own(outputs.copies[task] ?? last.output)
      }
    }
    if let each { return TaskGraph(losses: each, present: present, stages: outputs.stages, views: views ?? []) }
    return TaskGraph(together: values, present: present, stages: outputs.stages, views: views ?? [])
  }
}

extension [Bool] {
  /// The mask of the tasks with labels, `[K]`: 1 for a task that has labels and 0 for one that has none; nil if all
  /// have.
  func mask(on device: Device, _ dtype: DType) -> Tensor? {
    contains(false) ? Tensor(map { $0 ? 1 : 0 } as [Double]).to(device, dtype) : nil
  }
}
