/// Text from elsewhere as one word of a shell's command.
public enum ShellText {
  /// - Returns: the text itself where a shell leaves it as it is, else in quotation marks.
  public static func word(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || "-_./,:=+@%".contains($0) }
    return isPlain ? text : "'\(text.replacing("'", with: "'\\''"))'"
  }
}
