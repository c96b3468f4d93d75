import Foundation
import Runs
import Statistics
import Tasks

/// A comparison of methods: every metric over seeds, Δm with its interval, ranks, times, and how all of it was made.
///
/// ```swift
/// let runs = try RunFolder.discover(in: folder)
/// let comparison = try Comparison(of: runs.finished, context: ReportContext(experiment: "scenes"))
/// print(comparison.terminal())
/// ```
package struct Comparison: Sendable {
  package var context: ReportContext
  package var options: ComparisonOptions
  /// The tasks, in order.
  package var tasks: [String]
  /// The metrics: one column each, grouped by task.
  package var columns: [MetricDefinition]
  /// The rows: single-task training first if there is one, then from the best Δm to the worst; without Δm, by mean
  /// rank.
  package var methods: [MethodSummary]
  /// The figures of a prediction that does not look at the input; nil if they are not known. It is neither ranked nor
  /// tested.
  package internal(set) var constant: MethodSummary?
  /// The baseline of Δm; nil if there is neither a given baseline nor a whole set of single-task runs.
  package var baseline: Baseline?
  /// The metrics that Δm leaves out, and why.
  package var leftOut: [LeftOutMetric] = []
  /// A sentence for each metric that leaves out labels of the split, such as the true zeros of a relative error.
  package var leftOutLabels: [String] = []
  /// The methods' remarks on their runs, a sentence or two each.
  package var remarks: [String] = []
  /// The differences of all multi-task methods from the best, beyond their intervals or not.
  package var differences: [Difference]
  /// The figures of the tables that are marked.
  var highlights = Highlights()
  /// The splits on which epochs or hyper-parameters were chosen.
  package var selectionSplits: [String]
  /// The criteria by which epochs were chosen.
  package var selectionCriteria: [String]
  /// The analysis of which methods differ over seeds or metrics; nil for one method or one block.
  package var ranking: RankAnalysis?
  /// The record of a search; nil if there was none.
  package var search: SearchRecord?
  /// The clock of the seconds.
  package var clock: CostClock
  /// The runs that are not in the figures, with the reasons.
  package var problems: [String]
  /// The runs that would be recommended for each row, by its label.
  var candidates: [String: [RecommendedRun]] = [:]
  /// The claims of the experiment with their verdicts; empty if it has none.
  package internal(set) var claims: [JudgedClaim] = []
  /// The answers on the test split that the runs of the best row and of single-task training keep.
  var keptAnswers: [KeptAnswers] = []

  /// The difference of two methods' Δm.
  package struct Difference: Sendable, Hashable {
    /// The label of the method that is compared with the best.
    package var label: String
    /// The Δm of the method less the best's, in percentage points.
    package var percent: Double
    /// The interval, simultaneous over all pairs of methods; nil if no side has two seeds.
    package var interval: Interval?

    /// Whether the interval excludes zero.
    package var isBeyondInterval: Bool { interval.map { !$0.contains(0) } ?? false }
  }

  /// The multi-task rows, best first.
  package var multiTask: [MethodSummary] { methods.filter { !$0.isSingleTask } }

  /// The single-task row.
  package var singleTask: MethodSummary? { methods.first(where: \.isSingleTask) }

  /// The multi-task method with the best Δm.
  package var best: MethodSummary? { multiTask.first { $0.deltaM != nil } }

  /// Whether there is a baseline that Δm can be relative to.
  package var hasDeltaM: Bool { baseline?.tasks.isEmpty == false }

  /// The number of metrics on which Δm rests.
  var countedMetrics: Int { baseline?.tasks.reduce(0) { $0 + $1.metrics.count } ?? 0 }

  /// The reason why there is no Δm, in words that continue after "since" or a colon.
  var deltaMAbsence: String {
    if baseline != nil { return "no metric has a baseline that it can be relative to" }
    return singleTask == nil
      ? "there is no single-task baseline in this comparison"
      : "the single-task runs of this comparison are not whole"
  }

  /// The largest number of names in a sentence. If there are more, they are counted.
  static let mostNamed = 5

  /// The seeds of all rows.
  package var seeds: [Int] { Set(methods.flatMap(\.seeds)).sorted() }

  /// Whether anything was chosen on the split whose figures are reported.
  package var selectsOnReportedSplit: Bool { selectionSplits.contains { $0 == options.split || $0 == "test" } }

  /// The positions in ``columns`` of a task's metrics.
  package func columnIndices(of task: String) -> [Int] { columns.indices.filter { columns[$0].task == task } }

  /// The level in words: "95 %".
  package var levelText: String {
    let percent = options.bootstrap.level * 100
    return (percent == percent.rounded() ? "\(Int(percent))" : "\(percent)") + "\u{202F}%"
  }
}

extension Comparison {
  /// Writes the files of a report: `report.html`, `report.md`, `report.csv` (a line for each method), `seeds.csv` (a
  /// line for each seed and metric), `report.tex`, `pairs.csv` (a line for each pair of methods) if methods were
  /// ranked, `search.csv` (a line for each training) if there was a search, `claims.csv` if the experiment has claims, and `confusion.csv` and `calibration.csv`
  /// if runs kept their answers. Each replaces an older one as a whole.
  ///
  /// - Parameter vegaBundle: as in ``html(vegaBundle:)``.
  /// - Returns: the files, the page first.
  @discardableResult
  package func write(to folder: URL, vegaBundle: URL? = nil) throws(ResultsError) -> [URL] {
    let place = try RunFolder.create(at: folder)
    var files = [
      ("report.html", try html(vegaBundle: vegaBundle)), ("report.md", markdown()), ("report.csv", csv()),
      ("seeds.csv", seedsCSV()), ("report.tex", latex()),
    ]
    if let ranking { files.append(("pairs.csv", ranking.csv)) }
    if let search = searchCSV() { files.append(("search.csv", search)) }
    if !claims.isEmpty { files.append(("claims.csv", JudgedClaim.csv(of: claims, experiment: context.experiment))) }
    if let confusion = confusionCSV { files.append(("confusion.csv", confusion)) }
    if let calibration = calibrationCSV { files.append(("calibration.csv", calibration)) }
    for (name, text) in files { try place.write(Data(text.utf8), as: name) }
    return files.map { folder.appending(path: $0.0) }
  }
}
