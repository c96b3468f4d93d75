/// Text for LaTeX, escaped by Unicode scalar as ``HTMLText`` is.
enum LaTeXText {
  /// One line of text with every character that LaTeX reads as its own, or does not know, made plain.
  static func escaped(_ text: String) -> String {
    text.replacingScalars { symbols[$0] ?? ($0.isLineBreak ? " " : nil) }
  }

  /// A comment of one line.
  static func comment(_ text: String) -> String {
    "% " + text.replacingScalars { $0.isLineBreak ? " " : nil }
  }

  /// A row of a table. After the row before it, LaTeX would take a bracket or star at its start as an argument.
  static func row(_ cells: [String]) -> String {
    let row = cells.joined(separator: " & ")
    let first = row.unicodeScalars.first { !$0.properties.isWhitespace }
    return (first == "[" || first == "*" ? "{}" + row : row) + #" \\"#
  }

  /// Letters with accents are LaTeX's own.
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
