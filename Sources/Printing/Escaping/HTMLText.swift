/// Text for HTML, in an element or in a quoted attribute.
///
/// Text is escaped by Unicode scalar. A reader of HTML knows no grapheme clusters, so a `<` with a combining mark after
/// it, or a format character before it, still opens a tag.
package enum HTMLText {
  /// The text without the five characters that have a meaning in HTML; they are replaced.
  package static func escaped(_ text: String) -> String {
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
