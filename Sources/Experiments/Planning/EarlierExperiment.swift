import Configuration
import Foundation
import Runs
import Torch

/// The experiment whose folder `network.pretrained` names in place of a file. Each run starts from the trunk that the run of
/// the same row, tasks and seed kept there; where each task has a trunk of its own, from the trunk and the head that the
/// single-task run of the task and seed kept.
struct EarlierExperiment {
  /// The start of a run: files of weights and what is in them.
  struct Start: Sendable {
    let files: StartFiles
    /// The fact on which the run's name depends, as on the content of a file that is named itself.
    let fact: String
  }

  private let folder: URL
  private let runs: [RunResult]
  private let unfinished: Int
  private let hasTrunkPerTask: Bool

  /// Reads the results of the experiment; nil if `network.pretrained` names a file, or nothing.
  init?(_ configuration: ExperimentConfiguration) throws {
    guard let path = configuration.network.pretrained, Self.isFolder(path) else { return nil }
    folder = URL(filePath: path, directoryHint: .isDirectory)
    let found = try RunFolder.discover(in: folder)
    // Runs of an earlier form of the experiment may lie there too; its record names those of the last one.
    let last = (try? ExperimentRecord(in: folder)).map { Set($0.cells) }
    runs = found.finished.map(\.result).filter { last?.contains($0.cell) ?? true }
    unfinished = found.unfinished.count
    hasTrunkPerTask = configuration.network.sharing.card.hasTrunkPerTask
  }

  /// Whether a value of `network.pretrained` names an experiment.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The start of a run.
  ///
  /// - Throws: `ConfigurationError` if the experiment has no run of the row, tasks and seed, several, or one without weights.
  func start(of label: String, _ tasks: [String], _ repetition: Repetition) throws -> Start {
    guard hasTrunkPerTask, tasks.count > 1 else {
      let (file, checksum) = try weights(of: label, tasks, repetition)
      return Start(files: .trunk(file), fact: "content of network.pretrained=\(checksum)")
    }
    let found = try tasks.map { (task: $0, try weights(of: RunResult.singleTaskLabel, [$0], repetition)) }
    return Start(
      files: .tasks(Dictionary(uniqueKeysWithValues: found.map { ($0.task, $0.1.file) })),
      fact: "content of network.starts=" + found.map { "\($0.task):\($0.1.checksum)" }.joined(separator: ","))
  }

  /// The weights that a run kept, and their checksum.
  private func weights(
    of label: String, _ tasks: [String], _ repetition: Repetition
  ) throws -> (file: String, checksum: String) {
    let own = runs.filter {
      $0.label == label && $0.tasks == tasks && $0.repetition == repetition && $0.role == .final
    }
    let others = unfinished == 0 ? "" : "; \(unfinished) of its runs \(unfinished == 1 ? "has" : "have") not ended"
    func missing(_ found: String) -> ConfigurationError {
      ConfigurationError(
        "`network.pretrained` should name an experiment with one finished run of \(label) with \(repetition.name) on "
          + "\(tasks.quotedList). Found \(found) in \(folder.relativeToCurrentFolder)\(others).")
    }
    guard let run = own.first else { throw missing("none") }
    guard own.count == 1 else { throw missing("\(own.map(\.cell).sorted().quotedList)") }
    if let failure = run.failure { throw missing("one that failed (\(failure))") }
    let file = RunFolder(folder.appending(path: run.cell)).checkpoints.folder.appending(path: "best/model.safetensors")
    guard let checksum = try? XXH64.checksum(of: file) else { throw missing("one without kept weights") }
    return (file.path, checksum)
  }
}

extension ExperimentConfiguration {
  /// This experiment for a check of its rows, without the experiment from whose runs its own start: which one is known only
  /// for each run.
  var withoutEarlierExperiment: ExperimentConfiguration {
    guard let path = network.pretrained, EarlierExperiment.isFolder(path) else { return self }
    var configuration = self
    configuration.network.pretrained = nil
    return configuration
  }
}
