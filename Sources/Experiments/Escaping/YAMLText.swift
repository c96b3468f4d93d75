/// Text for YAML, escaped by Unicode scalar as ``HTMLText`` is.
enum YAMLText {
  /// Text in quotation marks that every reader of YAML takes for the same text.
  static func quoted(_ text: String) -> String {
    var quoted = "\"".unicodeScalars
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted.append(contentsOf: "\\\"".unicodeScalars)
      case "\\": quoted.append(contentsOf: "\\\\".unicodeScalars)
      case "\n": quoted.append(contentsOf: "\\n".unicodeScalars)
      case "\t": quoted.append(contentsOf: "\\t".unicodeScalars)
      case "\r": quoted.append(contentsOf: "\\r".unicodeScalars)
      case _ where isPlain(scalar): quoted.append(scalar)
      case _ where scalar.value < 0x100: quoted.append(contentsOf: "\\x\(digits(scalar, 2))".unicodeScalars)
      case _ where scalar.value < 0x1_0000: quoted.append(contentsOf: "\\u\(digits(scalar, 4))".unicodeScalars)
      default: quoted.append(contentsOf: "\\U\(digits(scalar, 8))".unicodeScalars)
      }
    }
    quoted.append("\"")
    return String(quoted)
  }

  /// A comment that ends with its line.
  static func comment(_ text: String) -> String {
    var comment = "# ".unicodeScalars
    comment.append(contentsOf: text.unicodeScalars.lazy.map { isPlain($0) ? $0 : "\u{FFFD}" })
    return String(comment)
  }

  /// Whether a scalar stands for itself: YAML 1.2's printable characters without its line breaks and byte-order mark.
  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
    default: true
    }
  }

  private static func digits(_ scalar: Unicode.Scalar, _ count: Int) -> String {
    let digits = String(scalar.value, radix: 16)
    return String(repeating: "0", count: count - digits.count) + digits
  }
}
