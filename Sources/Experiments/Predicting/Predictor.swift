import Foundation
import Runs

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
