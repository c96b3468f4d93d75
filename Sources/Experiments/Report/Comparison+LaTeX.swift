extension Comparison {
  /// The summary and the metrics as LaTeX tables for `booktabs`; the preamble needs `\usepackage{booktabs}`.
  public func latex() -> String {
    let comments = facts.map { fact in
      "% \(fact.name): " + fact.value.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
    var captions = [
      summaryTable.title: "\(context.experiment): "
        + (baseline.map { "\(options.convention.printedName); baseline: \($0.summary)." }
          ?? "mean rank over metrics."),
      metricsTable.title: "\(context.experiment): \(options.split) split, mean and standard deviation over seeds.",
    ]
    var shown = [summaryTable]
    if let ranking {
      captions[ranking.table.title] = "\(context.experiment): " + ranking.sentences.joined(separator: " ")
      shown.append(ranking.table)
    }
    captions[costTable.title] = "\(context.experiment): what each method took, in steps and seconds of one worker."
    shown += [metricsTable, costTable]
    let tables = shown.map { Self.latex($0, caption: captions[$0.title] ?? "") }
    return (comments + [""] + tables).joined(separator: "\n") + "\n"
  }

  static func latex(_ table: ReportTable, caption: String) -> String {
    var lines = [#"\begin{table}"#, #"  \centering"#, #"  \caption{\#(latexEscaped(caption))}"#]
    lines.append(#"  \begin{tabular}{\#(table.columns.map { $0.isNumeric ? "r" : "l" }.joined())}"#)
    lines.append(#"    \toprule"#)
    lines += groups(table)
    lines.append(
      "    " + table.columns.map { latexEscaped(ReportTable.heading($0)) }.joined(separator: " & ") + #" \\"#)
    lines.append(#"    \midrule"#)
    for (index, row) in table.rows.enumerated() {
      let cells = row.map { $0.isBest ? #"\textbf{\#(latexEscaped($0.text))}"# : latexEscaped($0.text) }
      lines.append("    " + guarded(cells.joined(separator: " & ")) + #" \\"#)
      if table.rulesBelow.contains(index) { lines.append(#"    \addlinespace"#) }
    }
    return (lines + [#"    \bottomrule"#, #"  \end{tabular}"#, #"\end{table}"#, ""]).joined(separator: "\n")
  }

  /// After `\\\\` LaTeX takes a bracket or star at the start of the next line as an argument.
  private static func guarded(_ line: String) -> String {
    line.hasPrefix("[") || line.hasPrefix("*") ? "{}" + line : line
  }

  /// The line of group headings with its partial rules; none where no column has a group.
  private static func groups(_ table: ReportTable) -> [String] {
    guard table.columns.contains(where: { !$0.group.isEmpty }) else { return [] }
    var cells: [String] = []
    var rules: [String] = []
    var start = 0
    while start < table.columns.count {
      let group = table.columns[start].group
      var end = start + 1
      while !group.isEmpty, end < table.columns.count, table.columns[end].group == group { end += 1 }
      cells.append(group.isEmpty ? "" : #"\multicolumn{\#(end - start)}{c}{\#(latexEscaped(group))}"#)
      if !group.isEmpty { rules.append(#"\cmidrule(lr){\#(start + 1)-\#(end)}"#) }
      start = end
    }
    return ["    " + cells.joined(separator: " & ") + #" \\"#, "    " + rules.joined(separator: " ")]
  }

  /// Text with every character that LaTeX reads as its own, or does not know, made plain.
  static func latexEscaped(_ text: String) -> String { text.map { latexSymbols[$0] ?? String($0) }.joined() }

  /// Letters with accents are LaTeX's own.
  private static let latexSymbols: [Character: String] = [
    "\\": #"\textbackslash{}"#, "^": #"\textasciicircum{}"#, "~": #"\textasciitilde{}"#, "<": #"\textless{}"#,
    ">": #"\textgreater{}"#, "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "_": "\\_", "%": "\\%",
    "−": "$-$", "±": #"$\pm$"#, "×": #"$\times$"#, "·": #"$\cdot$"#, "≥": #"$\geq$"#, "≤": #"$\leq$"#, "√": #"$\surd$"#,
    "∞": #"$\infty$"#, "°": #"$^\circ$"#, "²": "$^2$", "³": "$^3$", "₀": "$_0$", "₁": "$_1$", "₂": "$_2$",
    "↑": #"$\uparrow$"#, "↓": #"$\downarrow$"#, "Δ": #"$\Delta$"#, "Σ": #"$\Sigma$"#, "Φ": #"$\Phi$"#, "α": #"$\alpha$"#,
    "β": #"$\beta$"#, "γ": #"$\gamma$"#, "λ": #"$\lambda$"#, "ρ": #"$\rho$"#, "σ": #"$\sigma$"#, "τ": #"$\tau$"#,
    "φ": #"$\varphi$"#, "χ": #"$\chi$"#, "–": "--", "—": "---", "…": #"\ldots{}"#, "“": "``", "”": "''", "’": "'",
    "\u{202F}": #"\,"#, "\u{A0}": "~", "\n": " ", "\r": " ", "\r\n": " ",
  ]
}
