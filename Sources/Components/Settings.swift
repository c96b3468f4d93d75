/// Values that were checked against declarations: no unknown name, every value of the right kind and within its range.
public struct Settings: Sendable {
  private let declared: [Setting]
  /// The values that were given, by name.
  public private(set) var values: [String: SettingValue]

  /// Checks all of `values`.
  ///
  /// - Parameters:
  ///   - values: the values that the user gave.
  ///   - declared: the settings that can be given.
  ///   - owner: the component whose settings they are, for the error: "`uw-so`", "the loss `huber`".
  /// - Throws: ``SettingError``, such as "`temperature` should be positive. Found -1.0."
  public init(_ values: [String: SettingValue], of declared: [Setting], owner: String) throws(SettingError) {
    for name in values.keys.sorted() where !declared.contains(where: { $0.name == name }) {
      throw .unknown(name, "a parameter of \(owner)", among: declared.map(\.name))
    }
    for setting in declared {
      if let value = values[setting.name] {
        try setting.check(value)
      } else if setting.isRequired {
        throw SettingError("`\(setting.name)` is needed by \(owner): \(setting.meaning).")
      }
    }
    for setting in declared {
      guard let other = setting.replaces, let value = values[other], values[setting.name] != nil else { continue }
      throw SettingError("`\(other)` should be left out where `\(setting.name)` is given. Found `\(value)`.")
    }
    for setting in declared where values[setting.name] != nil {
      guard let condition = setting.condition else { continue }
      let value = values[condition.name] ?? declared.first { $0.name == condition.name }?.fallback
      guard value != condition.value else { continue }
      throw SettingError(
        setting.name, "should be left out where `\(condition.name)` is \(value.map { "`\($0)`" } ?? "not given").")
    }
    self.declared = declared
    self.values = values
  }

  /// Checks all of `values` against a component's card.
  public init(_ values: [String: SettingValue], of card: some ComponentCard) throws(SettingError) {
    try self.init(values, of: card.settings, owner: "`\(card.name)`")
    try card.about.check(self)
  }

  /// The value that was given, otherwise the default, otherwise nil.
  public subscript(name: String) -> SettingValue? {
    guard let setting = declared.first(where: { $0.name == name }) else {
      preconditionFailure("`\(name)` should be declared. Found \(declared.map(\.name)).")
    }
    return values[name] ?? setting.fallback
  }

  /// Whether a setting counts, which some do under a value of another setting alone.
  public func applies(_ name: String) -> Bool {
    guard let condition = declared.first(where: { $0.name == name })?.condition else { return true }
    return self[condition.name] == condition.value
  }

  /// A number that was given or has a default.
  public func number(_ name: String) -> Double { optionalNumber(name) ?? missing(name) }

  /// A number; nil if none was given and there is no default.
  public func optionalNumber(_ name: String) -> Double? {
    guard let value = self[name] else { return nil }
    guard case .number(let number) = value else { preconditionFailure("`\(name)` is not declared as a number.") }
    return number
  }

  /// A whole number that was given or has a default.
  public func wholeNumber(_ name: String) -> Int { Int(number(name)) }

  /// A truth value that was given or has a default.
  public func truth(_ name: String) -> Bool {
    guard case .truth(let truth)? = self[name] else { return missing(name) }
    return truth
  }

  /// A word as the case of an enumeration.
  public func word<W: RawRepresentable>(_ name: String, as type: W.Type = W.self) -> W where W.RawValue == String {
    guard case .word(let word)? = self[name], let value = W(rawValue: word) else { return missing(name) }
    return value
  }

  /// A list of numbers; nil if none was given and there is no default.
  public func numbers(_ name: String) -> [Double]? {
    guard let value = self[name] else { return nil }
    guard case .numbers(let numbers) = value else { preconditionFailure("`\(name)` is not declared as a list.") }
    return numbers
  }

  /// A list of whole numbers; nil if none was given and there is no default.
  public func wholeNumbers(_ name: String) -> [Int]? { numbers(name)?.map { Int($0) } }

  /// A text that was given or has a default; nil if there is none.
  public func text(_ name: String) -> String? {
    guard let value = self[name] else { return nil }
    guard case .word(let text) = value else { preconditionFailure("`\(name)` is not declared as a text.") }
    return text
  }

  /// A list of texts that was given or has a default; empty if there is none.
  public func texts(_ name: String) -> [String] {
    guard let value = self[name] else { return [] }
    guard case .words(let texts) = value else { preconditionFailure("`\(name)` is not declared as a list of texts.") }
    return texts
  }

