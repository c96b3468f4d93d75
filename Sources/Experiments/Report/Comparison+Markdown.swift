extension Comparison {
  /// The comparison as Markdown (GitHub's tables).
  public func markdown() -> String {
    var parts = ["# \(Self.markdownEscaped(context.experiment))", Self.markdownEscaped(recommendation.text)]
    parts.append(
      facts.map { fact in
        let value = fact.isCommand ? Self.code(fact.value) : Self.markdownEscaped(fact.value)
        return "- **\(fact.name)**: \(fact.isWarning ? "⚠ **\(value)**" : value)"
      }.joined(separator: "\n"))
    for table in [summaryTable, metricsTable, runsTable] {
      parts.append("## \(table.title)")
      parts.append(Self.markdown(table))
    }
    if !problems.isEmpty {
      parts.append("## Not in these figures")
      parts.append(problems.map { "- " + Self.markdownEscaped($0) }.joined(separator: "\n"))
    }
    parts.append(footnotes.map { "<sub>\(Self.markdownEscaped($0))</sub>" }.joined(separator: "\n\n"))
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func markdown(_ table: ReportTable) -> String {
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
