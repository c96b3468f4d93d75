import Components
import Foundation
import Statistics
import Tasks

/// A table of results as a paper prints it, with the facts that are needed to compare other figures with it.
package struct PublishedTable: Sendable, Hashable, Codable {
  /// A metric, under its name in this toolkit.
  package struct Metric: Sendable, Hashable, Codable {
    /// The task; "" for the mean over all tasks.
    package var task: String
    package var name: String
    package var unit: String
    /// The better direction: "higher" or "lower".
    package var better: String

    package var direction: Direction { better == "higher" ? .higherIsBetter : .lowerIsBetter }
  }

  /// The baseline of Δm.
  package struct Baseline: Sendable, Hashable, Codable {
    /// The network that was trained for one task at a time.
    package var network: String
    package var values: [Double]
  }

  /// A method's figures. What the paper does not print is absent.
  package struct Row: Sendable, Hashable, Codable {
    /// The method's name in the catalogue, or ``RunResult/singleTask``.
    package var method: String
    /// The name as printed.
    package var label: String
    /// The mean over seeds of each metric.
    package var values: [Double]?
    /// The standard deviation over seeds of each metric.
    package var standardDeviations: [Double]?
    /// The Δm in percent, in the table's convention.
    package var deltaM: Double?
    package var deltaMStandardDeviation: Double?
    /// The Δm over the two times of an event log alone.
    package var deltaMOfTimes: Double?
    /// The learning rate, weight decay and the method's own parameters.
    package var settings: [String: String]
    /// The mean kept epoch, or the epochs that are averaged.
    package var epochs: String?
    /// The validation loss that selected, summed over tasks.
    package var validationLoss: Double?
  }

  /// The table's name: "nyuv2-segnet".
  package var name: String
  package var title: String
  package var source: String
  /// The kind of data under its name in a configuration; "" for a table over several.
  package var data: String
  /// The event log.
  package var log: String?
  /// The trunk under its name in a configuration; "" if it is not known.
  package var trunk: String
  package var sharing: String
  package var split: String
  /// The number of seeds of which a figure is the mean.
  package var seeds: Int
  package var convention: DeltaM.Convention
  /// Whether Δm follows from the printed metrics and the printed baseline.
  package var recomputes: Bool
  /// The way in which the figures were made: division, training, selection.
  package var `protocol`: String
  /// The remarks for the reader.
  package var notes: [String]
  package var metrics: [Metric]
  package var baseline: Baseline?
  package var rows: [Row]
}

extension PublishedTable {
  /// The Δm of a row, recomputed from its metrics and the baseline; nil if either is not printed.
  ///
  /// - Parameter tasks: the tasks that count; nil for all.
  package func deltaM(of row: Row, tasks counted: Set<String>? = nil) throws -> DeltaM? {
    guard let values = row.values, let baseline, recomputes else { return nil }
    return try DeltaM(
      of: measured(values, counted),
      against: Tasks.Baseline(identity: baseline.network, seeds: [], tasks: measured(baseline.values, counted)),
      convention)
  }

  private func measured(_ values: [Double], _ counted: Set<String>?) -> [TaskMetrics] {
    var tasks: [String] = []
    for metric in metrics where !tasks.contains(metric.task) && counted?.contains(metric.task) ?? true {
      tasks.append(metric.task)
    }
    return tasks.map { task in
      TaskMetrics(
        task,
        zip(metrics, values).filter { $0.0.task == task }.map { MetricValue($0.0.name, $0.1, $0.0.direction) })
    }
  }
}

/// The published tables that are included.
package enum PublishedTables {
  /// The tables in the order of the papers.
  package static let all: [PublishedTable] = PublishedText.papers.flatMap(read)

  package static var names: [String] { all.map(\.name) }

  /// The table of a name.
  ///
  /// - Throws: `SettingError` with the names that there are.
  package static func named(_ name: String) throws -> PublishedTable {
    guard let table = all.first(where: { $0.name == name }) else {
      let hint = Suggestion.nearest(to: name, among: names).map { " Did you mean `\($0)`?" } ?? ""
      let names = names.map { "`\($0)`" }.joined(separator: ", ")
      throw SettingError("A published table should be one of \(names). Found `\(Found.cut(name))`.\(hint)")
    }
    return table
  }

  private static func read(_ text: String) -> [PublishedTable] {
    do { return try JSONDecoder().decode([PublishedTable].self, from: Data(text.utf8)) } catch {
      preconditionFailure("A published table should be readable. Found \(error).")
    }
  }
}
