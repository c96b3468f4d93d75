import Printing

extension Comparison {
  /// The comparison for a terminal.
  ///
  /// - Parameters:
  ///   - width: the largest number of columns of a line; wider tables are split.
  ///   - colour: whether ANSI sequences set the best values bold and warnings red. The star marks them either way.
  package func terminal(width: Int = 110, colour: Bool = false) -> String {
    func styled(_ text: String, _ code: String) -> String { colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
    let bold = { (text: String) in styled(text, "1") }
    var parts: [String] = []
    let name = facts.map(\.name.count).max() ?? 0
    let header = facts.map { fact in
      let text = TextWrap.wrapped(fact.value, width: width, indent: name + 2)
      let value = fact.isWarning ? styled(text, "31;1") : text
      return fact.name + String(repeating: " ", count: name + 2 - fact.name.count) + value
    }
    parts.append(([bold(TerminalText.escaped(context.experiment))] + header).joined(separator: "\n"))
    parts.append(TextTable.render(summaryTable, width: width, emphasis: bold))
    let metrics = metricsTable
    // A table with a row for each task has the name of their one metric in its title alone.
    let title = isTall && metrics.naming == 1 ? bold(TerminalText.escaped(metrics.title)) + "\n" : ""
    parts.append(title + TextTable.render(metrics, width: width, emphasis: bold))
    if let ranking {
      parts.append(
        TextWrap.wrapped(([ranking.summary] + ranking.leftOut).joined(separator: " "), width: width))
    }
    parts.append(TextWrap.wrapped(recommendation.text, width: width))
    if !claims.isEmpty {
      let lines = claims.enumerated().map { "  " + TextWrap.wrapped($1.line($0 + 1), width: width, indent: 2) }
      parts.append((["Claims:"] + lines).joined(separator: "\n"))
    }
    if !problems.isEmpty {
      parts.append(
        (["Not in these figures:"] + problems.map { "  " + TextWrap.wrapped($0, width: width, indent: 2) })
          .joined(separator: "\n"))
    }
    if let nextSteps {
      // A command stays one line, so that it can be copied.
      let lines = nextSteps.steps.flatMap { step in
        [TextWrap.wrapped(step.purpose + ":", width: width), "  " + TerminalText.escaped(step.command)]
      }
      parts.append(lines.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }
}
