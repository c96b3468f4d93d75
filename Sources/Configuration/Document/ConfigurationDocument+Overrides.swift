import Components
import Tasks

extension ConfigurationDocument {
  /// Replaces or adds a value: `balancing.temperature=3`, `network.hidden=[64, 64]`, `data.targets.0.name=motor`.
  ///
  /// The value is read as YAML. List items are named by their number, from 0, and keys with a dot stand in quotation
  /// marks: `tasks."total.UPDRS".loss=l1`. Keys that the file lacks are created. Whether they are permitted is checked
  /// when the configuration is read.
  ///
  /// - Parameter option: The option of the command line that errors and `config.yaml` name as the origin.
  package mutating func set(_ assignment: String, option: String = "--set") throws {
    guard assignment.contains("="), !assignment.hasPrefix("=") else {
      throw ConfigurationError(
        "`\(option)` should be `key=value`, as `training.epochs=20`. Found \(Found.quoted(assignment)).")
    }
    let path = try SettingPath(assignment, option: option)
    guard let value = path.value else {
      throw ConfigurationError(
        "`\(option)` should be `key=value`, as `training.epochs=20`. Found \(Found.quoted(assignment)).")
    }
    try set(path, to: value, option: option)
  }

  /// Replaces or adds a value, written as YAML, at a dotted path.
  package mutating func set(_ path: String, to yaml: String, option: String = "--set") throws {
    try set(SettingPath(path, option: option), to: yaml, option: option)
  }

  private mutating func set(_ path: SettingPath, to yaml: String, option: String) throws {
    let origin = ConfigurationOrigin.option(option)
    let value: ConfigurationNode
    do {
      value = try ConfigurationNode.parsing(yaml) { _ in origin } ?? ConfigurationNode(.scalar(.init(text: "")), origin)
    } catch let error as ConfigurationError {
      throw ConfigurationError("`\(option) \(path.keys.joined(separator: "."))=\(yaml)`: \(error.message)")
    }
    try set(path.keys, to: value, origin)
  }

  /// Replaces or adds a value at a path.
  mutating func set(_ keys: [String], to value: ConfigurationNode, _ origin: ConfigurationOrigin) throws {
    try root.set(value, at: keys[...], below: [], origin)
  }
}

extension ConfigurationNode {
  /// The key of a value that stood where a section was expected, as `uw-so` in `balancing: uw-so`.
  static let shorthand = ""

  /// Replaces or adds a value below this one.
  ///
  /// - Parameters:
  ///   - keys: the rest of the path.
  ///   - path: the path so far, for errors.
  fileprivate mutating func set(
    _ value: ConfigurationNode, at keys: ArraySlice<String>, below path: [String], _ origin: ConfigurationOrigin
  ) throws {
    guard let key = keys.first else { return self = value }
    let path = path + [key]
    switch content {
    case .list(var items):
      guard let index = Int(key), items.indices.contains(index) else {
        throw ConfigurationError(
          "`\(path.joined(separator: "."))` should name one of \(items.count) items by its number, from 0.", at: origin)
      }
      try items[index].set(value, at: keys.dropFirst(), below: path, origin)
      content = .list(items)
    case .section(var entries):
      if let index = entries.firstIndex(where: { $0.key == key }) {
        try entries[index].value.set(value, at: keys.dropFirst(), below: path, origin)
      } else {
        var created = ConfigurationNode.empty(origin)
        try created.set(value, at: keys.dropFirst(), below: path, origin)
        entries.append(Entry(key: key, value: created, origin: origin))
      }
      content = .section(entries)
    case .scalar:
      // A scalar may be the short form of a section: it stays, under a key that the reader knows how to name.
      let short = isNull ? [] : [Entry(key: Self.shorthand, value: self, origin: self.origin)]
      self = ConfigurationNode(.section(short), self.origin)
      try set(value, at: keys, below: Array(path.dropLast()), origin)
    }
  }
}

extension ConfigurationDocument {
  /// The value for `comparison.seeds` if a number of seeds is asked for: the first of the seeds that the experiment
  /// lists if it lists enough; otherwise the number, for seeds that count up.
  package func seeds(_ count: String) -> String {
    guard let number = Int(count), number > 0, case .list(let items) = root["comparison.seeds"]?.content,
      items.count >= number
    else { return count }
    let listed = items.prefix(number).compactMap { item -> String? in
      if case .scalar(let scalar) = item.content { scalar.text } else { nil }
    }
    return "[\(listed.joined(separator: ", "))]"
  }
}
