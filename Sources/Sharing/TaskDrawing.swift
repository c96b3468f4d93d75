import Torch

/// A network that learns from a part of what a batch could teach: from one task of it, or from one task for each sample.
///
/// A training step asks for the draw before the batch's pass. Labels that were not drawn have no part in the losses. Evaluation
/// takes no draw.
public protocol TaskDrawing: MultiTaskNetwork {
  /// How much of a batch is drawn.
  var tasksPerStep: TasksPerStep { get }

  /// Draws what a batch teaches, from the network's generator.
  ///
  /// - Parameters:
  ///   - tasks: the tasks of the batch; at least one.
  ///   - samples: the number of its samples.
  func drawTasks(among tasks: [String], samples: Int) -> TaskDraw
}

/// How much of a batch a training step teaches.
public enum TasksPerStep: String, CaseIterable, Sendable {
  /// One task.
  case one
  /// One task for each sample.
  case perSample = "per-sample"
  /// Every task.
  case all
}

/// What a batch teaches.
public enum TaskDraw {
  /// All tasks.
  case all
  /// One task.
  case one(String)
  /// One task for each sample: `[sample]` of int64, the places among the network's tasks.
  case perSample(Tensor)
}
