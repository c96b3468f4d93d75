/// Text for HTML, in an element or in a quoted attribute.
///
/// Escaping goes by Unicode scalar: a reader of HTML knows no grapheme clusters, so that a `<` with a combining mark behind
/// it, or a format character before it, still opens a tag.
enum HTMLText {
  /// Text with the five characters that HTML reads as its own replaced.
  static func escaped(_ text: String) -> String {
    text.replacingScalars { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: nil
      }
    }
  }
}
