extension Comparison {
  /// The comparison as Markdown (GitHub's tables).
  public func markdown() -> String {
    var parts = ["# \(Self.markdownEscaped(context.experiment))", Self.markdownEscaped(recommendation.text)]
    parts.append(
      facts.map { fact in
        let value = fact.isCommand ? Self.code(fact.value) : Self.markdownEscaped(fact.value)
        return "- **\(fact.name)**: \(fact.isWarning ? "⚠ **\(value)**" : value)"
      }.joined(separator: "\n"))
    for (table, about) in sections {
      parts.append("## \(Self.markdownEscaped(table.title))")
      parts += about.map(Self.markdownEscaped)
      parts.append(Self.markdown(table))
    }
    if !problems.isEmpty {
      parts.append("## Not in these figures")
      parts.append(problems.map { "- " + Self.markdownEscaped($0) }.joined(separator: "\n"))
    }
    parts.append(footnotes.map { "<sub>\(Self.markdownEscaped($0))</sub>" }.joined(separator: "\n\n"))
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The tables in order, each with sentences above it.
  private var sections: [(ReportTable, [String])] {
    var sections: [(ReportTable, [String])] = [(summaryTable, [])]
    if let ranking { sections.append((ranking.table, ranking.sentences)) }
    sections += published.map { ($0.reportTable, $0.sentences) }
    sections += [(metricsTable, []), (costTable, [])]
    if let searchTable { sections.append((searchTable, [])) }
    if var table = prunedTable {
      let count = table.rows.count
      table.rows = Array(table.rows.prefix(Self.mostPrunedRows))
      sections.append(
        (table, count > table.rows.count ? ["The first \(table.rows.count) of \(count); `search.csv` has all."] : []))
    }
    return sections + [(runsTable, [])]
  }

  /// More trainings than these that a search stopped are in `search.csv` alone.
  private static let mostPrunedRows = 40

  static func markdown(_ table: ReportTable) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let headings = table.columns.map { column in
      let group = column.group.isEmpty || column.group == taskGroup ? "" : "\(column.group) "
      return markdownEscaped(group + ReportTable.heading(column))
    }
    let rule = table.columns.map { $0.isNumeric ? "---:" : ":---" }
    let rows = table.rows.map { row in
      line(row.map { $0.isBest ? "**\(markdownEscaped($0.text))**" : markdownEscaped($0.text) })
    }
    return ([line(headings), line(rule)] + rows).joined(separator: "\n")
  }

  /// Characters that Markdown or its HTML would read as their own.
  static func markdownEscaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\\", "`", "*", "_", "|", "#", "~": escaped += "\\\(character)"
      case "\n", "\r", "\r\n": escaped += " "
      default: escaped.append(character)
      }
    }
    return escaped.replacing("](", with: "]\\(")
  }

  /// Code in a fence that is longer than any run of back-ticks within.
  private static func code(_ text: String) -> String {
    var longest = 0
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return longest == 0 ? fence + text + fence : "\(fence) \(text) \(fence)"
  }
}
