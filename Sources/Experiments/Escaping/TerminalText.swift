/// Text for a terminal. Names from data and files may hold what moves the cursor, changes colours or turns the direction of text
/// around; it is shown as U+FFFD.
public enum TerminalText {
  /// Text of one line, such as a name: line ends are replaced too.
  public static func escaped(_ text: String) -> String {
    text.replacingScalars { steers($0) ? "\u{FFFD}" : nil }
  }

  /// Text of several lines.
  public static func lines(_ text: String) -> String {
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
