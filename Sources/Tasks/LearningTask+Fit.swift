import Torch

extension LearningTask {
  /// Checks that an output and a target belong to this task, from their shapes and types alone. It does not wait for a
  /// device.
  ///
  /// | labels | output | target |
  /// |---|---|---|
  /// | classes | `[batch, classes, …]` | integers, `[batch, …]`, with or without a dimension of 1 for the classes |
  /// | yes or no, numbers | `[batch, outputs, …]`, or `[batch]` for one output | as many elements, with `batch` first |
  /// | survival times | `[batch, outputs]` | `[batch]` |
  /// | directions | `[batch, 3, …]` | the output's shape |
  ///
  /// - Throws: ``FitError`` for the first thing that does not fit.
  public func checkFit(output: Tensor, target: Tensor) throws(FitError) {
    let (shape, labels) = (output.shape, target.shape)
    guard let batch = labels.first else { throw FitError(name, "targets", should: "be [batch, …]", found: "a scalar") }
    guard shape == [batch] && outputs == 1 || shape.count >= 2 && shape[0] == batch && shape[1] == outputs else {
      throw FitError(
        name, "the network's output",
        should: "be [\(batch), \(outputs)\(kind.isDense ? Self.places(labels.count) : "")]",
        found: "\(shape)")
    }
    try self.labels.form.checkFit(target, to: output, task: name)
  }

  /// The dimensions behind the outputs in words, for targets of some rank: three for those of volumes.
  private static func places(_ rank: Int) -> String { rank == 5 ? ", depth, height, width" : ", height, width" }
}

/// A network, data and tasks that do not belong together.
///
/// "`species`: the network's output should be [16, 3]. Found [16, 1]."
public struct FitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The task's name.
  public let task: String
  /// The sentence that says what should hold, with shapes if they decide.
  public let reason: String

  /// Creates an error.
  ///
  /// - Parameter part: the part that does not fit: "targets", "the network's output", …
  public init(_ task: String, _ part: String, should: String, found: String) {
    self.task = task
    reason = "\(part) should \(should). Found \(found)."
  }

  public var description: String { "`\(task)`: \(reason)" }
}
