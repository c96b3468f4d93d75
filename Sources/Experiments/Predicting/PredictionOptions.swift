/// The options of a prediction.
package struct PredictionOptions: Sendable, Hashable {
  /// The columns of the input file that are copied in front of the predictions, for files with a row for each
  /// prediction.
  package var kept: [String] = []
  /// The probability from which the answer is yes, by yes-or-no task; 0.5 for the others.
  package var thresholds: [String: Double] = [:]
  /// Whether a file of float64 has only the input columns; otherwise its size decides.
  package var holdsInputsAlone = false

  package init() {}

  static let usualThreshold = 0.5

  /// Checks the thresholds.
  ///
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
