import Runs

/// The runs of one row before they are summarised: final runs with all figures by seed, and the others.
struct ComparisonRow {
  var method: String
  var label: String
  /// The runs of each seed and split: one, or one for each task in single-task training.
  var seeds: [(repetition: Repetition, runs: [RunFolder.Finished])] = []
  /// The final runs with figures, also those of seeds that are not whole.
  var runs: [RunFolder.Finished] = []
  var cost = MethodSummary.Cost()

  /// The metric values of a seed, in the order of the columns; nil for a missing value or one that is not finite.
  func values(_ index: Int, _ split: String, _ columns: [MetricDefinition]) -> [Double?] {
    columns.map { column in
      let values = seeds[index].runs.compactMap { $0.result.metrics[split]?[column.task]?[column.name] }
      return values.first.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// Rows in the order of the experiment, and the reasons why runs are left out.
  ///
  /// - Throws: ``ComparisonError/sameSeed(label:seed:cells:)``.
  static func rows(
    of runs: [RunFolder.Finished], tasks: [String], options: ComparisonOptions
  ) throws(ComparisonError) -> (rows: [ComparisonRow], problems: [String]) {
    var labels = options.order.filter { label in runs.contains { $0.result.label == label } }
    for run in runs where !labels.contains(run.result.label) { labels.append(run.result.label) }
    var problems: [String] = []
    var rows: [ComparisonRow] = []
    for label in labels {
      let own = runs.filter { $0.result.label == label }
      var row = ComparisonRow(method: own[0].result.method, label: label)
      row.runs = own.filter { run in
        guard run.result.role == .final else { return false }
        guard let failure = run.result.failure else { return true }
        problems.append("\(label), \(run.result.repetition.name): \(failure)")
        return false
      }
      row.seeds = try wholeSeeds(row, tasks, &problems)
      row.cost = MethodSummary.Cost(of: own, final: row.seeds.map(\.runs))
      rows.append(row)
    }
    return (rows, problems)
  }

  private static func wholeSeeds(
    _ row: ComparisonRow, _ tasks: [String], _ problems: inout [String]
  ) throws(ComparisonError) -> [(repetition: Repetition, runs: [RunFolder.Finished])] {
    var whole: [(repetition: Repetition, runs: [RunFolder.Finished])] = []
    for repetition in Set(row.runs.map(\.result.repetition)).sorted() {
      let runs = row.runs.filter { $0.result.repetition == repetition }
      for task in tasks {
        let sharing = runs.filter { $0.result.tasks.contains(task) }
        if sharing.count > 1 {
          throw .sameSeed(label: row.label, seed: repetition.seed, cells: sharing.map(\.result.cell))
        }
      }
      let missing = tasks.filter { task in !runs.contains { $0.result.tasks.contains(task) } }
      if missing.isEmpty {
        whole.append((repetition, runs))
      } else {
        let names = missing.map { "`\($0)`" }.joined(separator: ", ")
        problems.append(
          "\(row.label), \(repetition.name): there is no run of \(names), so the \(repetition.fold == nil ? "seed" : "pair") is left out."
        )
      }
    }
    return whole
  }
}
