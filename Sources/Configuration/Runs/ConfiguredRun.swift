import Datasets
import Runs

/// One training of a comparison: one method with its parameters, one seed, all tasks or one.
package struct ConfiguredRun: Sendable {
  /// The keys that cannot change a result and so are no part of a run's name.
  static let irrelevant = [
    "name", "comparison", "claims", "search", "output", "data.cache", "data.text-limit", "training.threads",
    "training.workers", "training.prefetch",
    "training.checkpoint-every",
  ]

  /// The experiment with the run's method, seed and tasks.
  package let configuration: ExperimentConfiguration
  /// The configuration that `config.yaml` keeps of the run; it can be read as an experiment.
  package let resolved: ResolvedConfiguration

  /// The run's name: a hash of all that decides what it trains.
  ///
  /// - Parameters:
  ///   - fingerprint: the data set's, so that other data of the same name make another run.
  ///   - facts: everything else that decides the result.
  package func hash(fingerprint: String? = nil, facts: [String] = []) -> String {
    let sets = configuration.data.setNames.flatMap { name in
      ["cache", "text-limit"].map { "data.sets.\(name).\($0)" }
    }
    return resolved.contentHash(
      excluding: Self.irrelevant + sets, adding: (fingerprint.map { ["fingerprint=\($0)"] } ?? []) + facts)
  }
}

extension ExperimentConfiguration {
  /// One training of this experiment.
  ///
  /// - Parameters:
  ///   - balancing: the balancing of the losses; nil for the experiment's own.
  ///   - training: the values of `training` that the run has for itself.
  ///   - seed: nil for the experiment's own.
  ///   - fold: the split; nil for that of the data.
  ///   - only: the tasks to train; nil for the experiment's own.
  ///   - start: where the start values come from; nil for the experiment's own.
  package func run(
    balancing: BalancingConfiguration? = nil, training: TrainingOverrides = .init(), seed: Int? = nil,
    fold: Fold? = nil, only: [String]? = nil, start: StartFiles? = nil
  ) throws -> ConfiguredRun {
    var settings = resolved.removing(Self.plans)
    if let balancing { settings = settings.replacing("balancing", with: balancing.resolved) }
    if !training.isEmpty, let usual = settings["training"] {
      settings = settings.replacing("training", with: training.applied(to: usual))
    }
    let origin = ConfigurationOrigin.option("comparison")
    if let seed { settings = settings.replacing("seed", with: ConfigurationNode(.value(seed), origin)) }
    if start != nil { settings = settings.removing(["network.pretrained"]) }
    if let only {
      settings = settings.replacing("only", with: ConfigurationNode(.list(only, origin) { .value($0) }, origin))
    }
    var document = settings.document(name: name)
    if let fold {
      for (key, value) in [("folds", fold.count), ("fold", fold.number)] {
        try document.set(["data", "split", key], to: ConfigurationNode(.value(value), origin), origin)
      }
    }
    for (key, file) in start?.values ?? [] {
      try document.set(["network"] + key, to: ConfigurationNode(.value(file, isPath: true), origin), origin)
    }
    let configuration = try ExperimentConfiguration(reading: document, catalogue: catalogue)
    return ConfiguredRun(configuration: configuration, resolved: configuration.resolved.removing(Self.plans))
  }

  /// The sections that plan other trainings and so do not affect this one.
  private static let plans = ["comparison", "claims", "search"]

  /// One training of a row at a point of its grid.
  package func run(
    _ point: MethodPoint, seed: Int? = nil, fold: Fold? = nil, start: StartFiles? = nil
  ) throws -> ConfiguredRun {
    try run(balancing: point.balancing, training: point.training, seed: seed, fold: fold, start: start)
  }

  /// The training of one task alone. Nothing is balanced, so the experiment's method is no part of it.
  ///
  /// - Parameter training: the values of `training` that it has for itself; nil for those of the comparison.
  package func run(
    alone task: String, training: TrainingOverrides? = nil, seed: Int? = nil, fold: Fold? = nil,
    start: StartFiles? = nil
  ) throws -> ConfiguredRun {
    let sum = BalancingConfiguration(method: BalancingConfiguration.plainSum)
    let own = training ?? comparison.alone.training(of: task)
    return try run(balancing: sum, training: own, seed: seed, fold: fold, only: [task], start: start)
  }
}

extension RunFolder {
  /// The configuration of the run.
  ///
  /// - Parameter catalogue: the components that it can name.
  /// - Throws: `ResultsError` with the file's whole path: a message about `config.yaml` alone would not say whose.
  package func configuration(_ catalogue: ExperimentCatalogue = .toolkit) throws -> ExperimentConfiguration {
    let file = try file("config.yaml", what: "a run's configuration")
    do {
      return try ExperimentConfiguration(reading: ConfigurationDocument(contentsOf: file), catalogue: catalogue)
    } catch let error as ConfigurationError {
      throw ResultsError.damaged(path: file.path, line: nil, reason: error.description)
    }
  }
}
