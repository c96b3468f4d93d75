extension LearningTask {
  /// A class below this share of the labels is rare: whoever answers never with it is right nine times in ten.
  public static let rareShare = 0.1

  /// Scores are kept for each sample and class: of more classes than these no average precision is computed by default.
  public static let mostScoredClasses = 20

  /// The same task with the default metrics of labels whose classes have these shares.
  ///
  /// | labels | metrics | where a class is rare |
  /// |---|---|---|
  /// | yes or no | those it has | AUC first; average precision and F1 of yes, shown beside |
  /// | classes | accuracy, macro F1 | mean average precision, shown beside |
  ///
  /// What is shown beside is no part of Δm in the convention ``DeltaM/Convention/ratioMean``: average precision changes by many
  /// times what AUC does, and F1 at one half is 0 as long as no sample is answered with yes. Named in a configuration, both
  /// count.
  ///
  /// - Parameter shares: of the labels of all splits, so that every division of the data has the same metrics; by class, or of
  ///   no and yes. Empty where they are not known.
  public func measured(forShares shares: [Double]) -> LearningTask {
    var task = self
    switch kind {
    case .binary:
      guard outputs == 1, shares.count == 2, shares[1] < Self.rareShare else { return self }
      // The first metric stands for the task, and of a rare class accuracy says next to nothing.
      task.metrics = task.metrics.filter { $0.name == "auc" } + task.metrics.filter { $0.name != "auc" }
      task.metrics += ["average-precision", "f1"].compactMap { task.besides($0) }
    case .classification:
      task.metrics += ["f1"].compactMap { task.additional($0) }
      guard shares.count <= Self.mostScoredClasses, shares.contains(where: { $0 < Self.rareShare }) else { return task }
      task.metrics += ["average-precision"].compactMap { task.besides($0) }
    case .segmentation, .depth, .normals, .regression: return self
    }
    return task
  }

  /// The metric of a name, unless the task has it.
  private func additional(_ name: String) -> Metric? {
    guard !metrics.contains(where: { $0.name == name }) else { return nil }
    return Metrics.all(for: labels, scale: scale, unit: unit).first { $0.name == name }
  }

  /// The same, shown and not averaged.
  private func besides(_ name: String) -> Metric? { additional(name)?.shownBeside() }
}
