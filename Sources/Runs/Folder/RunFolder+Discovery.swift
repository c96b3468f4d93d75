import Foundation

extension RunFolder {
  /// One finished run, as read from its folder.
  package struct Finished: Sendable, Hashable {
    package var folder: URL?
    package var result: RunResult
    package var records: [EpochRecord]

    package init(folder: URL? = nil, result: RunResult, records: [EpochRecord]) {
      self.folder = folder
      self.result = result
      self.records = records
    }
  }

  /// The result and epochs of a finished run.
  package func finished() throws(ResultsError) -> Finished {
    let (result, records) = (try result(), try records())
    try checkRecords(records, of: result.epochs)
    return Finished(folder: url, result: result, records: records)
  }

  /// The runs below an experiment's folder.
  package struct Discovery: Sendable {
    /// The finished runs, in the order of their folders' names.
    package var finished: [Finished] = []
    /// The folders of runs that have not ended.
    package var unfinished: [URL] = []
    /// The errors of folders that could not be read.
    package var unreadable: [ResultsError] = []
  }

  /// The run folders directly below `experiment`. A folder that cannot be read does not hide the others.
  ///
  /// - Throws: ``ResultsError`` if the experiment's folder itself is missing or unreadable.
  package static func discover(in experiment: URL) throws(ResultsError) -> Discovery {
    guard FileManager.default.fileExists(atPath: experiment.path) else {
      throw .missing(path: experiment.path, what: "a folder of runs")
    }
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: experiment.path).sorted() } catch {
      throw .system(action: "read", path: experiment.path, reason: reason(error))
    }
    var discovery = Discovery()
    for name in names {
      let folder = RunFolder(experiment.appending(path: name))
      if folder.isDone {
        do { discovery.finished.append(try folder.finished()) } catch { discovery.unreadable.append(error) }
      } else if FileManager.default.fileExists(atPath: folder.metricsFile.path) {
        discovery.unfinished.append(folder.url)
      }
    }
    return discovery
  }
}
