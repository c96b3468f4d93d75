import Printing

extension Comparison {
  /// The summary and the metrics as LaTeX tables for `booktabs`; the preamble needs `\usepackage{booktabs}`.
  package func latex() -> String {
    let steps = (nextSteps?.steps ?? []).map { ReportFact(name: $0.purpose, value: $0.command) }
    let comments = (facts + steps).map { fact in
      LaTeXText.comment("\(fact.name): \(fact.value)")
    }
    var captions = [
      summaryTable.title: "\(context.experiment): "
        + (baseline.map { "\(options.convention.printedName); baseline: \($0.summary)." }
          ?? "mean rank over metrics.") + " " + intervalsSentence,
      metricsTable.title: "\(context.experiment): \(options.split) split, mean and standard deviation over seeds.",
    ]
    var shown = [summaryTable]
    if let ranking {
      captions[ranking.table.title] = "\(context.experiment): " + ranking.sentences.joined(separator: " ")
      shown.append(ranking.table)
    }
    if let claims = claimTable {
      captions[claims.table.title] = "\(context.experiment): " + claims.about.joined(separator: " ")
      shown.append(claims.table)
    }
    captions[costTable.title] = "\(context.experiment): what each method took, in steps and seconds of one worker."
    shown += [metricsTable, costTable]
    let tables = shown.map { Self.latex($0, caption: captions[$0.title] ?? "") }
    return (comments + [""] + tables).joined(separator: "\n") + "\n"
  }

  package static func latex(_ table: ReportTable, caption: String) -> String {
    var lines = [#"\begin{table}"#, #"  \centering"#, #"  \caption{\#(LaTeXText.escaped(caption))}"#]
    lines.append(#"  \begin{tabular}{\#(table.columns.map { $0.isNumeric ? "r" : "l" }.joined())}"#)
    lines.append(#"    \toprule"#)
    lines += groups(table)
    lines.append("    " + LaTeXText.row(table.columns.map { LaTeXText.escaped(ReportTable.heading($0)) }))
    lines.append(#"    \midrule"#)
    for (index, row) in table.rows.enumerated() {
      let cells = row.map { $0.isBest ? #"\textbf{\#(LaTeXText.escaped($0.text))}"# : LaTeXText.escaped($0.text) }
      lines.append("    " + LaTeXText.row(cells))
      if table.rulesBelow.contains(index) { lines.append(#"    \addlinespace"#) }
    }
    return (lines + [#"    \bottomrule"#, #"  \end{tabular}"#, #"\end{table}"#, ""]).joined(separator: "\n")
  }

  /// The line of group headings with its partial rules; empty if no column has a group.
  private static func groups(_ table: ReportTable) -> [String] {
    guard table.columns.contains(where: { !$0.group.isEmpty }) else { return [] }
    var cells: [String] = []
    var rules: [String] = []
    var start = 0
    while start < table.columns.count {
      let group = table.columns[start].group
      var end = start + 1
      while !group.isEmpty, end < table.columns.count, table.columns[end].group == group { end += 1 }
      cells.append(group.isEmpty ? "" : #"\multicolumn{\#(end - start)}{c}{\#(LaTeXText.escaped(group))}"#)
      if !group.isEmpty { rules.append(#"\cmidrule(lr){\#(start + 1)-\#(end)}"#) }
      start = end
    }
    return ["    " + LaTeXText.row(cells), "    " + rules.joined(separator: " ")]
  }
}
