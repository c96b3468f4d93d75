import Components
import Configuration
import Foundation
import Printing
import Reports
import Statistics

/// Which tasks of an experiment should have a network together, from its finished runs, and the experiment that trains one
/// network for each group.
///
/// An experiment with `comparison.each: {tasks: 2}` is divided by what tasks gain from each other in pairs. Any other is divided by
/// the cosines of the tasks' gradients, which `training.diagnostics` measures. Gains are those of the validation split, so that
/// the test split does not choose the groups on which it is reported.
package struct GroupedExperiment: Sendable {
  /// The numbers by which the tasks are divided, in the order of the experiment's tasks.
  package let affinity: TaskMatrix
  /// The numbers' name: "pairwise gain in %".
  package let quantity: String
  package let grouping: TaskGrouping
  private static let gain = "pairwise gain in %"
  /// The experiment with `comparison.each.tasks` set to the groups.
  private let document: ConfigurationDocument

  /// Divides the tasks.
  ///
  /// - Parameters:
  ///   - document: the experiment whose runs are finished.
  ///   - groups: the largest number of groups; nil for any number.
  ///   - row: the row of the comparison whose figures count; nil for the one with the largest mean.
  /// - Throws: `ConfigurationError` for one task, for an experiment of which neither pairs were compared nor gradients measured, for
  ///   an unknown row and for a missing pair; the errors of reading the experiment and its runs.
  package init(of document: ConfigurationDocument, groups: Int? = nil, row: String? = nil) throws {
    let experiment = try ExperimentConfiguration(reading: document, catalogue: .toolkit)
    let tasks = try experiment.selectedTasks(of: experiment.comparedData()).map(\.name)
    guard tasks.count > 1 else {
      throw ConfigurationError("There should be at least two tasks to divide. Found \(tasks.quotedList).")
    }
    let matrices: [TaskMatrix]
    (matrices, quantity) = try Self.affinities(experiment, document)
    affinity = try Self.chosen(matrices, row).ordered(as: tasks)
    let gains = try Self.whole(affinity, quantity)
    grouping = TaskGrouping(gains, groups: groups ?? tasks.count)
    var grouped = document
    let lists = grouping.groups.map { "[" + $0.map { YAMLText.quoted(tasks[$0]) }.joined(separator: ", ") + "]" }
    try grouped.set("name", to: YAMLText.quoted(experiment.name), option: "group")
    try grouped.set("comparison.each", to: "{tasks: [\(lists.joined(separator: ", "))]}", option: "group")
    self.document = grouped
  }

  /// The matrices of all rows that have one, and what their numbers are.
  private static func affinities(
    _ experiment: ExperimentConfiguration, _ document: ConfigurationDocument
  ) throws -> ([TaskMatrix], String) {
    func comparison(_ experiment: ExperimentConfiguration) throws -> Comparison {
      try ExperimentReport(of: experiment.folder, split: "validation").comparison
    }
    guard let each = experiment.comparison.each else {
      let matrices = try comparison(experiment).gradientCosines
      guard !matrices.isEmpty else {
        throw ConfigurationError(
          "The experiment should have `comparison.each: {tasks: 2}`, which compares all pairs of tasks, or "
            + "`training.diagnostics`, which measures the cosines of their gradients. Found no figures of either.")
      }
      return (matrices, "gradient cosine")
    }
    guard each.tasks == .subsets(2), each.shares.isEmpty else {
      throw ConfigurationError("`comparison.each` should be `{tasks: 2}`, all pairs of tasks. Found other experiments.")
    }
    let pairs = try document.comparedExperiments().map {
      try comparison(ExperimentConfiguration(reading: $0, catalogue: .toolkit))
    }
    var labels: [String] = []
    for label in pairs.flatMap({ $0.multiTask.map(\.label) }) where !labels.contains(label) { labels.append(label) }
    return (labels.compactMap { TaskMatrix.gains($0, of: pairs) }, Self.gain)
  }

  private static func chosen(_ matrices: [TaskMatrix], _ row: String?) throws -> TaskMatrix {
    func mean(_ matrix: TaskMatrix) -> Double {
      Statistics.mean(matrix.values.joined().compactMap(\.self)) ?? -.infinity
    }
    guard let row else {
      // The first of equals.
      guard let best = matrices.reversed().max(by: { mean($0) < mean($1) }) else {
        throw ConfigurationError("The pairs should have single-task training, to which gains are relative. Found none.")
      }
      return best
    }
    guard let matrix = matrices.first(where: { $0.label == row }) else {
      let labels = matrices.map(\.label)
      throw ConfigurationError(
        "`--row` should be a row of the comparison: \(labels.quotedList). Found \(Found.quoted(row))."
          + Suggestion.sentence(for: row, among: labels))
    }
    return matrix
  }

  /// The numbers of all pairs.
  private static func whole(_ matrix: TaskMatrix, _ quantity: String) throws -> [[Double]] {
    try matrix.tasks.indices.map { row in
      try matrix.tasks.indices.map { column in
        if row == column { return 0 }
        guard let value = matrix.values[row][column], value.isFinite else {
          throw ConfigurationError(
            "The \(quantity) of `\(matrix.tasks[row])` with `\(matrix.tasks[column])` should be known in \(matrix.label). "
              + "Found none.")
        }
        return value
      }
    }
  }
}

extension GroupedExperiment {
  /// The groups by the names of their tasks.
  package var groups: [[String]] { grouping.groups.map { $0.map { affinity.tasks[$0] } } }

  /// What the groups rest on: "the pairwise gain, % of EW".
  private var reason: String { "the \(quantity) in \(affinity.label)" }

  /// The numbers as a table, and the groups with the mean number of a task in each.
  package var text: String {
    let decimals = quantity == Self.gain ? 1 : 2
    let ordered = affinity.ordered(by: grouping.groups.flatMap(\.self))
    let table = ordered.table("\(quantity) of the task of a row with that of a column", decimals: decimals)
    let lines = zip(grouping.values, groups).map { value, names -> String in
      let mean = value / Double(names.count)
      return "  " + NumberText.list(names) + (names.count == 1 ? ", alone" : ": \(NumberText.signed(mean, decimals))")
    }
    let heading = "\(affinity.tasks.count) tasks in \(groups.count) groups, by \(reason):"
    return ([table.map { TextTable.render($0, width: 110) }, heading].compactMap(\.self) + lines)
      .map(TerminalText.lines).joined(separator: "\n")
  }

  /// The experiment that trains each group, as YAML: the given values, with absolute paths.
  package func yaml() throws -> String {
    let values = try ExperimentConfiguration(reading: document, catalogue: .toolkit).resolved.given()
    let remark =
      "\(affinity.tasks.count) tasks in \(groups.count) groups, by \(reason). Each group has a network of its own."
    return YAMLText.comment(remark) + "\n" + values.yaml(namingOrigins: false)
  }

  /// Writes the experiment.
  ///
  /// - Throws: `ConfigurationError` if the file exists already.
  package func write(to file: URL) throws {
    guard !FileManager.default.fileExists(atPath: file.path) else {
      throw ConfigurationError(
        "`\(file.relativePath)` should not be there yet; `--output` writes another file. Found it.")
    }
    try Data(yaml().utf8).write(to: file, options: .withoutOverwriting)
  }
}
