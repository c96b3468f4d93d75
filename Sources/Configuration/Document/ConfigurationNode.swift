import Components
import Tasks

/// A value of the configuration with the place it comes from: a scalar, a list, or a section of named values.
///
/// Scalars keep the text that was written. The code that reads them decides what it means: `1e-3` is a number for a
/// learning rate, and `yes` a word for a class label, independent of a YAML library's rules.
package struct ConfigurationNode: Sendable {
  package enum Content: Sendable {
    case scalar(Scalar)
    case list([ConfigurationNode])
    case section([Entry])
  }

  /// A scalar as written. A quoted one is text, and never a number, a truth value or null.
  package struct Scalar: Hashable, Sendable {
    package var text: String
    package var isQuoted = false
    /// Whether this is the path of a file or folder, which enters the content hash by its last component only.
    package var isPath = false

    var isNull: Bool { !isQuoted && ["", "null", "Null", "NULL", "~"].contains(text) }
  }

  package struct Entry: Sendable {
    package var key: String
    package var value: ConfigurationNode
    /// The origin of the key.
    package var origin: ConfigurationOrigin
  }

  package var content: Content
  package var origin: ConfigurationOrigin

  init(_ content: Content, _ origin: ConfigurationOrigin) {
    self.content = content
    self.origin = origin
  }

  static func empty(_ origin: ConfigurationOrigin = .default) -> ConfigurationNode { Self(.section([]), origin) }

  /// The value at a dotted path; list items are named by their number, from 0.
  package subscript(path: String) -> ConfigurationNode? {
    path.split(separator: ".").reduce(Optional(self)) { node, key in node?.child(String(key)) }
  }

  func child(_ key: String) -> ConfigurationNode? {
    switch content {
    case .scalar: nil
    case .list(let items): Int(key).flatMap { items.indices.contains($0) ? items[$0] : nil }
    case .section(let entries): entries.first { $0.key == key }?.value
    }
  }

  var isNull: Bool { if case .scalar(let scalar) = content { scalar.isNull } else { false } }

  /// The value in the words of an error.
  var found: String {
    switch content {
    case .scalar(let scalar) where scalar.isNull: "nothing"
    case .scalar(let scalar):
      scalar.isQuoted || !scalar.looksLikeNumber ? Found.quoted(scalar.text) : Found.cut(scalar.text)
    case .list: "a list"
    case .section: "a section"
    }
  }
}

extension ConfigurationNode.Scalar {
  /// The number that the text writes; nil if it is quoted or writes none. `1e-3`, `.5` and `10_000` are numbers.
  var number: Double? { looksLikeNumber ? Double(text.filter { $0 != "_" }) : nil }

  /// The whole number that the text writes; `1e3` and `2.0` are whole.
  var wholeNumber: Int? {
    guard looksLikeNumber else { return nil }
    return Int(text.filter { $0 != "_" }) ?? number.flatMap(Int.init(exactly:))
  }

  /// The truth value that the text writes, in the spellings of YAML 1.1.
  var truth: Bool? {
    guard !isQuoted else { return nil }
    return switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }

  /// Whether the text writes a number that is not finite: YAML's `.nan` and `.inf`, or an overflow as `1e999`.
  var isNotFinite: Bool {
    guard !isQuoted else { return false }
    let name = text.lowercased().drop { "+-.".contains($0) }
    return ["nan", "inf", "infinity"].contains(name) || number?.isFinite == false
  }

  fileprivate var looksLikeNumber: Bool {
    !isQuoted && text.contains(where: \.isNumber) && text.allSatisfy { "+-.eE_0123456789".contains($0) }
      && Double(text.filter { $0 != "_" }) != nil
  }
}
