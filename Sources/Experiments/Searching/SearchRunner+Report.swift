import Foundation
import Reports
import Runs

extension SearchRunner {
  /// Reports the comparison of the best points over all seeds; the record in the experiment's folder gets their test
  /// figures.
  package func report(
    _ outcome: Outcome, command: String
  ) throws -> (report: ExperimentReport, record: SearchRecord) {
    let notes = unfit + outcome.record.remarks
    let comparison = try ExperimentReport(
      of: configuration.folder, configuration, cells: outcome.cells, command: command, notes: notes
    ).comparison
    var record = outcome.record
    for index in record.rows.indices where record.rows[index].task == nil {
      let change = comparison.methods.first { $0.label == record.rows[index].label }?.deltaM
      record.rows[index].testDeltaM = change?.percent
      record.rows[index].testInterval = change?.interval.map { [$0.low, $0.high] }
    }
    try record.save(in: configuration.folder)
    // The report reads the record that is now there.
    return (
      try ExperimentReport(
        of: configuration.folder, configuration, cells: outcome.cells, command: command,
        notes: unfit + record.remarks),
      record
    )
  }
}
