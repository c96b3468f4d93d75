/// Text for HTML, in an element or in a quoted attribute.
///
/// Escaping goes by Unicode scalar: a reader of HTML knows no grapheme clusters, so that a `<` with a combining mark behind
/// it, or a format character before it, still opens a tag.
enum HTMLText {
  /// Text with the five characters that HTML reads as its own replaced.
  static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
      case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}
