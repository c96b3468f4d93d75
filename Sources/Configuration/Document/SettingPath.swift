import Components
import Tasks

/// The keys of a dotted path on the command line: `training.epochs`, `data.targets.0.name`.
///
/// A key with a dot of its own, as R names columns, stands in quotation marks: `tasks."total.UPDRS".loss`. Within them
/// `\"` is a quotation mark and `\\` a backslash.
struct SettingPath {
  /// The largest number of levels, more than any configuration has.
  static let mostLevels = 32

  var keys: [String] = []
  /// The text after the first `=` outside of quotation marks; nil if there is none.
  var value: String?

  /// Reads a path.
  ///
  /// - Throws: `ConfigurationError` for an empty key, an open quotation mark, and a path that is too deep.
  init(_ text: String, option: String) throws {
    func refusal(_ what: String) -> ConfigurationError {
      let shown = String(text.prefix { $0 != "=" })
      return ConfigurationError("`\(option)` should \(what). Found \(Found.quoted(shown)).")
    }
    var rest = text.unicodeScalars[...]
    while true {
      while let next = rest.first, next.properties.isWhitespace { rest.removeFirst() }
      guard let key = Self.key(&rest) else { throw refusal("close its quotation mark") }
      guard !key.isEmpty else { throw refusal("name a key, as `training.epochs`") }
      guard keys.count < Self.mostLevels else {
        throw refusal("name a key at most \(Self.mostLevels) levels deep")
      }
      keys.append(key)
      switch rest.popFirst() {
      case nil: return
      case "=":
        value = String(rest)
        return
      case ".": continue
      default: throw refusal("have a dot or `=` behind a quoted key")
      }
    }
  }

  /// The next key of the text, up to a dot or `=`, which is removed; nil if a quotation mark stays open.
  private static func key(_ rest: inout Substring.UnicodeScalarView) -> String? {
    guard rest.first == "\"" else {
      let end = rest.firstIndex { $0 == "." || $0 == "=" } ?? rest.endIndex
      defer { rest = rest[end...] }
      return String(rest[..<end])
    }
    rest.removeFirst()
    var key = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      if scalar == "\"" { return String(key) }
      guard scalar == "\\" else {
        key.append(scalar)
        continue
      }
      guard let escaped = rest.popFirst() else { return nil }
      key.append(escaped)
    }
    return nil
  }
}
