import Tasks

/// The columns of a comparison that Δm counts: those whose baseline a change can be relative to and that some method has.
struct DeltaMColumns {
  /// The baseline of these columns alone.
  let baseline: Baseline
  let leftOut: [LeftOutMetric]
  /// Positions in the comparison's columns.
  let indices: [Int]
  let columns: [MetricDefinition]
  /// The tasks that have such a column.
  let tasks: [String]

  /// - Parameters:
  ///   - values: the baseline of each column; not finite where it is not defined.
  ///   - isMeasured: whether some multi-task run has a value of the column.
  init(
    _ values: [Double], isMeasured: [Bool], columns: [MetricDefinition], tasks: [String], options: ComparisonOptions
  ) {
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

  /// The seeds of a row that have every column; nil where none has, or there is no column.
  func sample(_ row: [(seed: Int, values: [Double?])]) -> SeedSample? {
    guard !indices.isEmpty else { return nil }
    let whole = row.compactMap { seed -> (seed: Int, values: [Double])? in
      let own = indices.compactMap { seed.values[$0] }
      return own.count == indices.count ? (seed.seed, own) : nil
    }
    return whole.isEmpty ? nil : SeedSample(seeds: whole.map(\.seed), values: whole.map(\.values))
  }

  /// Δm of these columns; nil where there are none.
  func measure(_ base: BaselineSample, options: ComparisonOptions) throws -> DeltaMMeasure? {
    indices.isEmpty ? nil : try DeltaMMeasure(base, columns: columns, tasks: tasks, options: options)
  }

  /// The changes of these tasks among all tasks, nil for those that are left out.
  func ofAllTasks<Value>(_ changes: [Value], _ all: [String]) -> [Value?] {
    all.map { task in tasks.firstIndex(of: task).map { changes[$0] } }
  }
}
