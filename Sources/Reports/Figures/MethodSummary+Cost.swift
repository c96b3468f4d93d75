import Runs
import Statistics

extension MethodSummary.Cost {
  /// The cost of a row's runs.
  ///
  /// - Parameters:
  ///   - runs: all runs.
  ///   - final: the runs that make up the figures of each seed.
  init(of runs: [RunFolder.Finished], final: [[RunFolder.Finished]]) {
    let search = runs.filter { $0.result.role == .search }
    self.runs = runs.count
    searchRuns = search.count
    failedRuns = runs.count { $0.result.failure != nil }
    steps = runs.map(\.result.steps).saturatedSum()
    seconds = runs.reduce(0) { $0 + $1.result.seconds }
    searchSeconds = search.reduce(0) { $0 + $1.result.seconds }
    let kept = final.compactMap { runs -> Double? in
      guard runs.allSatisfy({ !$0.records.isEmpty }) else { return nil }
      return runs.reduce(0) { sum, run in
        run.records.reduce(sum) { $0 + ($1.epoch <= run.result.selection.epoch ? $1.seconds : 0) }
      }
    }
    secondsToKept = kept.count == final.count ? Statistics.median(kept) : nil
  }

  /// The cost that a search counted. It has more runs than those with a result, since the search knows those that it
  /// stopped. If rows have one method, they are its tasks trained alone.
  init?(of rows: [SearchRecord.Row]) {
    guard !rows.isEmpty else { return nil }
    runs = rows.map(\.runs).saturatedSum()
    searchRuns = rows.map(\.searchRuns).saturatedSum()
    prunedRuns = rows.map(\.prunedRuns).saturatedSum()
    failedRuns = rows.map(\.failedRuns).saturatedSum()
    steps = rows.map(\.steps).saturatedSum()
    for row in rows {
      seconds += row.seconds
      searchSeconds += row.searchSeconds
    }
    let kept = rows.compactMap(\.secondsToKeptEpoch)
    secondsToKept = kept.count == rows.count ? kept.reduce(0, +) : nil
  }
}
