/// Text for YAML, escaped by Unicode scalar as ``HTMLText`` is.
package enum YAMLText {
  /// The text in quotation marks, which every reader of YAML reads as the same text.
  package static func quoted(_ text: String) -> String {
    let escaped = text.replacingScalars { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\t": "\\t"
      case "\r": "\\r"
      case _ where isPlain(scalar): nil
      case _ where scalar.value < 0x100: "\\x\(digits(scalar, 2))"
      case _ where scalar.value < 0x1_0000: "\\u\(digits(scalar, 4))"
      default: "\\U\(digits(scalar, 8))"
      }
    }
    return "\"" + escaped + "\""
  }

  /// A comment that ends with its line.
  package static func comment(_ text: String) -> String {
    "# " + text.replacingScalars { isPlain($0) ? nil : "\u{FFFD}" }
  }

  /// Whether a scalar needs no escape: YAML 1.2's printable characters except line breaks, the byte-order mark and
  /// characters that reverse the direction of text.
  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE, 0xFFFF: false
    default: true
    }
  }

  private static func digits(_ scalar: Unicode.Scalar, _ count: Int) -> String {
    let digits = String(scalar.value, radix: 16)
    return String(repeating: "0", count: count - digits.count) + digits
  }
}
