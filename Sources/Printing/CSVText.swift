/// Text as cells and lines of a CSV file.
package enum CSVText {
  /// Lines of cells, each ended by CR and LF as RFC 4180 writes them.
  package static func lines(_ lines: [[String]]) -> String {
    lines.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
  }

  /// The cell, in quotes if it holds a comma, a quote or a line end (RFC 4180).
  ///
  /// The text is searched by Unicode scalars. A comma with a combining accent after it, or CR with LF, is one
  /// `Character`, but still separates cells or lines for every reader.
  package static func quoted(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) }) else { return text }
    var quoted = "\"".unicodeScalars
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted.append(scalar) }
      quoted.append(scalar)
    }
    quoted.append("\"")
    return String(quoted)
  }
}
