import Configuration
import Datasets
import Foundation
import Runs
import Tasks
import Torch

/// The values from which the names of an experiment's run folders come: the configuration, the data, and the content of
/// every other file that the configuration names, such as `network.pretrained`.
///
/// Each file is read once, when the identity is made.
struct RunIdentity {
  /// The folder `runs/<experiment>`.
  let folder: URL
  /// The data's fingerprint.
  let fingerprint: String
  /// The checksums of the files, by key.
  let files: [String: String]
  /// The time of the newest file's last change.
  private let changed: Date
  /// The sets of tasks, all and each alone, whose trainings leave out samples without a label.
  private let sparse: Set<[String]>
  /// The tasks of a cell that names none.
  private let tasks: [String]
  /// The metrics of each task, if they are defaults that version 0.1 did not have.
  private let metrics: [String: String]

  init(_ configuration: ExperimentConfiguration, data: DataSource) throws {
    let tasks = configuration.only ?? data.tasks.map(\.name)
    let sets = [tasks] + tasks.map { [$0] }
    try self.init(
      configuration, fingerprint: data.fingerprint, tasks: tasks,
      sparse: Set(sets.filter(data.leavesOutSamples)),
      metrics: Self.newDefaults(of: configuration.selectedTasks(of: data), configuration))
  }

  init(
    _ configuration: ExperimentConfiguration, fingerprint: String, tasks: [String] = [], sparse: Set<[String]> = [],
    metrics: [String: String] = [:]
  ) throws {
    (self.tasks, self.sparse, self.metrics) = (tasks, sparse, metrics)
    folder = configuration.folder
    self.fingerprint = fingerprint
    let paths = Self.paths(in: configuration)
    files = try Self.files(of: configuration)
    changed = paths.compactMap { IndexStamp.changed(URL(filePath: $0.path)) }.max() ?? .distantPast
  }

  /// The metrics of tasks for which a configuration names none, if a rare class or several classes have more of them
  /// than in version 0.1. A run with other metrics is another run.
  private static func newDefaults(
    of tasks: [LearningTask], _ configuration: ExperimentConfiguration
  ) -> [String: String] {
    tasks.reduce(into: [:]) { metrics, task in
      guard configuration.tasks[task.name]?.metrics == nil, task.metrics.count > 1,
        task.kind == .classification || task.metrics.contains(where: { $0.name == "average-precision" })
      else { return }
      metrics[task.name] = task.metrics.map(\.name).joined(separator: ",")
    }
  }

  /// The checksums of the files, other than the data, that a configuration names, by key.
  static func files(of configuration: ExperimentConfiguration) throws -> [String: String] {
    try Dictionary(
      uniqueKeysWithValues: paths(in: configuration).map {
        ($0.key, try XXH64.checksum(of: URL(filePath: $0.path)))
      })
  }

  /// The name of a cell's folder.
  func name(of cell: ConfiguredRun, facts: [String] = []) -> String {
    // Version 0.1 trained on samples without a label too: such a run is another one.
    var facts = sparse.contains(cell.configuration.only ?? tasks) ? facts + ["samples=labelled"] : facts
    // There each accumulated batch had weights of its own.
    if cell.configuration.training.accumulate > 1, cell.configuration.balancing.weighsByLosses {
      facts.append("weights=update")
    }
    facts += (cell.configuration.only ?? tasks).compactMap { task in
      metrics[task].map { "metrics of \(task)=\($0)" }
    }
    let plain = cell.hash(fingerprint: fingerprint, facts: facts)
    guard !files.isEmpty else { return plain }
    // Version 0.1 named its runs without the content. Such a run is the same where nothing is known to have changed.
    if let environment = try? RunEnvironment.read(in: RunFolder(folder.appending(path: plain))),
      environment.files.map({ $0 == files }) ?? (environment.date >= changed)
    {
      return plain
    }
    let contents = files.sorted { $0.key < $1.key }.map { "content of \($0.key)=\($0.value)" }
    return cell.hash(fingerprint: fingerprint, facts: facts + contents)
  }

  /// The keys that need no checksum: the content of the data is in its fingerprint, and output shapes nothing. If
  /// `network.pretrained` names the folder of an experiment, the content is each run's own.
  private static let others = ["data.", "output."]

  private static func paths(in configuration: ExperimentConfiguration) -> [(key: String, path: String)] {
    configuration.resolved.scalars.compactMap { key, value in
      value.isPath && !others.contains(where: key.hasPrefix) && !EarlierExperiment.isFolder(value.text)
        ? (key, value.text) : nil
    }
  }
}

extension DataSource {
  /// Whether training samples have no label of these tasks.
  fileprivate func leavesOutSamples(of tasks: [String]) -> Bool {
    sets.contains { set in
      let own = tasks.filter { name in set.tasks.contains { $0.name == name } }
      return !own.isEmpty && set.train.unlabelledCount(for: own) > 0
    }
  }
}
