import Tasks
import Torch

/// The tasks of a step or an evaluation, in groups of which one pass computes the losses.
struct LossGroups {
  /// Tasks with one loss, if their outputs lie together; otherwise they are computed one after the other.
  private struct Group {
    let loss: any StackableLoss
    /// The positions among all tasks.
    let places: [Int]
    let names: [String]
  }

  private let tasks: Range<Int>
  private let groups: [Group]
  /// The positions of the tasks with a loss of their own.
  private let single: [Int]

  init(_ tasks: [LearningTask]) {
    self.tasks = tasks.indices
    var members: [String: [Int]] = [:]
    var order: [String] = []
    for (place, task) in tasks.enumerated() {
      guard task.lossAveraging == .labels, let stack = (task.loss as? any StackableLoss)?.stack else { continue }
      if members[stack] == nil { order.append(stack) }
      members[stack, default: []].append(place)
    }
    groups = order.compactMap { stack in
      let places = members[stack]!
      guard places.count > 1, let loss = tasks[places[0]].loss as? any StackableLoss else { return nil }
      return Group(loss: loss, places: places, names: places.map { tasks[$0].name })
    }
    let together = Set(groups.flatMap(\.places))
    single = tasks.indices.filter { !together.contains($0) }
  }

  /// The numbers that a pass computes of several tasks.
  struct Pass {
    /// The positions of its tasks among all.
    let places: [Int]
    /// The numbers, `[…, tasks]`.
    let numbers: Tensor
  }

  /// Numbers of the tasks whose outputs and targets lie together, and the positions of the others, in their order.
  ///
  /// - Parameter compute: numbers of some tasks, `[…, tasks]`, from predictions `[batch, tasks, outputs]` and targets.
  func callAsFunction(
    _ outputs: TaskTensors, _ targets: TaskTensors, on device: Device,
    _ compute: (any StackableLoss, Tensor, Tensor) -> Tensor
  ) -> (passes: [Pass], rest: [Int]) {
    var passes: [Pass] = []
    var rest = single
    for group in groups {
      if let predictions = outputs.together(group.names), let labels = targets.together(group.names) {
        passes.append(Pass(places: group.places, numbers: compute(group.loss, predictions, labels.to(device))))
      } else {
        rest += group.places
      }
    }
    return (passes, passes.isEmpty ? Array(tasks) : rest.sorted())
  }
}
