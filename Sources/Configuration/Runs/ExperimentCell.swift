import Datasets

/// One training of a comparison: one method with its parameters, one seed, all tasks or one.
package struct ExperimentCell: Sendable {
  /// The keys that cannot change a result and so are no part of a cell's name.
  static let irrelevant = [
    "name", "comparison", "search", "output", "data.cache", "data.text-limit", "training.threads", "training.workers",
    "training.prefetch",
    "training.checkpoint-every",
  ]

  /// The experiment with the cell's method, seed and tasks.
  package let configuration: ExperimentConfiguration
  /// The configuration that `config.yaml` keeps of the cell; it can be read as an experiment.
  package let resolved: ResolvedConfiguration

  /// The cell's name: a hash of what it trains.
  ///
  /// - Parameters:
  ///   - fingerprint: the data set's, so that other data of the same name make another cell.
  ///   - facts: everything else that decides the result.
  package func hash(fingerprint: String? = nil, facts: [String] = []) -> String {
    resolved.contentHash(
      excluding: Self.irrelevant, adding: (fingerprint.map { ["fingerprint=\($0)"] } ?? []) + facts)
  }
}

extension ExperimentConfiguration {
  /// One training of this experiment.
  ///
  /// - Parameters:
  ///   - balancing: the balancing of the losses; nil for the experiment's own.
  ///   - training: the values of `training` that the cell has for itself.
  ///   - seed: nil for the experiment's own.
  ///   - fold: the split; nil for that of the data.
  ///   - only: the tasks to train; nil for the experiment's own.
  package func cell(
    balancing: BalancingConfiguration? = nil, training: TrainingOverrides = .init(), seed: Int? = nil,
    fold: Fold? = nil, only: [String]? = nil
  ) throws -> ExperimentCell {
    var cell = resolved.removing(Self.plans)
    if let balancing { cell = cell.replacing("balancing", with: balancing.resolved) }
    if !training.isEmpty, let usual = cell["training"] {
      cell = cell.replacing("training", with: training.applied(to: usual))
    }
    let origin = ConfigurationOrigin.option("comparison")
    if let seed { cell = cell.replacing("seed", with: ConfigurationNode(.value(seed), origin)) }
    if let only {
      cell = cell.replacing("only", with: ConfigurationNode(.list(only, origin) { .value($0) }, origin))
    }
    var document = cell.document(name: name)
    if let fold {
      for (key, value) in [("folds", fold.count), ("fold", fold.number)] {
        try document.set(["data", "split", key], to: ConfigurationNode(.value(value), origin), origin)
      }
    }
    let configuration = try ExperimentConfiguration(reading: document, catalogue: catalogue)
    return ExperimentCell(configuration: configuration, resolved: configuration.resolved.removing(Self.plans))
  }

  /// The sections that plan other trainings and so do not affect this one.
  private static let plans = ["comparison", "search"]

  /// One training of a row at a point of its grid.
  package func cell(_ point: MethodPoint, seed: Int? = nil, fold: Fold? = nil) throws -> ExperimentCell {
    try cell(balancing: point.balancing, training: point.training, seed: seed, fold: fold)
  }

  /// The training of one task alone. Nothing is balanced, so the experiment's method is no part of it.
  ///
  /// - Parameter training: the values of `training` that it has for itself; nil for those of the comparison.
  package func cell(
    alone task: String, training: TrainingOverrides? = nil, seed: Int? = nil, fold: Fold? = nil
  ) throws -> ExperimentCell {
    let sum = BalancingConfiguration(method: BalancingConfiguration.plainSum)
    let own = training ?? comparison.alone.training(of: task)
    return try cell(balancing: sum, training: own, seed: seed, fold: fold, only: [task])
  }
}
