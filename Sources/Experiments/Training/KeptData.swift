import Configuration
import Datasets

/// The data of the last run that a process has trained, for the next run of the same data.
///
/// It holds one data set, so that a process needs no more memory than the run of its largest data alone. Data that were
/// read once stay as they were, if a file changes between two runs: the names of both runs' folders come from the same
/// fingerprint.
package final class KeptData {
  private var last: (values: [String: String], source: DataSource)?

  package init() {}

  /// The data of a run, read if the run before had others.
  func source(of configuration: ExperimentConfiguration) throws -> DataSource {
    let values = configuration.dataValues
    if let last, last.values == values { return last.source }
    // Not two at a time.
    last = nil
    let source = try configuration.dataSource()
    last = (values, source)
    return source
  }
}
