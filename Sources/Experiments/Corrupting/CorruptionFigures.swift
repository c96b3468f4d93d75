import Foundation
import Printing
import Runs
import Statistics
import Tasks

/// The losses and metrics of a run on a split under corruptions, for people and programs.
package struct CorruptionFigures {
  /// The figures of one kind at one severity.
  struct Cell {
    let kind: String
    let severity: Int
    let figures: RunFigures
  }

  let split: String
  /// The columns of constants, `224` or `32`; two where the sets of the data differ in size.
  let columns: [String]
  let seed: Int
  let plain: RunFigures
  let cells: [Cell]

  /// The figures as text: all of them for one kind at one severity, otherwise a table of each task's main metric, kinds by
  /// severities.
  package var text: String {
    let constants = "constants \(columns.joined(separator: " and ")), seed \(seed)"
    guard cells.count > 1 else {
      return "\(cells[0].kind) at severity \(cells[0].severity) (\(constants))\n\(cells[0].figures.text)"
    }
    var lines = ["\(split) split under corruptions (\(constants))"]
    for task in plain.tasks {
      guard let metric = plain.mainMetric(of: task) else { continue }
      let arrow = metric.direction == .higherIsBetter ? "higher is better" : "lower is better"
      let unit = metric.unit.isEmpty ? "" : ", \(metric.unit)"
      lines += ["", "\(TerminalText.escaped(task))  \(metric.name)\(unit) (\(arrow))"]
      lines += table(of: task, metric)
    }
    return lines.joined(separator: "\n")
  }

  private var kinds: [String] { cells.map(\.kind).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }

  private var severities: [Int] { Set(cells.map(\.severity)).sorted() }

  private func table(of task: String, _ metric: MetricDefinition) -> [String] {
    func value(_ figures: RunFigures) -> Double? { figures.figures.metrics[task]?[metric.name] }
    func text(_ value: Double?) -> String { value.map { NumberText.fixed($0, 4) } ?? "–" }
    func mean(_ cells: [Cell]) -> Double? {
      let values = cells.compactMap { value($0.figures) }
      return values.count == cells.count ? Statistics.mean(values) : nil
    }
    func row(_ name: String, _ cells: [Cell]) -> [String] {
      let own = severities.map { severity in text(mean(cells.filter { $0.severity == severity })) }
      return [name] + own + (severities.count > 1 ? [text(mean(cells))] : [])
    }
    var rows = [["severity"] + severities.map(String.init) + (severities.count > 1 ? ["mean"] : [])]
    rows += kinds.map { kind in row(kind, cells.filter { $0.kind == kind }) }
    if kinds.count > 1 { rows.append(row("mean", cells)) }
    let lines = TextColumns.lines(rows, right: rows[0].indices.map { $0 > 0 })
    return lines + ["plain pictures: \(text(value(plain)))"]
  }

  /// The figures as JSON, with all losses and metrics of each kind and severity.
  package func json() throws -> String {
    struct Fields: Encodable {
      var split: String
      var constants: [String]
      var seed: Int
      var plain: RunFigures.Fields
      var corruptions: [CellFields]
    }
    struct CellFields: Encodable {
      var kind: String
      var severity: Int
      var figures: RunFigures.Fields
    }
    return try JSONText.encode(
      Fields(
        split: split, constants: columns, seed: seed, plain: plain.fields,
        corruptions: cells.map { CellFields(kind: $0.kind, severity: $0.severity, figures: $0.figures.fields) }))
  }
}
