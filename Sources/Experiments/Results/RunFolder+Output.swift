import Foundation

extension RunFolder {
  /// What a run folder's own files are named, checkpoints aside.
  private static let ownFiles: Set = [
    "config.yaml", CellJob.fileName, RunEnvironment.fileName, "metrics.jsonl", "result.json", RunLock.fileName,
    "checkpoints",
  ]

  /// Refuses a place for a user's file that is a file of a run, by whatever path or link.
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
      && files.fileExists(atPath: folder.appending(path: CellJob.fileName).path)
  }
}
