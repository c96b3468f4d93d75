/// Line breaks of text for a terminal.
package enum TextWrap {
  /// Breaks text into lines at spaces.
  ///
  /// - Parameter indent: the spaces before every line but the first, which has that much text already.
  package static func wrapped(_ text: String, width: Int, indent: Int = 0) -> String {
    var lines = [""]
    for word in TerminalText.escaped(text).split(separator: " ") {
      let line = lines[lines.count - 1]
      if !line.isEmpty && indent + line.count + 1 + word.count > width {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] = line.isEmpty ? String(word) : line + " " + word
      }
    }
    return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
  }
}
