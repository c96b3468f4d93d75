import Configuration
import Foundation
import Runs

/// One training that a person asks for: `equipoise train`.
package struct SingleRun {
  package let configuration: ExperimentConfiguration
  package let cell: ConfiguredRun
  package let url: URL
  /// The run whose configuration is trained on all samples; nil for a configuration of its own.
  private let source: RunFolder?

  /// Prepares a training on all samples for as many epochs as the run's best one.
  ///
  /// - Parameter prepare: a last change of the run's configuration.
  package init(
    onAllSamplesOf run: RunFolder, preparing prepare: (inout ConfigurationDocument) throws -> Void = { _ in }
  ) throws {
    var document = try ConfigurationDocument(allSamplesOf: run)
    try prepare(&document)
    let configuration = try ExperimentConfiguration(reading: document, catalogue: .toolkit)
    try configuration.checkMachine()
    try self.init(configuration, source: run)
  }

  /// Reads the data and names the run's folder.
  package init(_ configuration: ExperimentConfiguration) throws { try self.init(configuration, source: nil) }

  private init(_ configuration: ExperimentConfiguration, source run: RunFolder?) throws {
    self.configuration = configuration
    self.source = run
    let source = try configuration.dataSource()
    let tasks = try configuration.selectedTasks(of: source).map(\.name)
    let start = try EarlierExperiment(configuration)?.start(
      of: Self.label(configuration), tasks, Repetition(seed: configuration.seed, fold: configuration.data.draw?.fold))
    // What does not fit together shows before a folder is made, and with the place where the user wrote it.
    var checked = configuration
    if let start { checked.network = checked.network.starting(from: start.files) }
    _ = try ExperimentParts(checked, data: source)
    cell = try configuration.run(start: start?.files)
    let identity = try RunIdentity(configuration, data: source)
    url = identity.folder.appending(path: identity.name(of: cell, facts: start.map { [$0.fact] } ?? []))
  }

  /// The row of a comparison to which the training would belong.
  private static func label(_ configuration: ExperimentConfiguration) -> String {
    configuration.only?.count == 1 ? RunResult.singleTaskLabel : configuration.balancing.title
  }

  /// The training in its folder, which it locks before the first file is written.
  ///
  /// - Throws: `RunExists` if an unfinished run of the same configuration is there and neither option was given;
  ///   `ResultsError.locked` if another process trains it.
  package func runner(resuming: Bool, restarting: Bool) throws -> RunTrainer {
    if restarting { removeLink() }
    let folder = try RunFolder.create(at: url)
    let lock = try folder.lock()
    if restarting {
      try folder.empty(holding: lock)
    } else if folder.isDone {
      return try RunTrainer(folder, holding: lock, catalogue: configuration.catalogue)
    } else if !resuming, FileManager.default.fileExists(atPath: url.appending(path: "checkpoints").path) {
      throw RunExists(path: url.relativeToCurrentFolder)
    }
    try RunTrainer.prepare(cell, job(), in: folder)
    return try RunTrainer(folder, holding: lock, catalogue: configuration.catalogue)
  }

  private func job() throws -> RunJob {
    let isSingleTask = configuration.only?.count == 1
    var job = RunJob(
      experiment: configuration.name, method: isSingleTask ? RunResult.singleTask : configuration.balancing.name,
      label: Self.label(configuration),
      hyperparameters: configuration.balancing.parameters.mapValues(\.description),
      convention: configuration.comparison.convention)
    if let source, let row = try? RunJob(in: source) {
      (job.method, job.label, job.hyperparameters) = (row.method, row.label, row.hyperparameters)
      job.source = source.url.standardizedFileURL.lastPathComponent
    }
    if configuration.training.takesAllSamples { job.label += ", all data" }
    return job
  }

  /// Removes a link to a folder, and not the files in that folder.
  private func removeLink() {
    var status = stat()
    if lstat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK { unlink(url.path) }
  }
}

/// An error for a folder with a run that stopped before its end.
package struct RunExists: Error, CustomStringConvertible {
  let path: String
  package var description: String {
    "`\(path)` should be empty or done. Found an unfinished run: `--resume` goes on with it, `--restart` forgets it."
  }
}
