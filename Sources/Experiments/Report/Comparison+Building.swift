import Tasks

extension Comparison {
  /// Compares finished runs.
  ///
  /// Runs of one label are one row; runs that only searched hyper-parameters are counted, not averaged. A run that
  /// failed, or lacks a task or a figure, is left out of the means and named in ``problems``.
  ///
  /// - Parameters:
  ///   - runs: results with their epochs, of one experiment.
  ///   - search: what a search tried, whose count of runs is the one that holds.
  ///   - problems: what the caller already knows to be missing (unreadable folders), a sentence each.
  /// - Throws: ``ComparisonError``; ``DeltaMError`` where the baseline has a zero or does not fit.
  public init(
    of runs: [RunFolder.Finished], options: ComparisonOptions = ComparisonOptions(), context: ReportContext,
    search: SearchRecord? = nil, problems: [String] = []
  ) throws {
    let experiments = Set(runs.map(\.result.experiment)).sorted()
    guard experiments.count < 2 else { throw ComparisonError.experiments(experiments) }
    let final = runs.filter { $0.result.role == .final && $0.result.metrics[options.split] != nil }
    guard !final.isEmpty else { throw ComparisonError.noRuns(split: options.split) }

    self.context = context
    self.options = options
    self.search = search
    tasks = Self.tasks(of: final)
    columns = try Self.columns(of: final, tasks: tasks)
    selectionSplits = Set(final.map(\.result.selection.split)).sorted()
    selectionCriteria = Set(final.map(\.result.selection.criterion)).sorted()
    let (rows, left) = try ComparisonRow.rows(of: runs, tasks: tasks, options: options)
    self.problems = problems + left

    var samples: [SeedSample?] = []
    var summaries: [MethodSummary] = []
    for (colour, row) in rows.enumerated() {
      var values: [(seed: Int, values: [Double?])] = []
      for (index, seed) in row.seeds.enumerated() {
        let found = row.values(index, options.split, columns)
        for (column, value) in zip(columns, found) where value == nil {
          self.problems.append(
            "\(row.label), seed \(seed.seed): `\(column.name)` of `\(column.task)` is missing or not finite.")
        }
        values.append((seed.seed, found))
      }
      summaries.append(Self.summary(row, values, tasks, columns, colour))
      let whole = values.filter { !$0.values.contains { $0 == nil } }
      samples.append(
        whole.isEmpty
          ? nil : SeedSample(seeds: whole.map(\.seed), values: whole.map { $0.values.compactMap { $0 } }))
    }

    let single = rows.firstIndex { $0.method == RunResult.singleTask }
    let base = try BaselineSample(
      options.baseline, single.flatMap { samples[$0] }, network: context.network, columns: columns, tasks: tasks)
    baseline = base?.baseline
    methods = summaries
    differences = []
    rank()
    if let base {
      let measure = try DeltaMMeasure(base, columns: columns, tasks: tasks, options: options)
      for index in methods.indices where !methods[index].isSingleTask {
        guard let sample = samples[index] else { continue }
        methods[index].deltaM = try measure.deltaM(of: sample)
        methods[index].taskChanges = measure.taskChanges(of: sample)
      }
      differences = measure.differences(methods, samples)
    }
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
      columns.indices.map { column in (methods.map { $0.estimates[column]?.mean }, columns[column].direction) })
    for (index, rank) in ranks.enumerated() { methods[index].meanRank = rank }
  }

  private mutating func sort() {
    let convention = options.convention
    func key(_ method: MethodSummary) -> (Int, Double, Double, Int) {
      (
        method.isSingleTask ? 0 : 1, method.deltaM.map { -convention.improvement($0.percent) } ?? .infinity,
        method.meanRank ?? .infinity, method.colour
      )
    }
    methods.sort { key($0) < key($1) }
  }
}

extension MetricDefinition {
  /// What makes two definitions of one name different.
  fileprivate var fingerprint: String {
    let unit = unit.isEmpty ? "" : " in \(unit)"
    return "version \(version)\(unit), \(direction == .higherIsBetter ? "higher" : "lower") is better"
  }
}
