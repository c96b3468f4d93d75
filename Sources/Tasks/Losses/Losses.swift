import Components

/// The losses by name, for configurations. A new loss is one file and one line here.
///
/// ```swift
/// let loss = try Losses.named("huber", ["delta": 0.5], for: .numbers())
/// ```
public enum Losses {
  /// The losses of the toolkit.
  public static let all = Registry<LossCard>(
    "a loss",
    [
      CrossEntropy.card,
      BinaryCrossEntropy.card,
      L1Loss.card,
      L2Loss.card,
      HuberLoss.card,
      CosineLoss.card,
      FocalLoss.card,
      DiceLoss.card,
      DiceFocalLoss.card,
      CoxLoss.card,
      DiscreteTimeLoss.card,
    ])

  /// The loss of a name.
  ///
  /// - Parameter classes: the names of the classes, or of several yes-or-no labels, in the order of their numbers;
  ///   empty if they have none.
  /// - Throws: `SettingError`: "`hubr` is not a loss. Did you mean `huber`?", "`delta` should be positive. Found
  ///   -1.0.", "`huber` is not a loss of class labels."
  public static func named(
    _ name: String, _ values: [String: SettingValue] = [:], for labels: Labels, classes: [String] = []
  ) throws(SettingError) -> any TaskLoss {
    try all.choose(name, values).made(for: labels, classes: classes)
  }
}
