import Runs
import Statistics
import Tasks

extension Comparison {
  /// Compares finished runs.
  ///
  /// Runs of one label are one row. Runs that only searched hyper-parameters are counted, not averaged. A run that
  /// failed, or lacks a task or a figure, is left out of the means and named in ``problems``. A metric whose baseline
  /// is 0 or not defined is left out of Δm and named in ``leftOut``.
  ///
  /// - Parameters:
  ///   - runs: results with their epochs, of one experiment.
  ///   - constant: the figures of predictions that do not look at the input.
  ///   - search: the record of a search, whose count of runs is the one that holds.
  ///   - problems: what the caller already knows to be missing (unreadable folders), a sentence each.
  /// - Throws: ``ComparisonError``; ``DeltaMError`` if the given baseline does not fit.
  package init(
    of runs: [RunFolder.Finished], options: ComparisonOptions = ComparisonOptions(), context: ReportContext,
    constant: ConstantRecord? = nil, search: SearchRecord? = nil, problems: [String] = []
  ) throws {
    let experiments = Set(runs.map(\.result.experiment)).sorted()
    guard experiments.count < 2 else { throw ComparisonError.experiments(experiments) }
    let (runs, clock) = RunFolder.Finished.timed(runs, search)
    let final = runs.filter { $0.result.role == .final && $0.result.metrics[options.split] != nil }
    guard !final.isEmpty else { throw ComparisonError.noRuns(split: options.split) }

    self.context = context
    self.options = options
    self.search = search
    self.clock = clock
    tasks = Self.tasks(of: final)
    columns = try Self.columns(of: final, tasks: tasks)
    selectionSplits = Set(final.map(\.result.selection.split)).sorted()
    selectionCriteria = Set(final.map(\.result.selection.criterion)).sorted()
    let (rows, left) = try ComparisonRow.rows(of: runs, tasks: tasks, options: options)
    self.problems = problems + left
    candidates = Self.candidates(of: rows, tasks: tasks)
    self.constant = constant.flatMap { [columns] in MethodSummary($0, columns, split: options.split) }
    methods = []
    differences = []
    leftOutLabels = Self.leftOutLabels(final, columns, options.split)
    remarks = Self.remarks(of: final)
    let values = rows.map { [columns] row in
      row.seeds.indices.map { (repetition: row.seeds[$0].repetition, values: row.values($0, options.split, columns)) }
    }
    self.problems += Self.missingFigures(rows.map(\.label), values, columns, options.split)
    methods = zip(rows, values).enumerated().map { [tasks, columns] position, row in
      Self.summary(row.0, row.1, tasks, columns, position)
    }
    rank()
    var simultaneous = options.simultaneous
    simultaneous.testRatio = testRatio
    try measure(rows, values, &simultaneous)
    highlights.metrics = highlightedMetrics(&simultaneous)
    for index in methods.indices {
      let method = methods[index]
      let rows = search?.rows.filter {
        $0.method == method.method && ($0.label == method.label || method.isSingleTask)
      }
      if let cost = MethodSummary.Cost(of: rows ?? []) { methods[index].cost = cost }
    }
    sort()
    ranking = RankAnalysis(of: [self], choice: options.blocks)
  }

  /// Computes Δm of every multi-task row against the given baseline or the single-task row; without either there is
  /// none.
  private mutating func measure(
    _ rows: [ComparisonRow], _ values: [[(repetition: Repetition, values: [Double?])]],
    _ simultaneous: inout SimultaneousIntervals
  ) throws {
    highlights.changes = tasks.map { _ in [] }
    let single = rows.firstIndex { $0.method == RunResult.singleTask }
    let shared = rows.indices.filter { $0 != single }
    let alone = single.flatMap { rows[$0].seeds.isEmpty ? nil : methods[$0] }
    guard let reference = try BaselineSample.values(options.baseline, alone, columns) else { return }
    let isMeasured = columns.indices.map { column in
      shared.isEmpty || shared.contains { values[$0].contains { $0.values[column] != nil } }
    }
    let choice = DeltaMColumns(
      reference, isMeasured: isMeasured, isOverSplits: splitCount != nil, columns: columns, tasks: tasks,
      options: options)
    leftOut = choice.leftOut
    let samples = values.map { choice.sample($0) }
    let base = BaselineSample(
      options.baseline, single.flatMap { samples[$0] }, seeds: Set(alone?.seeds ?? []).sorted(),
      network: context.network, choice)
    baseline = base.baseline
    guard let measure = try choice.measure(base, options: options) else { return }
    for index in shared {
      guard let sample = samples[index] else { continue }
      guard let change = try? measure.deltaM(of: sample), change.percent.isFinite else {
        problems.append("\(methods[index].label): Δm is not a finite number.")
        continue
      }
      methods[index].deltaM = change
      methods[index].taskChanges = choice.ofAllTasks(measure.taskChanges(of: sample), tasks)
    }
    differences = measure.judge(&methods, samples, &simultaneous)
    let marked = measure.highlights(methods, samples, &simultaneous)
    highlights.deltaM = marked.deltaM
    highlights.changes = choice.ofAllTasks(marked.changes, tasks).map { $0 ?? [] }
    measureConstant(choice, measure)
    widenTaskIntervals()
  }

