/// The criterion that selects the epoch whose weights a training keeps: the smallest value on the validation split.
///
/// The split is always validation, so that no figure of the test split was chosen by itself. A caller without a
/// validation split who passes the test split has to say so where the results are shown.
public struct SelectionCriterion: Sendable {
  /// The value's name in reports: "Δm, metric mean" or "sum of validation losses".
  public let name: String
  /// The value for the figures on the validation split: smaller is better; nil if it cannot be computed.
  public let value: @Sendable (SplitFigures) -> Double?

  /// Creates a criterion. `value` is computed after each epoch; a value that is not finite counts as nil.
  public init(name: String, value: @escaping @Sendable (SplitFigures) -> Double?) {
    self.name = name
    self.value = value
  }

  /// The plain sum of the tasks' losses: for single tasks, and where no baseline exists yet.
  public static let sumOfLosses = SelectionCriterion(name: "sum of validation losses") { evaluation in
    evaluation.losses.isEmpty ? nil : evaluation.losses.values.reduce(0, +)
  }

  /// A criterion that keeps the last epoch.
  public static let last = SelectionCriterion(name: "last epoch") { _ in nil }
}
