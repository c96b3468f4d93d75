import Datasets
import Statistics
import Tasks

/// The number of events in each batch, as `training.events-per-batch` gives it.
///
/// A set of data whose trained tasks include survival times is drawn by their events. Other sets are drawn without regard to events, and so
/// are trainings of the other tasks alone, which a comparison has next to the joint one.
struct BatchStratification {
  private static let key = "training.events-per-batch"

  private let eventsPerBatch: Int
  private let batch: Int
  private let origin: ConfigurationOrigin

  /// Creates the stratification; nil if the key is not set.
  ///
  /// - Throws: `ConfigurationError` if the data have no task of survival times.
  init?(_ configuration: ExperimentConfiguration, of data: DataSource) throws {
    guard let eventsPerBatch = configuration.training.eventsPerBatch else { return nil }
    self.eventsPerBatch = eventsPerBatch
    batch = configuration.training.batch
    origin = configuration.resolved[Self.key]?.origin ?? .default
    guard data.tasks.contains(where: { $0.kind == .survival }) else { throw notOneTask(0, of: data.name) }
  }

  /// The events of each batch of a set; nil if none of the tasks is of survival times.
  ///
  /// A sample without a label of the task of survival times counts as one without the event, because other tasks may have labels of it.
  ///
  /// - Parameters:
  ///   - samples: the samples that are trained on.
  ///   - tasks: those of the set that are trained.
  ///   - name: the name of the set, for errors.
  /// - Throws: `ConfigurationError` for two tasks of survival times, labels that are not known beforehand, or too few samples with or
  ///   without the event.
  func events(of samples: any Dataset, for tasks: [LearningTask], in name: String) throws -> StratifiedEvents? {
    let survival = tasks.filter { $0.kind == .survival }
    guard let task = survival.first else { return nil }
    guard survival.count == 1 else { throw notOneTask(survival.count, of: name) }
    guard let events = samples.events(of: task.name) else {
      throw ConfigurationError(
        "`\(Self.key)` should stand with data whose labels are known before samples are read. Found `\(name)`, where they are not.",
        at: origin)
    }
    do {
      return try StratifiedEvents(events, perBatch: eventsPerBatch, censored: batch - eventsPerBatch)
    } catch let error as SurvivalError { throw ConfigurationError("`\(Self.key)`: \(error)", at: origin) }
  }

  private func notOneTask(_ count: Int, of name: String) -> ConfigurationError {
    ConfigurationError(
      "`\(Self.key)` should stand with one task of survival times. Found \(count) in `\(name)`.", at: origin)
  }
}
