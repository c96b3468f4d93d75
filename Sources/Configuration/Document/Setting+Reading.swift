import Components
import Tasks

// Losses, balancing methods and imperfections declare their settings; the configuration takes them by name without
// knowing what they do.
extension Setting {
  /// The value at a node, checked.
  func value(_ node: ConfigurationNode, _ path: String) throws -> SettingValue {
    switch kind {
    case .number(let range): .number(try node.double(path, in: range))
    case .wholeNumber(let range): .number(Double(try node.int(path, in: range.wholeNumbers)))
    case .truth: .truth(try node.bool(path))
    case .word(let words): .word(try node.word(path, among: words))
    case .numbers(let range): .numbers(try node.list(path, of: "numbers") { try $0.double($1, in: range) })
    case .numbersOfClasses(let range): try node.numbers(path, in: range)
    }
  }

  /// A value in the form of `config.yaml`: whole numbers without a point.
  func content(_ value: SettingValue, _ origin: ConfigurationOrigin) -> ConfigurationNode.Content {
    switch (value, kind) {
    case (.number(let number), .wholeNumber): Int(exactly: number).map { .value($0) } ?? .value(number)
    case (.number(let number), _): .value(number)
    case (.truth(let truth), _): .value(truth)
    case (.word(let word), _): .value(word)
    case (.numbers(let numbers), _): .list(numbers, origin) { .value($0) }
    case (.named(let numbers), _):
      .section(
        numbers.sorted { $0.key < $1.key }.map {
          .init(key: $0.key, value: ConfigurationNode(.value($0.value), origin), origin: origin)
        })
    }
  }
}

extension ConfigurationNode {
  /// A list of numbers, or numbers by name.
  fileprivate func numbers(_ path: String, in range: Setting.Range) throws -> SettingValue {
    switch content {
    case .list: return .numbers(try list(path, of: "numbers") { try $0.double($1, in: range) })
    case .section(let entries) where !entries.isEmpty:
      let numbers = try entries.map { ($0.key, try $0.value.double("\(path).\($0.key)", in: range)) }
      return .named(Dictionary(numbers, uniquingKeysWith: { $1 }))
    default: throw mismatch(path, "a list of numbers, or a number for each name")
    }
  }
}

extension ConfigurationSection {
  /// Reads the declared settings. Settings without a value, and those that another one replaces, are left out.
  ///
  /// - Parameter open: names that may be missing even if a value is required, since it comes from elsewhere.
  package func values(of settings: [Setting], open: [String] = []) throws -> [String: SettingValue] {
    var values: [String: SettingValue] = [:]
    for setting in settings {
      if let other = settings.first(where: {
        $0.excludes(setting) && (has($0.name) || open.contains($0.name))
      }) {
        guard !has(setting.name), !open.contains(setting.name) else {
          throw ConfigurationError(
            "`\(path(of: setting.name))` should be left out where `\(other.name)` is given. "
              + "Found \(given(setting.name)?.found ?? "a grid").",
            at: (given(setting.name) ?? given(other.name))?.origin ?? node.origin)
        }
        permit([setting.name])
        continue
      }
      let isNeeded = setting.isRequired && !open.contains(setting.name)
      if isNeeded || setting.fallback != nil {
        values[setting.name] = try read(
          setting.name, default: setting.fallback, write: setting.content, setting.value)
      } else {
        values[setting.name] = try readOptional(setting.name, write: setting.content, setting.value)
      }
    }
    return values
  }
}
