/// Text for a terminal.
enum TextWrap {
  /// Breaks text into lines at spaces.
  ///
  /// - Parameter indent: spaces before every line but the first, which has that much taken already.
  static func wrapped(_ text: String, width: Int, indent: Int = 0) -> String {
    var lines = [""]
    for word in plain(text).split(separator: " ") {
      let line = lines[lines.count - 1]
      if !line.isEmpty && indent + line.count + 1 + word.count > width {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] = line.isEmpty ? String(word) : line + " " + word
      }
    }
    return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
  }

  /// Text without control characters, which would otherwise steer the terminal.
  static func plain(_ text: String) -> String {
    var plain = ""
    for scalar in text.unicodeScalars {
      plain.unicodeScalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return plain
  }
}