  /// Computes Δm of the constant prediction. If all seeds have the same data it is the same for each.
  private mutating func measureConstant(_ choice: DeltaMColumns, _ measure: DeltaMMeasure) {
    guard let row = constant else { return }
    let seeds = measure.base.sample.seeds.isEmpty ? [0] : measure.base.sample.seeds
    let values =
      row.seeds.isEmpty
      ? seeds.map { (repetition: Repetition(seed: $0), values: row.estimates.map { $0?.mean }) }
      : row.repetitions.enumerated().map { index, repetition in
        (repetition: repetition, values: row.estimates.map { $0?.values[index] })
      }
    guard let sample = choice.sample(values), let change = try? measure.deltaM(of: sample), change.percent.isFinite
    else { return }
    constant?.deltaM = change
    constant?.taskChanges = choice.ofAllTasks(measure.taskChanges(of: sample), tasks)
  }

  private static func tasks(of runs: [RunFolder.Finished]) -> [String] {
    let shared = runs.filter { $0.result.method != RunResult.singleTask }
    var tasks: [String] = []
    for run in shared + runs { for task in run.result.tasks where !tasks.contains(task) { tasks.append(task) } }
    return tasks
  }

  private static func columns(of runs: [RunFolder.Finished], tasks: [String]) throws -> [MetricDefinition] {
    var columns: [MetricDefinition] = []
    for definition in runs.flatMap(\.result.definitions) where !columns.contains(definition) {
      if let other = columns.first(where: { $0.task == definition.task && $0.name == definition.name }) {
        throw ComparisonError.definitions(
          task: definition.task, metric: definition.name, found: [other.fingerprint, definition.fingerprint])
      }
      columns.append(definition)
    }
    return tasks.flatMap { task in columns.filter { $0.task == task } }
  }

  private mutating func rank() {
    let ranks = Ranking.meanRanks(
      columns.indices.compactMap { column in
        let means = methods.map { $0.estimates[column]?.mean }
        // A metric that no row has gives no ranks.
        return means.contains { $0 != nil } ? (means, columns[column].direction) : nil
      })
    guard !ranks.isEmpty else { return }
    for (index, rank) in ranks.enumerated() { methods[index].meanRank = rank }
  }

  private mutating func sort() {
    let convention = options.convention
    func key(_ method: MethodSummary) -> (Int, Double, Double, Int) {
      (
        method.isSingleTask ? 0 : 1, method.deltaM.map { -convention.improvement($0.percent) } ?? .infinity,
        method.meanRank ?? .infinity, method.position
      )
    }
    methods.sort { key($0) < key($1) }
  }
}

extension MetricDefinition {
  /// The text that differs between two definitions of one name.
  fileprivate var fingerprint: String {
    let unit = unit.isEmpty ? "" : " in \(unit)"
    return "version \(version)\(unit), \(direction == .higherIsBetter ? "higher" : "lower") is better"
  }
}

extension Comparison {
  /// A row without the parts that need the other rows: Δm and rank.
  static func summary(
    _ row: ComparisonRow, _ values: [(repetition: Repetition, values: [Double?])], _ tasks: [String],
    _ columns: [MetricDefinition], _ position: Int
  ) -> MethodSummary {
    let estimates = columns.indices.map { column -> MethodSummary.Estimate? in
      let found = values.compactMap { $0.values[column] }
      guard found.count == values.count, let mean = Statistics.mean(found) else { return nil }
      return .init(mean: mean, standardDeviation: Statistics.standardDeviation(found), values: found)
    }
    let results = row.runs.map(\.result)
    return MethodSummary(
      method: row.method, label: row.label, position: position, repetitions: row.seeds.map(\.repetition),
      estimates: estimates,
      deltaM: nil, taskChanges: [], meanRank: nil,
      seconds: row.seeds.map { $0.runs.reduce(0) { $0 + $1.result.seconds } }, cost: row.cost,
      parameters: row.seeds.first.map { $0.runs.map(\.result.parameters).saturatedSum() } ?? 0,
      hyperparameters: settings(results, of: row), bestEpochs: results.map(\.selection.epoch),
      convergence: Convergence(of: results), curves: Curve.all(of: row.runs, tasks: tasks))
  }

  /// The settings by name, with all values if runs differ.
  private static func settings(_ results: [RunResult], of row: ComparisonRow) -> [MethodSummary.Setting] {
    let defaults = row.cost.searchRuns == 0 ? MethodSummary.Setting.defaultsToSearch(of: row.method) : [:]
    return Set(results.flatMap(\.hyperparameters.keys)).sorted().map { name in
      var values: [String] = []
      for result in results {
        if let value = result.hyperparameters[name], !values.contains(value) { values.append(value) }
      }
      let value = values.joined(separator: " | ")
      return .init(name: name, value: value, isUnsearched: defaults[name] == value)
    }
  }
}

extension Comparison {
  /// The methods' remarks on their runs, a sentence or two for each row: the first run's remarks, and the number of
  /// others with some.
  static func remarks(of runs: [RunFolder.Finished]) -> [String] {
    var labels: [String] = []
    for run in runs where !labels.contains(run.result.label) { labels.append(run.result.label) }
    return labels.compactMap { label in
      let own = runs.map(\.result).filter { $0.label == label && $0.remarks?.isEmpty == false }
        .sorted { $0.repetition < $1.repetition }
      guard let first = own.first, let remarks = first.remarks else { return nil }
      let others = own.count - 1
      let more = others == 0 ? "" : others == 1 ? " Another run says the like." : " \(others) other runs say the like."
      return "\(label), \(first.repetition.name): \(remarks.joined(separator: " "))\(more)"
    }
  }
}
