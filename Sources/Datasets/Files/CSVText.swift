/// Text as a cell of a CSV file.
public enum CSVText {
  /// The cell, in quotes where it holds a comma, a quote or a line end (RFC 4180).
  ///
  /// The signs are looked for among Unicode scalars: a comma with a combining accent behind it, or CR with LF, is one
  /// `Character` and still separates cells or lines for every reader.
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
