import Runs
import Statistics
import Tasks

/// The columns of a comparison that Δm counts: those with a baseline to which a change can be relative and that some
/// method has.
struct DeltaMColumns {
  /// The baseline of these columns alone.
  let baseline: Baseline
  let leftOut: [LeftOutMetric]
  /// The positions in the comparison's columns.
  let indices: [Int]
  let columns: [MetricDefinition]
  /// The tasks that have such a column.
  let tasks: [String]
  /// Whether there are several splits, which are then resampled.
  let isOverSplits: Bool

  /// - Parameters:
  ///   - values: the baseline of each column; not finite if it is not defined.
  ///   - isOverSplits: whether there are several splits.
  ///   - isMeasured: whether some multi-task run has a value of the column.
  init(
    _ values: [Double], isMeasured: [Bool], isOverSplits: Bool, columns: [MetricDefinition], tasks: [String],
    options: ComparisonOptions
  ) {
    self.isOverSplits = isOverSplits
    let known = zip(values, isMeasured).map { $1 ? $0 : .nan }
    let whole = Baseline(identity: "", seeds: [], tasks: TaskMetrics.all(known, columns, tasks))
    let (kept, leftOut) = whole.divisible(by: options.convention, mainMetrics: options.mainMetrics)
    baseline = kept
    self.leftOut = leftOut.map { metric in
      let column = columns.firstIndex { $0.task == metric.task && $0.name == metric.metric }
      guard let column, values[column].isFinite, !isMeasured[column] else { return metric }
      return LeftOutMetric(task: metric.task, metric: metric.metric, reason: .unmeasured)
    }
    indices = columns.indices.filter { index in
      kept.tasks.contains { task in
        task.task == columns[index].task && task.metrics.contains { $0.name == columns[index].name }
      }
    }
    self.columns = indices.map { columns[$0] }
    self.tasks = kept.tasks.map(\.task)
  }

  /// The repetitions of a row, with every column; nil if none has all, or if there is no column.
  func sample(_ row: [(repetition: Repetition, values: [Double?])]) -> SeedSample? {
    indices.isEmpty
      ? nil
      : SeedSample(
        row.map { repetition, values in (repetition, indices.map { values[$0] }) }, isOverSplits: isOverSplits)
  }

  /// The measure of Δm over these columns; nil if there are none.
  func measure(_ base: BaselineSample, options: ComparisonOptions) throws -> DeltaMMeasure? {
    indices.isEmpty ? nil : try DeltaMMeasure(base, columns: columns, tasks: tasks, options: options)
  }

  /// The changes of these tasks among all tasks, nil for those that are left out.
  func ofAllTasks<Value>(_ changes: [Value], _ all: [String]) -> [Value?] {
    all.map { task in tasks.firstIndex(of: task).map { changes[$0] } }
  }
}
