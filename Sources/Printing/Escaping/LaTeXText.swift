/// Text for LaTeX, escaped by Unicode scalar as ``HTMLText`` is.
package enum LaTeXText {
  /// The text in one line, without characters that have a meaning in LaTeX or that it does not know.
  package static func escaped(_ text: String) -> String {
    text.replacingScalars { symbols[$0] ?? ($0.isLineBreak ? " " : nil) }
  }

  /// A comment of one line.
  package static func comment(_ text: String) -> String {
    "% " + text.replacingScalars { $0.isLineBreak ? " " : nil }
  }

  /// A row of a table. LaTeX would read a bracket or star at its start as an argument of the row before it.
  package static func row(_ cells: [String]) -> String {
    let row = cells.joined(separator: " & ")
    let first = row.unicodeScalars.first { !$0.properties.isWhitespace }
    return (first == "[" || first == "*" ? "{}" + row : row) + #" \\"#
  }

  /// The symbols that LaTeX writes by a command. Letters with accents need none.
  private static let symbols: [Unicode.Scalar: String] = [
    "\\": #"\textbackslash{}"#, "^": #"\textasciicircum{}"#, "~": #"\textasciitilde{}"#, "<": #"\textless{}"#,
    ">": #"\textgreater{}"#, "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "_": "\\_", "%": "\\%",
    "−": "$-$", "±": #"$\pm$"#, "×": #"$\times$"#, "·": #"$\cdot$"#, "≥": #"$\geq$"#, "≤": #"$\leq$"#, "√": #"$\surd$"#,
    "∞": #"$\infty$"#, "†": #"$^\dagger$"#, "°": #"$^\circ$"#, "²": "$^2$", "³": "$^3$", "₀": "$_0$", "₁": "$_1$",
    "₂": "$_2$",
    "↑": #"$\uparrow$"#, "↓": #"$\downarrow$"#, "Δ": #"$\Delta$"#, "Σ": #"$\Sigma$"#, "Φ": #"$\Phi$"#,
    "α": #"$\alpha$"#,
    "β": #"$\beta$"#, "γ": #"$\gamma$"#, "λ": #"$\lambda$"#, "ρ": #"$\rho$"#, "σ": #"$\sigma$"#, "τ": #"$\tau$"#,
    "φ": #"$\varphi$"#, "χ": #"$\chi$"#, "–": "--", "—": "---", "…": #"\ldots{}"#, "“": "``", "”": "''", "’": "'",
    "\u{202F}": #"\,"#, "\u{A0}": "~",
  ]
}
