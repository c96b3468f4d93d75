import Printing
import Statistics
import Tasks

/// The figures of a comparison as one LaTeX table of a paper: mean and standard deviation of every metric over seeds, Δm last.
///
/// The best of a metric is bold by the rule of the report's marks (``Highlights``), and the best of the others is
/// underlined. If nothing is marked, nothing is bold or underlined.
struct PaperTable {
  /// A metric, or Δm.
  private struct Column {
    /// The task; "" for Δm.
    var group: String
    var heading: String
    /// The cells in LaTeX, one for each method.
    var cells: [String]
  }

  private let comparison: Comparison
  private let columns: [Column]

  init(_ comparison: Comparison) {
    self.comparison = comparison
    columns =
      comparison.columns.indices.map { Self.column($0, of: comparison) }
      + [Self.deltaM(of: comparison)].compactMap { $0 }
  }

  /// The table with its caption; a comment names the packages that it needs.
  var text: String {
    let body = comparison.isTall ? tall : wide
    let lines =
      [
        #"% \usepackage{booktabs}"#, #"\begin{table}"#, #"  \centering"#,
        #"  \caption{\#(LaTeXText.escaped(caption))}"#,
      ] + body.map { "  " + $0 } + [#"\end{table}"#]
    return lines.joined(separator: "\n") + "\n"
  }

  private var caption: String {
    let options = comparison.options
    let count = comparison.methods.map(\.repetitions.count).max() ?? 0
    let spread = count > 1 ? "mean ± standard deviation over \(count) runs" : "one run"
    let delta =
      comparison.hasDeltaM
      ? " \(options.convention.printedName), \(comparison.basis), against \(options.baseline?.identity ?? "single-task training")."
      : ""
    let marks =
      """
       Bold: the best and what does not differ from it beyond a simultaneous \(comparison.levelText) interval; underlined: the \
      best of the others.
      """
    return "\(comparison.context.experiment), \(options.split) split: \(spread).\(delta)\(marks)"
  }

  /// The table with a row for each method, below the tasks' names.
  private var wide: [String] {
    var groups = [""], rules: [String] = []
    var start = 0
    while start < columns.count {
      let group = columns[start].group
      let end = columns[start...].firstIndex { $0.group != group } ?? columns.count
      groups.append(
        group.isEmpty ? "" : #"\multicolumn{\#(end - start)}{c}{\#(LaTeXText.escaped(group))}"#)
      if !group.isEmpty { rules.append(#"\cmidrule(lr){\#(start + 2)-\#(end + 1)}"#) }
      start = end
    }
    let rows = comparison.methods.indices.flatMap { row in
      [LaTeXText.row([LaTeXText.escaped(comparison.methods[row].label)] + columns.map { $0.cells[row] })]
        + (comparison.methods[row].isSingleTask && comparison.methods.count > 1 ? [#"\midrule"#] : [])
    }
    return [#"\begin{tabular}{l\#(String(repeating: "r", count: columns.count))}"#]
      + ([#"\toprule"#, LaTeXText.row(groups), rules.joined(separator: " ")]
      + [LaTeXText.row(["Method"] + columns.map(\.heading)), #"\midrule"#] + rows + [#"\bottomrule"#]).map { "  " + $0 }
      + [#"\end{tabular}"#]
  }

  /// The table with a row for each metric, and the task's name in the first of its rows.
  private var tall: [String] {
    let methods = comparison.methods
    let rows = columns.indices.flatMap { index -> [String] in
      let column = columns[index]
      let isFirst = index == 0 || columns[index - 1].group != column.group
      let names = [isFirst ? LaTeXText.escaped(column.group) : "", column.heading]
      return (column.group.isEmpty ? [#"\midrule"#] : []) + [LaTeXText.row(names + column.cells)]
    }
    return [#"\begin{tabular}{ll\#(String(repeating: "r", count: methods.count))}"#]
      + ([#"\toprule"#, LaTeXText.row(["Task", "Metric"] + methods.map { LaTeXText.escaped($0.label) }), #"\midrule"#]
      + rows + [#"\bottomrule"#]).map { "  " + $0 }
      + [#"\end{tabular}"#]
  }

  private static func column(_ index: Int, of comparison: Comparison) -> Column {
    let definition = comparison.columns[index]
    let decimals = comparison.decimals(of: index)
    let direction = definition.direction
    let heading = ReportTable.heading(
      .init(title: definition.name, detail: definition.unit, arrow: direction == .higherIsBetter ? "↑" : "↓"))
    return Column(
      group: definition.task, heading: LaTeXText.escaped(heading),
      cells: cells(
        comparison, comparison.methods.map { $0.estimates[index]?.mean }, comparison.highlights.metrics[index],
        direction
      ) { row in
        comparison.methods[row].estimates[index].map {
          (NumberText.fixed($0.mean, decimals), $0.standardDeviation.map { NumberText.fixed($0, decimals) })
        }
      })
  }

  /// The column of Δm; nil without Δm.
  private static func deltaM(of comparison: Comparison) -> Column? {
    guard comparison.hasDeltaM else { return nil }
    let direction = comparison.options.convention.direction
    let decimals = comparison.percentDecimals
    let percents = comparison.methods.map { $0.isSingleTask ? 0 : $0.deltaM?.percent }
    let heading = ReportTable.heading(
      .init(title: "Δm", detail: "%", arrow: direction == .higherIsBetter ? "↑" : "↓"))
    return Column(
      group: "", heading: LaTeXText.escaped(heading),
      cells: cells(comparison, percents, comparison.highlights.deltaM, direction) { row in
        percents[row].map {
          (
            NumberText.signed($0, decimals),
            comparison.methods[row].deltaM?.standardDeviation.map { NumberText.fixed($0, decimals) }
          )
        }
      })
  }

  /// The cells of a column.
  ///
  /// - Parameters:
  ///   - values: the value of each method.
  ///   - marked: the labels that are bold.
  ///   - text: gives the number and its spread for a method.
  private static func cells(
    _ comparison: Comparison, _ values: [Double?], _ marked: Set<String>, _ direction: Direction,
    _ text: (Int) -> (number: String, spread: String?)?
  ) -> [String] {
    let others = values.indices.map { marked.contains(comparison.methods[$0].label) ? nil : values[$0] }
    let known = others.compactMap { $0 }.filter(\.isFinite)
    let second = marked.isEmpty ? nil : direction == .higherIsBetter ? known.max() : known.min()
    return values.indices.map { row in
      guard let (number, spread) = text(row) else { return "--" }
      var cell = LaTeXText.escaped(number)
      if marked.contains(comparison.methods[row].label) {
        cell = #"\textbf{\#(cell)}"#
      } else if let second, values[row] == second {
        cell = #"\underline{\#(cell)}"#
      }
      return cell + (spread.map { #" {\scriptsize $\pm$ \#(LaTeXText.escaped($0))}"# } ?? "")
    }
  }
}

extension Comparison {
  /// One LaTeX table in the form of papers: a row for each method, a column for each metric with Δm last, mean and
  /// standard deviation over seeds. With very many metrics it has a row for each metric and a column for each method.
  package func paperTable() -> String { PaperTable(self).text }
}
