/// Which epoch's weights a training keeps: the smallest value on the validation split.
///
/// The split is always validation, so that no figure of the test split can have been chosen by itself. Whoever has no
/// validation split and passes the test split in its place has to say so where the results are shown.
public struct SelectionCriterion: Sendable {
  /// What the value is, for reports: "Δm, metric mean" or "sum of validation losses".
  public let name: String
  /// Of the figures on the validation split: smaller is better; nil where it cannot be computed.
  public let value: @Sendable (SplitFigures) -> Double?

  /// A criterion of this name; `value` is asked after each epoch, and what is not finite counts as nil.
  public init(name: String, value: @escaping @Sendable (SplitFigures) -> Double?) {
    self.name = name
    self.value = value
  }

  /// The plain sum of the tasks' losses: for single tasks, and where no baseline exists yet.
  public static let sumOfLosses = SelectionCriterion(name: "sum of validation losses") { evaluation in
    evaluation.losses.isEmpty ? nil : evaluation.losses.values.reduce(0, +)
  }

  /// The last epoch.
  public static let last = SelectionCriterion(name: "last epoch") { _ in nil }
}
