import Components

/// The reason why runs cannot be compared.
package enum ComparisonError: Error, Sendable, Hashable {
  /// No run has figures of the split.
  case noRuns(split: String)

  /// One row would count a seed twice.
  case sameSeed(label: String, seed: Int, cells: [String])

  /// One metric name means two things.
  case definitions(task: String, metric: String, found: [String])

  /// The runs are of several experiments.
  case experiments([String])

  /// The study has fewer than two experiments.
  case oneExperiment(found: Int)

  /// The study has two experiments of one name.
  case sameExperiment(String)

  /// The study's comparisons are not of one split or convention.
  case differing(what: String, found: [String])
}

extension ComparisonError: CustomStringConvertible {
  package var description: String {
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
    case .oneExperiment(let found):
      "A study should be of at least two experiments. Found \(found)."
    case .sameExperiment(let name):
      "Each experiment of a study should have a name of its own. Found `\(name)` twice."
    case .differing(let what, let found):
      "The experiments of a study should have one \(what). Found \(found.map { "`\($0)`" }.joined(separator: ", "))."
    }
  }
}
