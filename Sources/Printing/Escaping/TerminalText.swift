/// Text for a terminal. Names from data and files may hold characters that move the cursor, change colours or reverse
/// the direction of text; they are shown as U+FFFD.
package enum TerminalText {
  /// The text in one line, for example a name: line ends are replaced too.
  package static func escaped(_ text: String) -> String {
    text.replacingScalars { steers($0) ? "\u{FFFD}" : nil }
  }

  /// The text with its lines.
  package static func lines(_ text: String) -> String {
    text.replacingScalars { steers($0) && $0 != "\n" ? "\u{FFFD}" : nil }
  }

  private static func steers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // Embeddings, overrides and isolates of the bidirectional algorithm.
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: scalar.isLineBreak || scalar.properties.generalCategory == .control
    }
  }
}
