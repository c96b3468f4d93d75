/// A setting that does not hold what it should, in one sentence that names it and what was found.
public struct SettingError: Error, Sendable, CustomStringConvertible {
  /// The setting that the sentence begins with; nil for a sentence that stands alone.
  public let setting: String?
  private let sentence: String

  /// The whole sentence.
  public var description: String { setting.map { "`\($0)` \(sentence)" } ?? sentence }

  /// The sentence with the setting under its whole path, as a configuration knows it.
  package func description(below path: String) -> String {
    guard let setting, !path.isEmpty else { return description }
    return "`\(path).\(setting)` \(sentence)"
  }

  public init(_ description: String) { (setting, sentence) = (nil, description) }

  /// An error about one setting: `SettingError("kernel", "should be odd. Found 2.")`.
  public init(_ setting: String, _ sentence: String) { (self.setting, self.sentence) = (setting, sentence) }

  /// An error in the usual form: "`temperature` should be positive. Found -1.0."
  public static func shouldBe(_ name: String, _ what: String, found: String) -> SettingError {
    SettingError(name, "should be \(what). Found \(found).")
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

extension SettingError: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.description == b.description }

  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
