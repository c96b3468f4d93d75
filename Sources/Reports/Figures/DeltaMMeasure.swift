import Runs
import Statistics
import Tasks

/// The baseline in the form that the bootstrap needs: its means, and its seeds if it has any.
struct BaselineSample {
  var baseline: Baseline
  var sample: SeedSample

  /// Creates the baseline. A given baseline is exact, since its seeds' values are not known. Otherwise it comes from
  /// the single-task runs.
  init(_ given: Baseline?, _ single: SeedSample?, seeds: [Int], network: String?, _ choice: DeltaMColumns) {
    let values = choice.baseline.tasks.flatMap { $0.metrics.map(\.value) }
    let network = network.map { ", \($0)" } ?? ""
    baseline = Baseline(
      identity: given?.identity ?? "single-task runs of this comparison\(network)",
      seeds: given?.seeds ?? (choice.isOverSplits ? nil : single?.seeds) ?? seeds, tasks: choice.baseline.tasks)
    sample = given == nil ? single ?? SeedSample(seeds: [], values: [values]) : SeedSample(seeds: [], values: [values])
  }

  /// The baseline of each column, from a given one or from the single-task row; NaN if it is not defined, nil if there
  /// is neither.
  ///
  /// - Throws: ``DeltaMError`` if a given baseline lacks a task or a metric.
  static func values(
    _ given: Baseline?, _ single: MethodSummary?, _ columns: [MetricDefinition]
  ) throws -> [Double]? {
    guard let given else { return single.map { $0.estimates.map { $0?.mean ?? .nan } } }
    return try columns.map { column -> Double in
      guard let task = given.tasks.first(where: { $0.task == column.task }) else {
        throw DeltaMError.missingTask(task: column.task, in: .baseline, found: given.tasks.map(\.task))
      }
      guard let metric = task.metrics.first(where: { $0.name == column.name }) else {
        throw DeltaMError.missingMetric(
          task: column.task, metric: column.name, in: .baseline, found: task.metrics.map(\.name))
      }
      return metric.value
    }
  }
}

extension TaskMetrics {
  /// A row of values with the names of their columns.
  static func all(_ values: [Double], _ columns: [MetricDefinition], _ tasks: [String]) -> [TaskMetrics] {
    tasks.map { task in
      TaskMetrics(
        task,
        columns.indices.filter { columns[$0].task == task }.map {
          MetricValue(columns[$0].name, values[$0], columns[$0].direction, isRatio: columns[$0].isRatio)
        })
    }
  }
}

/// A measure of Δm as a function of rows of numbers, fast enough to be redrawn ten thousand times.
///
/// All conventions are linear in the relative changes, so a convention is known by its value for each change alone. The
/// coefficients come from `DeltaM` itself.
struct DeltaMMeasure {
  let base: BaselineSample
  let columns: [MetricDefinition]
  let tasks: [String]
  let options: ComparisonOptions
  /// The coefficients of each column's relative change, in the convention's sign.
  let coefficients: [Double]

  init(
    _ base: BaselineSample, columns: [MetricDefinition], tasks: [String], options: ComparisonOptions
  ) throws {
    self.base = base
    self.columns = columns
    self.tasks = tasks
    self.options = options
    coefficients = try columns.indices.map { unit in
      let terms = DeltaM.Terms(
        tasks.map { task in
          .init(
            task,
            columns.indices.filter { columns[$0].task == task }.map {
              .init(columns[$0].name, improvement: $0 == unit ? 1 : 0)
            })
        })
      return try terms.deltaM(options.convention, mainMetrics: options.mainMetrics).percent
    }
  }

  /// The Δm of a method, without an interval: ``judge(_:_:_:)`` gives all methods theirs.
  func deltaM(of sample: SeedSample) throws -> MethodSummary.Change {
    let exact = try DeltaM(
      of: TaskMetrics.all(sample.means, columns, tasks), against: base.baseline, options.convention,
      mainMetrics: options.mainMetrics)
    var change = change(of: sample, coefficients)
    change.percent = exact.percent
    return change
  }

