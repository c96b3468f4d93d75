/// What an error shows of a text that it found in a file, an option or a configuration.
package enum Found {
  /// Unicode scalars that are shown, at most: a mistaken file may be one cell of megabytes.
  package static let longest = 80

  /// The text itself, or its beginning with `…`.
  package static func cut(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(text.startIndex, offsetBy: longest, limitedBy: text.endIndex), end < text.endIndex
    else { return text }
    return String(scalars[..<scalars.index(before: end)]) + "…"
  }

  /// The same in quotation marks.
  package static func quoted(_ text: String) -> String { "\"\(cut(text))\"" }
}
