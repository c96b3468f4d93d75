import Printing

extension Comparison {
  /// The comparison as Markdown (GitHub's tables).
  package func markdown() -> String {
    var parts = ["# \(MarkdownText.escaped(context.experiment))", MarkdownText.escaped(recommendation.text)]
    parts.append(
      facts.map { fact in
        let value = fact.isCommand ? MarkdownText.code(fact.value) : MarkdownText.escaped(fact.value)
        return "- **\(fact.name)**: \(fact.isWarning ? "⚠ **\(value)**" : value)"
      }.joined(separator: "\n"))
    if let nextSteps {
      parts.append("## Next steps")
      parts += nextSteps.steps.map { "\(MarkdownText.escaped($0.purpose)):\n\n\(MarkdownText.code($0.command))" }
    }
    for (table, about) in sections {
      parts.append("## \(MarkdownText.escaped(table.title))")
      parts += about.map(MarkdownText.escaped)
      parts.append(Self.markdown(table))
    }
    if !problems.isEmpty {
      parts.append("## Not in these figures")
      parts.append(problems.map { "- " + MarkdownText.escaped($0) }.joined(separator: "\n"))
    }
    parts.append(footnotes.map { "<sub>\(MarkdownText.escaped($0))</sub>" }.joined(separator: "\n\n"))
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The tables in order, each with sentences above it.
  private var sections: [(ReportTable, [String])] {
    var sections: [(ReportTable, [String])] = [(summaryTable, [])] + [claimTable].compactMap { $0 }
    if let ranking { sections.append((ranking.table, ranking.sentences)) }
    sections += published.map { ($0.reportTable, $0.sentences) }
    sections += [(metricsTable, [])] + [negativeTransferTable].compactMap { $0 } + answerTables
    sections += [cosineTable].compactMap { $0 } + [(costTable, [])]
    if let searchTable { sections.append((searchTable, [])) }
    if var table = prunedTable {
      let count = table.rows.count
      table.rows = Array(table.rows.prefix(Self.mostPrunedRows))
      sections.append(
        (table, count > table.rows.count ? ["The first \(table.rows.count) of \(count); `search.csv` has all."] : []))
    }
    return sections + [(runsTable, [])]
  }

  /// The largest number of stopped trainings in the table. If there are more, `search.csv` alone has them.
  private static let mostPrunedRows = 40

  package static func markdown(_ table: ReportTable) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let headings = table.columns.map { column in
      let group = column.group.isEmpty || column.group == taskGroup ? "" : "\(column.group) "
      return MarkdownText.escaped(group + ReportTable.heading(column))
    }
    let rule = table.columns.map { $0.isNumeric ? "---:" : ":---" }
    let rows = table.rows.map { row in
      line(row.map { $0.isBest ? "**\(MarkdownText.escaped($0.text))**" : MarkdownText.escaped($0.text) })
    }
    return ([line(headings), line(rule)] + rows).joined(separator: "\n")
  }
}
