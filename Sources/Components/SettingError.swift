/// A setting that does not hold what it should, in one sentence that names it and what was found.
public struct SettingError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }

  /// An error in the usual form: "`temperature` should be positive. Found -1.0."
  public static func shouldBe(_ name: String, _ what: String, found: String) -> SettingError {
    SettingError("`\(name)` should be \(what). Found \(found).")
  }

  /// An error for an unknown name: "`uw-s` is not a balancing method. Did you mean `uw-so`?". It lists the names if
  /// none is near.
  public static func unknown(_ name: String, _ what: String, among names: [String]) -> SettingError {
    if let nearest = Suggestion.nearest(to: name, among: names) {
      return SettingError("`\(name)` is not \(what). Did you mean `\(nearest)`?")
    }
    return SettingError(
      "`\(name)` is not \(what)." + (names.isEmpty ? " There is none." : " There are \(names.quotedList)."))
  }
}
