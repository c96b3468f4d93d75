/// Why runs cannot be compared.
public enum ComparisonError: Error, Sendable, Hashable {
  /// No run has figures of the split.
  case noRuns(split: String)

  /// One row would count a seed twice.
  case sameSeed(label: String, seed: Int, cells: [String])

  /// One metric name means two things.
  case definitions(task: String, metric: String, found: [String])

  /// Runs of several experiments.
  case experiments([String])
}

extension ComparisonError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noRuns(let split):
      "A comparison should have at least one finished run with figures of the `\(split)` split. Found none."
    case .sameSeed(let label, let seed, let cells):
      """
      The runs of `\(label)` should have different seeds. \
      Found seed \(seed) in \(cells.map { "`\($0)`" }.joined(separator: " and ")).
      """
    case .definitions(let task, let metric, let found):
      "`\(metric)` of task `\(task)` should be one metric in all runs. Found \(found.joined(separator: " and "))."
    case .experiments(let names):
      "A comparison should be of one experiment. Found \(names.map { "`\($0)`" }.joined(separator: ", "))."
    }
  }
}