  /// The share of each task: the mean change of its metrics that the convention counts.
  func taskChanges(of sample: SeedSample) -> [MethodSummary.Change] {
    tasks.map { task in
      let all = coefficients(of: task)
      var change = change(of: sample, all)
      // Of hundreds of columns a task has a few.
      let counted = all.indices.filter { all[$0] != 0 }
      let own = counted.map { all[$0] }, columns = counted.map { self.columns[$0] }
      change.interval = options.bootstrap.interval(
        of: [sample.columns(counted), base.sample.columns(counted)]
      ) { Self.percent($0[0], $0[1], own, columns) }
      return change
    }
  }

  /// The coefficients of one task's metrics, which sum to one.
  func coefficients(of task: String) -> [Double] {
    let own = columns.indices.map { columns[$0].task == task ? coefficients[$0] : 0 }
    let total = own.reduce(0) { $0 + abs($1) }
    return total > 0 ? own.map { $0 / total } : own
  }

  /// Gives every Δm its interval, and compares the best method with every other: the intervals that decide, each
  /// simultaneous over all methods.
  ///
  /// - Returns: the differences, the smallest first.
  func judge(
    _ methods: inout [MethodSummary], _ samples: [SeedSample?], _ simultaneous: inout SimultaneousIntervals
  ) -> [Comparison.Difference] {
    let compared = methods.indices.filter { methods[$0].deltaM != nil && samples[$0] != nil }
    let statistics = SeedJackknife(
      [base.sample] + compared.compactMap { samples[$0] }, sets: compared.indices.map { [$0 + 1, 0] }
    ) { percent($0[0], $0[1], coefficients) }
    for (index, interval) in zip(compared, simultaneous.intervals(of: statistics)) {
      methods[index].deltaM?.interval = interval
    }
    // As the rows of the report are sorted, so that both have the same best.
    let keys = compared.map { index -> (Double, Double, Int) in
      let method = methods[index]
      return (
        -options.convention.improvement(method.deltaM?.percent ?? .nan), method.meanRank ?? .infinity, method.position
      )
    }
    let order = keys.indices.sorted { keys[$0] < keys[$1] }
    guard let best = order.first else { return [] }
    let intervals = simultaneous.differences(of: statistics, from: best)
    return order.dropFirst().map { index in
      .init(
        label: methods[compared[index]].label, percent: statistics.estimates[index] - statistics.estimates[best],
        interval: intervals[index])
    }
  }

  private func change(of sample: SeedSample, _ coefficients: [Double]) -> MethodSummary.Change {
    let reference = base.sample.means
    let perSeed = sample.values.indices.map { row in
      let alone = base.sample.seeds.firstIndex(of: sample.seeds[row])
      let own = alone.map { percent(sample.values[row], base.sample.values[$0], coefficients) } ?? .nan
      return own.isFinite ? own : percent(sample.values[row], reference, coefficients)
    }
    return .init(
      percent: percent(sample.means, reference, coefficients),
      standardDeviation: Statistics.standardDeviation(perSeed),
      interval: nil,
      perSeed: perSeed, seeds: sample.seeds)
  }

  func percent(_ values: [Double], _ reference: [Double], _ coefficients: [Double]) -> Double {
    Self.percent(values, reference, coefficients, columns)
  }

  private static func percent(
    _ values: [Double], _ reference: [Double], _ coefficients: [Double], _ columns: [MetricDefinition]
  ) -> Double {
    var sum = 0.0
    for index in values.indices where coefficients[index] != 0 {
      let change = 100 * (values[index] - reference[index]) / abs(reference[index])
      sum += coefficients[index] * (columns[index].direction == .higherIsBetter ? change : -change)
    }
    return sum
  }
}
