/// The reason why a Δm does not exist.
public enum DeltaMError: Error, Sendable, Hashable {
  /// The side of the comparison that lacks something.
  public enum Side: String, Sendable, Hashable {
    case baseline = "baseline"
    case model = "model"
  }

  /// A task is on one side only.
  case missingTask(task: String, in: Side, found: [String])

  /// A metric is on one side only, or is named as main metric and unknown.
  case missingMetric(task: String, metric: String, in: Side, found: [String])

  /// A baseline value is zero or not finite, so nothing can be relative to it.
  case baselineValue(task: String, metric: String, value: Double)

  /// A value of the model is not finite.
  case modelValue(task: String, metric: String, value: Double)

  /// The two sides disagree about which way is better.
  case directions(task: String, metric: String)

  /// There is no task, or a task has no metric.
  case empty(task: String?)
}

extension DeltaMError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missingTask(let task, let side, let found):
      "The \(side.rawValue) should have the task `\(task)`. Found \(Self.list(found))."
    case .missingMetric(let task, let metric, let side, let found):
      "The \(side.rawValue) should have the metric `\(metric)` of task `\(task)`. Found \(Self.list(found))."
    case .baselineValue(let task, let metric, let value):
      "The baseline of `\(metric)` of task `\(task)` should be finite and not zero. Found \(value)."
    case .modelValue(let task, let metric, let value):
      "`\(metric)` of task `\(task)` should be finite. Found \(value)."
    case .directions(let task, let metric):
      "`\(metric)` of task `\(task)` should be better the same way in the model and in the baseline. Found the opposite."
    case .empty(let task?):
      "The task `\(task)` should have a metric. Found none."
    case .empty(nil):
      "Δm should be over at least one task. Found none."
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.map { "`\($0)`" }.joined(separator: ", ")
  }
}
