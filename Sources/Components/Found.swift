/// The form in which an error shows a text from a file, an option or a configuration.
package enum Found {
  /// The largest number of Unicode scalars that are shown: a mistaken file may be one cell of megabytes.
  package static let longest = 80

  /// The text itself, or its beginning with `…`.
  package static func cut(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(text.startIndex, offsetBy: longest, limitedBy: text.endIndex), end < text.endIndex
    else { return text }
    return String(scalars[..<scalars.index(before: end)]) + "…"
  }

  /// The text or its beginning, in quotation marks.
  package static func quoted(_ text: String) -> String { "\"\(cut(text))\"" }
}
