import Foundation
import Runs

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
