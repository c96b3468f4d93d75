/// The escape that makes a name from outside, such as a column's, one part of a parameter's dotted name.
///
///     ModuleName.escaping("total.UPDRS")        // "total%2EUPDRS"
///     ModuleName.original(of: "total%2EUPDRS")  // "total.UPDRS"
///
/// A dot becomes `%2E` and the empty name `%00`; a percent sign becomes `%25` where it would otherwise be read as part of
/// one of these. Every other name stays as it is. Different names have different escapes, none of which is empty or holds
/// a dot. Signs are Unicode scalars: a dot under a combining accent is a dot.
public enum ModuleName {
  private static let empty = "%00"
  private static let dot = "%2E"
  private static let percent = "%25"

  /// The name as a part of a parameter's name.
  public static func escaping(_ name: String) -> String {
    if name.unicodeScalars.isEmpty { return empty }
    if name == empty { return percent + name.dropFirst() }
    let scalars = Array(name.unicodeScalars)
    var escaped = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case ".": escaped.append(contentsOf: dot.unicodeScalars)
      case "%" where isEscape(scalars[index...]): escaped.append(contentsOf: percent.unicodeScalars)
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }

  /// The name whose escape is `part`.
  public static func original(of part: String) -> String {
    if part == empty { return "" }
    var rest = Array(part.unicodeScalars)[...]
    var name = String.UnicodeScalarView()
    while let scalar = rest.first {
      if isEscape(rest) {
        name.append(rest.starts(with: dot.unicodeScalars) ? "." : "%")
        rest = rest.dropFirst(3)
      } else {
        name.append(scalar)
        rest = rest.dropFirst()
      }
    }
    return String(name)
  }

  private static func isEscape(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    scalars.starts(with: dot.unicodeScalars) || scalars.starts(with: percent.unicodeScalars)
  }
}
