extension String {
  /// The text with some of its Unicode scalars replaced. Scalars, not characters, are what readers of HTML, LaTeX and YAML see: a
  /// sign with a combining mark behind it is one `Character`, and still the sign.
  ///
  /// - Parameter replacement: what stands for a scalar; nil where it stays.
  func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
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
