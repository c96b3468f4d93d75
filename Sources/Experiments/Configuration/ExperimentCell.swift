import Datasets

/// One training of a comparison: one method with its parameters, one seed, all tasks or one.
public struct ExperimentCell: Sendable {
  /// What cannot change a result and so is no part of a cell's name.
  static let irrelevant = [
    "name", "comparison", "search", "output", "data.cache", "data.text-limit", "training.threads", "training.workers",
    "training.prefetch",
    "training.checkpoint-every",
  ]

  /// The experiment with the cell's method, seed and tasks.
  public let configuration: ExperimentConfiguration
  /// What `config.yaml` keeps of the cell; it reads back as an experiment.
  public let resolved: ResolvedConfiguration

  /// The cell's name: a hash of what it trains.
  ///
  /// - Parameters:
  ///   - fingerprint: The data set's, so that other data by the same name makes another cell.
  ///   - facts: What else decides the result.
  public func hash(fingerprint: String? = nil, facts: [String] = []) -> String {
    resolved.contentHash(
      excluding: Self.irrelevant, adding: (fingerprint.map { ["fingerprint=\($0)"] } ?? []) + facts)
  }
}

extension ExperimentConfiguration {
  /// One training of this experiment.
  ///
  /// - Parameters:
  ///   - balancing: How the losses are balanced; nil for the experiment's own.
  ///   - training: What the cell has for itself of `training`.
  ///   - seed: nil for the experiment's own.
  ///   - fold: The split; nil for that of the data.
  ///   - only: The tasks to train; nil for the experiment's own.
  public func cell(
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

  /// Sections that say what is trained beside this.
  private static let plans = ["comparison", "search"]

  /// One training of a row at a point of its grid.
  public func cell(_ point: MethodPoint, seed: Int? = nil, fold: Fold? = nil) throws -> ExperimentCell {
    try cell(balancing: point.balancing, training: point.training, seed: seed, fold: fold)
  }

  /// The training of one task alone. Nothing is balanced there, so that the experiment's method does not enter.
  ///
  /// - Parameter training: What it has for itself of `training`; nil for what the comparison says.
  public func cell(
    alone task: String, training: TrainingOverrides? = nil, seed: Int? = nil, fold: Fold? = nil
  ) throws -> ExperimentCell {
    let sum = BalancingConfiguration(method: BalancingConfiguration.plainSum)
    let own = training ?? comparison.alone.training(of: task)
    return try cell(balancing: sum, training: own, seed: seed, fold: fold, only: [task])
  }
}
