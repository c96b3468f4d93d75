/// What is asked of a prediction besides its inputs.
public struct PredictionOptions: Sendable, Hashable {
  /// Columns of the input file that stand before the predictions, as the file has them. For files with a row for each
  /// prediction.
  public var kept: [String] = []
  /// By yes-or-no task, the probability of yes from which on the answer is yes; 0.5 for the others.
  public var thresholds: [String: Double] = [:]
  /// Whether a file of float64 has the input columns alone; its size decides otherwise.
  public var holdsInputsAlone = false

  public init() {}

  static let usualThreshold = 0.5

  /// - Throws: `PredictionError` for a threshold that is no probability, or of a task that is no yes or no.
  func check(_ binary: [String], of tasks: [String]) throws {
    for (task, threshold) in thresholds.sorted(by: { $0.key < $1.key }) {
      guard tasks.contains(task) else {
        throw PredictionError("`--threshold` should name a task: \(tasks.quotedList). Found `\(task)`.")
      }
      guard binary.contains(task) else {
        throw PredictionError(
          "`--threshold` should name a yes-or-no task"
            + (binary.isEmpty ? ", and the run has none." : ": \(binary.quotedList).") + " Found `\(task)`.")
      }
      guard (0...1).contains(threshold) else {
        throw PredictionError("`--threshold` of `\(task)` should be a probability from 0 to 1. Found \(threshold).")
      }
    }
  }
}
