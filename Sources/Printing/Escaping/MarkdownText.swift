/// Text for Markdown (GitHub's), escaped by Unicode scalar as ``HTMLText`` is.
package enum MarkdownText {
  /// The text in one line, without characters that have a meaning in Markdown or in the HTML within it.
  package static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "\\", "`", "*", "_", "|", "#", "~": escaped.append(contentsOf: ["\\", scalar])
      // What would make a link.
      case "(" where last == "]": escaped.append(contentsOf: ["\\", scalar])
      case "\n" where last == "\r": break
      case _ where scalar.isLineBreak: escaped.append(" ")
      default: escaped.append(scalar)
      }
      last = scalar
    }
    return String(escaped)
  }

  /// The code between fences that are longer than any run of back-ticks within it.
  package static func code(_ text: String) -> String {
    var longest = 0
    var run = 0
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
      line.append(scalar.isLineBreak ? " " : scalar)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return longest == 0 ? fence + String(line) + fence : "\(fence) \(String(line)) \(fence)"
  }
}

extension Unicode.Scalar {
  /// Whether a reader of text may begin a new line here.
  package var isLineBreak: Bool {
    switch value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }
}
