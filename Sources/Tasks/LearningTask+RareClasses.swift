extension LearningTask {
  /// The share of the labels below which a class is rare. A network that never answers with a rare class is right nine
  /// times in ten.
  public static let rareShare = 0.1

  /// The largest number of classes with an average precision by default. It keeps a score for each sample and class.
  public static let mostScoredClasses = 20

  /// This task with the default metrics of labels whose classes have these shares.
  ///
  /// | labels | metrics | where a class is rare |
  /// |---|---|---|
  /// | yes or no | unchanged | AUC first; average precision and F1 of yes, shown only |
  /// | classes | accuracy, macro F1 | mean average precision, shown only |
  ///
  /// Metrics that are only shown are no part of Δm in the convention ``DeltaM/Convention/ratioMean``. Average precision
  /// changes by many times what AUC does, and F1 at one half is 0 as long as no sample is answered with yes. If a
  /// configuration names them, both count.
  ///
  /// - Parameter shares: the shares in the labels of all splits, so that every division of the data has the same
  ///   metrics; by class, or of no and yes. Empty if they are not known.
  public func measured(forShares shares: [Double]) -> LearningTask {
    var task = self
    if kind == .binary {
      guard outputs == 1, shares.count == 2, shares[1] < Self.rareShare else { return self }
      // The first metric stands for the task, and of a rare class accuracy says next to nothing.
      task.metrics = task.metrics.filter { $0.name == "auc" } + task.metrics.filter { $0.name != "auc" }
      task.metrics += ["average-precision", "f1"].compactMap { task.besides($0) }
    } else if kind == .classification {
      task.metrics += ["f1"].compactMap { task.additional($0) }
      guard shares.count <= Self.mostScoredClasses, shares.contains(where: { $0 < Self.rareShare }) else { return task }
      task.metrics += ["average-precision"].compactMap { task.besides($0) }
    }
    return task
  }

  /// The metric of a name; nil if the task has it already.
  private func additional(_ name: String) -> Metric? {
    guard !metrics.contains(where: { $0.name == name }) else { return nil }
    return try? Metrics.named(name, for: labels, scale: scale, unit: unit)
  }

  /// The metric of a name, shown and not averaged; nil if the task has it already.
  private func besides(_ name: String) -> Metric? { additional(name)?.shownBeside() }
}
