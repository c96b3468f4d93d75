import Configuration
import Datasets
import Foundation
import Runs
import Torch

/// A predictor with the runs that a comparison recommends: one of all tasks, or one for each task.
///
/// ```swift
/// let predictor = try Predictor([URL(filePath: "runs/adult/138be72d777f07be")])
/// let summary = try predictor.predict(URL(filePath: "new.csv"), writing: URL(filePath: "predictions.csv"))
/// ```
package struct Predictor {
  private let runs: [TrainedRun]

  /// Opens the runs.
  ///
  /// - Parameter folders: the folders of at least one run on the same data, each with tasks of its own.
  /// - Throws: an error if a folder is no run, has no kept weights yet, or they belong to another model.
  package init(_ folders: [URL]) throws {
    precondition(!folders.isEmpty, "`folders` should name at least one run. Found none.")
    runs = try folders.map { try TrainedRun($0) }
  }

  /// Writes the predictions for a file of inputs; see `equipoise predict --help` for the formats.
  package func predict(
    _ input: URL, writing output: URL, _ options: PredictionOptions = PredictionOptions()
  ) throws -> PredictionSummary {
    guard input.resolvingSymlinksInPath().path != output.resolvingSymlinksInPath().path else {
      throw PredictionError("`--output` should be another file than the inputs. Found `\(output.path)` for both.")
    }
    try RunFolder.check(output: output)
    try options.check(runs.flatMap(\.binaryTasks), of: runs.flatMap(\.tasks))
    var predictions = try runs[0].predictions(of: input, options)
    for run in runs.dropFirst() { predictions.append(try run.predictions(of: input, options)) }
    return try predictions.write(to: output, options)
  }
}

extension TrainedRun {
  func predictTable(
    _ schema: TableSchema, cache: URL, _ input: URL, _ options: PredictionOptions
  ) throws -> Predictions {
    let training = try Table(schema, cache: cache)
    let rows = try training.inputs(of: input, alone: options.holdsInputsAlone)
    let outputs = try outputs(Tensor(rows.values, shape: [rows.count, training.inputNames.count]))
    var predictions = predictions(outputs, count: rows.count)
    if !options.kept.isEmpty {
      let kept = try training.cells(of: input, options.kept, alone: options.holdsInputsAlone)
      predictions.front = kept.map { PredictionTable.Column(name: $0.name, $0.cells) }
    }
    predictions.notes = rows.notes
    predictions.unknown = rows.unknown
    return predictions
  }
}

extension TrainedRun {
  /// The predictions for each case of a log, from all of its events, with the case's name in front.
  func predictEvents(_ log: EventLogConfiguration, _ input: URL) throws -> Predictions {
    let cases = try LatestPrefixes(
      log.log(input), like: log.log(), log.rules, seed: log.seed(of: configuration.reading),
      tasks: configuration.only)
    var predictions = predictions(try outputs(cases.count) { cases.inputs($0) }, count: cases.count)
    predictions.front = [PredictionTable.Column(name: log.columns.caseID, cases.cases)]
    predictions.notes = cases.unknown.map { label, events in
      "`\(input.path)`: the training has no \(label); \(events) events have it."
    }
    if cases.shortened > 0 {
      predictions.notes.append(
        "\(cases.shortened) cases are longer than those of the training; their last events count.")
    }
    return predictions
  }
}

extension TrainedRun {
  /// The predictions for each molecule of a table; the cells of a molecule without a fingerprint are empty.
  func predictMolecules(
    _ input: URL, bits: Int, _ options: PredictionOptions
  ) throws -> Predictions {
    let table = try MoleculeInputs(input, bits: bits, keeping: options.kept)
    let outputs = try outputs(table.count) { table.inputs($0) }
    var predictions = predictions(outputs, count: table.count)
    predictions.front = table.kept.map { PredictionTable.Column(name: $0.name, $0.cells) }
    let isEmpty = (0..<table.count).map { !table.isUsable($0) }
    let left = isEmpty.count { $0 }
    guard left > 0 else { return predictions }
    predictions.isEmpty = isEmpty
    predictions.notes = ["\(left) of \(table.count) molecules have no fingerprint; their cells are empty."]
    return predictions
  }
}

extension RunFolder {
  /// The names of a run folder's own files, except checkpoints.
  private static let ownFiles: Set = [
    "config.yaml", RunJob.fileName, RunEnvironment.fileName, "metrics.jsonl", "result.json", RunLock.fileName,
    "checkpoints",
  ]

  /// Refuses to write a user's file to a place that is a file of a run, by any path or link.
  ///
  /// - Throws: `PredictionError` that names the place.
  static func check(output: URL) throws {
    let place = output.resolvingSymlinksInPath().standardizedFileURL
    var folder = place.deletingLastPathComponent()
    var name = place.lastPathComponent
    while folder.path != "/" {
      if isRun(folder), ownFiles.contains(name) || name.hasPrefix(EventFile.prefix) {
        throw PredictionError(
          "`--output` should be no file of a run. Found `\(output.path)`, a file of `\(folder.path)`.")
      }
      name = folder.lastPathComponent
      folder = folder.deletingLastPathComponent()
    }
  }

  private static func isRun(_ folder: URL) -> Bool {
    let files = FileManager.default
    return files.fileExists(atPath: folder.appending(path: "config.yaml").path)
      && files.fileExists(atPath: folder.appending(path: RunJob.fileName).path)
  }
}

/// An error for inputs that do not fit the model.
package struct PredictionError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