  /// A list with one number for each of several things ("task", "class").
  public func numbers(_ name: String, oneForEach thing: String, count: Int) throws(SettingError) -> [Double]? {
    guard let list = numbers(name) else { return nil }
    guard list.count == count else {
      throw SettingError(
        "`\(name)` should have one number for each \(thing), \(count) in all. Found \(list.count).")
    }
    return list
  }

  private func missing<T>(_ name: String) -> T {
    preconditionFailure("`\(name)` should be declared with a default or as required.")
  }
}

extension Setting {
  func check(_ value: SettingValue) throws(SettingError) {
    switch (kind, value) {
    case (.number(let range), .number(let number)): try check(number, in: range)
    case (.wholeNumber(let range), .number(let number)):
      guard let whole = Int(exactly: number) else { throw .shouldBe(name, "a whole number", found: "\(number)") }
      try check(number, in: range)
      guard range.wholeNumbers.contains(whole) else {
        throw .shouldBe(
          name, "between \(range.wholeNumbers.lowerBound) and \(range.wholeNumbers.upperBound)", found: "\(whole)")
      }
    case (.truth, .truth): break
    case (.word(let words), .word(let word)):
      guard words.contains(word) else {
        let list = words.map { "`\($0)`" }.joined(separator: " or ")
        let hint = Suggestion.sentence(for: word, among: words)
        throw SettingError("`\(name)` should be \(list). Found `\(Found.cut(word))`.\(hint)")
      }
    case (.text, .word), (.texts, .words), (.path, .word): break
    case (.numbers(let range, let count), .numbers(let numbers)):
      try check(numbers.count, is: count, of: "numbers")
      for number in numbers { try check(number, in: range, each: "each ") }
    case (.wholeNumbers(let range, let count), .numbers(let numbers)):
      try check(numbers.count, is: count, of: "whole numbers")
      for number in numbers {
        guard let whole = Int(exactly: number), range.wholeNumbers.contains(whole) else {
          throw SettingError(name, "should each be a whole number, \(range). Found \(number.brief).")
        }
      }
    case (.numbersByName(let range), .numbers(let numbers)):
      for number in numbers { try check(number, in: range, each: "each ") }
    case (.numbersByName(let range), .named(let numbers)):
      for (_, number) in numbers.sorted(by: { $0.key < $1.key }) { try check(number, in: range, each: "each ") }
    default: throw .shouldBe(name, "\(kind)", found: "`\(value)`")
    }
  }

  private func check(_ found: Int, is count: Int?, of things: String) throws(SettingError) {
    guard let count, found != count else { return }
    throw .shouldBe(name, "a list of \(count) \(things)", found: "\(found)")
  }

  private func check(_ number: Double, in range: Range, each: String = "") throws(SettingError) {
    guard !number.isFinite || Float(number).isFinite else {
      throw .shouldBe(name, "at most 3.4e38 in size, the largest number of single precision", found: "\(number)")
    }
    guard range.contains(number) else {
      throw each.isEmpty
        ? .shouldBe(name, "\(range)", found: "\(number)")
        : SettingError(name, "should each be \(range). Found \(number).")
    }
  }
}

extension Settings {
  /// These values, with numbers by class name as lists in the order of the classes.
  ///
  /// - Parameter classes: the classes' names in the order of their numbers; empty if they have none.
  /// - Throws: ``SettingError`` for a name that is no class, and for a class without a number.
  package func listing(_ classes: [String]) throws(SettingError) -> Settings {
    var listed = self
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      guard case .named(let numbers) = value else { continue }
      guard !classes.isEmpty else {
        throw .shouldBe(name, "a list of numbers, as the task's classes have no names", found: "numbers by name")
      }
      if let stranger = numbers.keys.filter({ !classes.contains($0) }).min() {
        let hint = Suggestion.sentence(for: stranger, among: classes)
        throw SettingError(
          "`\(name)` should name classes of the task. Found `\(Found.cut(stranger))`.\(hint) \(Self.sentence(classes))")
      }
      if let missing = classes.first(where: { numbers[$0] == nil }) {
        throw SettingError(
          "`\(name)` should have a number for each class. Found none for `\(missing)`. \(Self.sentence(classes))")
      }
      listed.values[name] = .numbers(classes.map { numbers[$0]! })
    }
    return listed
  }

  /// The largest number of classes that an error lists.
  private static let mostListed = 50

  private static func sentence(_ classes: [String]) -> String {
    let more = classes.count - mostListed
    return "The classes are \(classes.prefix(mostListed).quotedList)\(more > 0 ? " and \(more) more" : "")."
  }
}
