import Foundation

/// One training that a person asks for: `equipoise train`.
public struct SingleRun {
  public let configuration: ExperimentConfiguration
  public let cell: ExperimentCell
  public let url: URL
  private let fingerprint: String

  /// Reads the data and names the run's folder.
  public init(_ configuration: ExperimentConfiguration) throws {
    self.configuration = configuration
    let source = try configuration.dataSource()
    // What does not fit together shows before a folder is made, and with the place where the user wrote it.
    _ = try ExperimentParts(configuration, data: source)
    fingerprint = source.fingerprint
    cell = try configuration.cell()
    url = URL(filePath: configuration.output.folder).appending(path: configuration.name)
      .appending(path: cell.hash(fingerprint: fingerprint))
  }

  /// The folder to train in.
  ///
  /// - Throws: `RunExists` where an unfinished run of the same configuration is there and nobody said what to do with it.
  public func folder(resuming: Bool, restarting: Bool) throws -> RunFolder {
    let existing = RunFolder(url)
    let hasCheckpoint = FileManager.default.fileExists(atPath: url.appending(path: "checkpoints").path)
    if restarting {
      let lock = try? existing.lock()
      defer { withExtendedLifetime(lock) {} }
      if lock != nil || !FileManager.default.fileExists(atPath: url.path) {
        try? FileManager.default.removeItem(at: url)
      }
    } else if existing.isDone {
      return existing
    } else if hasCheckpoint && !resuming {
      throw RunExists(path: url.relativeToCurrentFolder)
    }
    let only = configuration.only
    let isSingleTask = only?.count == 1
    let job = CellJob(
      experiment: configuration.name, method: isSingleTask ? RunResult.singleTask : configuration.balancing.name,
      label: isSingleTask ? RunResult.singleTaskLabel : configuration.balancing.title,
      hyperparameters: configuration.balancing.parameters.mapValues(\.description),
      convention: configuration.comparison.convention)
    return try CellRunner.prepare(
      cell, job, fingerprint: fingerprint, in: url.deletingLastPathComponent())
  }
}

/// A run that stopped before its end stands in the folder.
public struct RunExists: Error, CustomStringConvertible {
  let path: String
  public var description: String {
    "`\(path)` should be empty or done. Found an unfinished run: `--resume` goes on with it, `--restart` forgets it."
  }
}

extension URL {
  /// The path as a person in the current folder would write it.
  public var relativeToCurrentFolder: String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}
