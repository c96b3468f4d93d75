extension String {
  /// The text with some of its Unicode scalars replaced. Readers of HTML, LaTeX and YAML see scalars, not characters: a
  /// sign with a combining mark after it is one `Character`, and still the sign.
  ///
  /// - Parameter replacement: the text for a scalar; nil to keep it.
  package func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    var replaced = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if let text = replacement(scalar) {
        replaced.append(contentsOf: text.unicodeScalars)
      } else {
        replaced.append(scalar)
      }
    }
    return String(replaced)
  }
}
