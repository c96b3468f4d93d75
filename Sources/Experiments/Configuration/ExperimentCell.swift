/// One training of a comparison: one method with its parameters, one seed, all tasks or one.
public struct ExperimentCell: Sendable {
  /// What cannot change a result and so is no part of a cell's name.
  static let irrelevant = [
    "name", "comparison", "output", "data.cache", "training.threads", "training.workers", "training.prefetch",
    "training.checkpoint-every",
  ]

  /// The experiment with the cell's method, seed and tasks.
  public let configuration: ExperimentConfiguration
  /// What `config.yaml` keeps of the cell; it reads back as an experiment.
  public let resolved: ResolvedConfiguration

  /// The cell's name: a hash of what it trains.
  ///
  /// - Parameter fingerprint: The data set's, so that other data by the same name makes another cell.
  public func hash(fingerprint: String? = nil) -> String {
    resolved.contentHash(excluding: Self.irrelevant, adding: fingerprint.map { ["fingerprint=\($0)"] } ?? [])
  }
}

extension ExperimentConfiguration {
  /// One training of this experiment.
  ///
  /// - Parameters:
  ///   - balancing: How the losses are balanced; nil for the experiment's own.
  ///   - seed: nil for the experiment's own.
  ///   - only: The tasks to train; nil for the experiment's own.
  public func cell(
    balancing: BalancingConfiguration? = nil, seed: Int? = nil, only: [String]? = nil
  ) throws -> ExperimentCell {
    var cell = resolved.removing(["comparison"])
    if let balancing { cell = cell.replacing("balancing", with: balancing.resolved) }
    let origin = ConfigurationOrigin.option("comparison")
    if let seed { cell = cell.replacing("seed", with: ConfigurationNode(.value(seed), origin)) }
    if let only {
      cell = cell.replacing("only", with: ConfigurationNode(.list(only, origin) { .value($0) }, origin))
    }
    let configuration = try ExperimentConfiguration(reading: cell.document(name: name), catalogue: catalogue)
    return ExperimentCell(configuration: configuration, resolved: configuration.resolved.removing(["comparison"]))
  }

  /// The training of one task alone. Nothing is balanced there, so that the experiment's method does not enter.
  public func cell(alone task: String, seed: Int? = nil) throws -> ExperimentCell {
    let sum = BalancingConfiguration(method: BalancingConfiguration.plainSum)
    return try cell(balancing: sum, seed: seed, only: [task])
  }
}
