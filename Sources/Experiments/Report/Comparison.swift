import Tasks

/// Methods beside each other: every metric over seeds, Δm with its interval, ranks, times, and how all of it came to be.
///
/// ```swift
/// let runs = try RunFolder.discover(in: folder)
/// let comparison = try Comparison(of: runs.finished, context: ReportContext(experiment: "scenes"))
/// print(comparison.terminal())
/// ```
public struct Comparison: Sendable {
  public var context: ReportContext
  public var options: ComparisonOptions
  /// The tasks, in order.
  public var tasks: [String]
  /// The metrics: one column each, grouped by task.
  public var columns: [MetricDefinition]
  /// The single-task row first where there is one, then from the best Δm to the worst; without Δm, by mean rank.
  public var methods: [MethodSummary]
  /// What a prediction reaches that does not look at the input; nil where it is not known. It is neither ranked nor tested.
  public internal(set) var constant: MethodSummary?
  /// What Δm is against; nil where there is neither a given baseline nor a whole set of single-task runs.
  public var baseline: Baseline?
  /// The metrics that Δm leaves out, and why.
  public var leftOut: [LeftOutMetric] = []
  /// A sentence for each metric that leaves out labels of the split, such as the true zeros of a relative error.
  public var leftOutLabels: [String] = []
  /// What the methods say about their runs, a sentence or two each.
  public var remarks: [String] = []
  /// The best multi-task method against each other: those it differs from beyond the interval, and those it does not.
  public var differences: [Difference]
  /// Which figures of the tables are marked.
  var highlights = Highlights()
  /// Splits on which epochs or hyper-parameters were chosen.
  public var selectionSplits: [String]
  /// Criteria by which epochs were chosen.
  public var selectionCriteria: [String]
  /// Which methods differ over seeds or metrics; nil for one method or one block.
  public var ranking: RankAnalysis?
  /// What a search tried; nil where there was none.
  public var search: SearchRecord?
  /// What the seconds are.
  public var clock: CostClock
  /// Runs that are not in the figures, and why.
  public var problems: [String]
  /// The runs that would be recommended of each row, by its label.
  var candidates: [String: [RecommendedRun]] = [:]
  /// What the runs of the best row and of single-task training keep of their answers on the test split.
  var keptAnswers: [KeptAnswers] = []

  /// The difference of two methods' Δm.
  public struct Difference: Sendable, Hashable {
    /// The label of the method that is compared with the best.
    public var label: String
    /// Its Δm less the best's, in percentage points.
    public var percent: Double
    /// Simultaneous over all pairs of methods; nil where no side has two seeds.
    public var interval: Interval?

    /// Whether the interval excludes zero.
    public var isBeyondInterval: Bool { interval.map { !$0.contains(0) } ?? false }
  }

  /// The multi-task rows, best first.
  public var multiTask: [MethodSummary] { methods.filter { !$0.isSingleTask } }

  /// The single-task row.
  public var singleTask: MethodSummary? { methods.first(where: \.isSingleTask) }

  /// The multi-task method with the best Δm.
  public var best: MethodSummary? { multiTask.first { $0.deltaM != nil } }

  /// Whether there is a baseline that Δm can be relative to.
  public var hasDeltaM: Bool { baseline?.tasks.isEmpty == false }

  /// How many metrics Δm rests on.
  var countedMetrics: Int { baseline?.tasks.reduce(0) { $0 + $1.metrics.count } ?? 0 }

  /// Why there is no Δm, in words that go on after "since" or a colon.
  var deltaMAbsence: String {
    if baseline != nil { return "no metric has a baseline that it can be relative to" }
    return singleTask == nil
      ? "there is no single-task baseline in this comparison"
      : "the single-task runs of this comparison are not whole"
  }

  /// More names than these are counted in sentences.
  static let mostNamed = 5

  /// All seeds of all rows.
  public var seeds: [Int] { Set(methods.flatMap(\.seeds)).sorted() }

  /// Whether anything was chosen on the split whose figures are reported.
  public var selectsOnReportedSplit: Bool { selectionSplits.contains { $0 == options.split || $0 == "test" } }

  /// Positions in ``columns`` of a task's metrics.
  public func columnIndices(of task: String) -> [Int] { columns.indices.filter { columns[$0].task == task } }

  /// "95 %".
  public var levelText: String {
    let percent = options.bootstrap.level * 100
    return (percent == percent.rounded() ? "\(Int(percent))" : "\(percent)") + "\u{202F}%"
  }
}
