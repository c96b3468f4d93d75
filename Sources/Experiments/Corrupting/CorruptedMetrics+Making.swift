import Configuration
import Corruptions
import Datasets
import Runs
import Training

extension CorruptedMetrics {
  /// Evaluates a network on the test pictures under every kind at every severity. Each corrupted picture is made once, for
  /// all tasks.
  ///
  /// - Parameter step: the updates before the evaluation, for errors.
  /// - Throws: what the evaluator throws, and `DatasetError` for pictures that cannot be corrupted.
  init(
    of evaluator: Evaluator, _ parts: ExperimentParts, under settings: CorruptionSettings, after step: Int
  ) throws {
    self.init(severities: settings.severities)
    for kind in settings.kinds {
      for severity in settings.severities {
        let loader = try parts.loader(of: .test, under: kind, severity: severity, settings)
        let figures = try evaluator(loader, split: Split.test.rawValue, after: step).metrics
        for metric in parts.definitions {
          let value = figures[metric.task]?[metric.name] ?? .nan
          metrics[metric.task, default: [:]][metric.name, default: [:]][kind.name, default: []].append(value)
        }
      }
    }
  }
}

extension ExperimentParts {
  /// The loader of a split's samples with corrupted pictures.
  ///
  /// - Throws: `ConfigurationError` if no data are pictures.
  func loader(
    of split: Split, under kind: CorruptionCard, severity: Int, _ settings: CorruptionSettings
  ) throws -> any BatchLoader {
    try evaluationLoader(split) {
      CorruptedDataset($0, kind, severity: severity, column: settings.column, seed: UInt64(settings.seed))
    }
  }
}
