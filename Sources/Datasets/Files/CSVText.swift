/// Text as a cell of a CSV file.
public enum CSVText {
  /// The cell, in quotes if it holds a comma, a quote or a line end (RFC 4180).
  ///
  /// The text is searched by Unicode scalars. A comma with a combining accent after it, or CR with LF, is one
  /// `Character`, but still separates cells or lines for every reader.
  public static func quoted(_ text: String) -> String {
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
