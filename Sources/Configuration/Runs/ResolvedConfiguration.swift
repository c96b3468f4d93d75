/// The values of a configuration, defaults included, with their origins.
///
/// They are a document again: `document(…)` can be read to the same values, and a cell of a comparison is this
/// configuration with some values replaced.
package struct ResolvedConfiguration: Sendable {
  package internal(set) var root: ConfigurationNode

  package init(_ root: ConfigurationNode) { self.root = root }

  /// The value at a dotted path.
  package subscript(path: String) -> ConfigurationNode? { root[path] }

  /// The configuration as a document that can be read again.
  package func document(name: String = "experiment") -> ConfigurationDocument {
    ConfigurationDocument(root: root, name: name)
  }

  /// This configuration with the value of a top-level key replaced.
  package func replacing(_ key: String, with value: ConfigurationNode) -> ResolvedConfiguration {
    guard case .section(var entries) = root.content else { return self }
    let entry = ConfigurationNode.Entry(key: key, value: value, origin: value.origin)
    if let index = entries.firstIndex(where: { $0.key == key }) {
      entries[index] = entry
    } else {
      entries.append(entry)
    }
    return ResolvedConfiguration(ConfigurationNode(.section(entries), root.origin))
  }

  /// This configuration without the values that were not given. Reading derives them again, some from values that have
  /// changed since.
  package func given() -> ResolvedConfiguration { ResolvedConfiguration(root.given()) }

  /// This configuration without the values at some dotted paths.
  package func removing(_ paths: [String]) -> ResolvedConfiguration {
    ResolvedConfiguration(root.removing(Set(paths), below: ""))
  }
}

extension ConfigurationNode {
  /// Whether the value, or a part of it, is no default.
  private var isGiven: Bool {
    guard origin == .default else { return true }
    return switch content {
    case .scalar: false
    case .list(let items): items.contains(where: \.isGiven)
    case .section(let entries): entries.contains(where: \.value.isGiven)
    }
  }

  /// This value without the parts that were not given.
  func given() -> ConfigurationNode {
    switch content {
    case .scalar: self
    case .list(let items): ConfigurationNode(.list(items.map { $0.given() }), origin)
    case .section(let entries):
      ConfigurationNode(
        .section(
          entries.filter(\.value.isGiven).map { Entry(key: $0.key, value: $0.value.given(), origin: $0.origin) }),
        origin)
    }
  }

  fileprivate func removing(_ paths: Set<String>, below path: String) -> ConfigurationNode {
    guard case .section(let entries) = content else { return self }
    let kept = entries.compactMap { entry -> Entry? in
      let path = path.isEmpty ? entry.key : "\(path).\(entry.key)"
      guard !paths.contains(path) else { return nil }
      return Entry(key: entry.key, value: entry.value.removing(paths, below: path), origin: entry.origin)
    }
    return ConfigurationNode(.section(kept), origin)
  }
}

extension ResolvedConfiguration {
  /// The values by their dotted paths, in the order of the file. A list of scalars is one value, `8, 16`; `null` values
  /// are left out.
  package var scalars: [(path: String, value: ConfigurationNode.Scalar)] {
    var values: [(String, ConfigurationNode.Scalar)] = []
    root.addScalars(to: &values, path: "")
    return values
  }
}

extension ConfigurationNode {
  fileprivate func addScalars(to values: inout [(String, Scalar)], path: String) {
    func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    switch content {
    case .scalar(let scalar): if !scalar.isNull { values.append((path, scalar)) }
    case .section(let entries): for entry in entries { entry.value.addScalars(to: &values, path: below(entry.key)) }
    case .list(let items):
      let texts = items.compactMap { item in if case .scalar(let scalar) = item.content { scalar.text } else { nil } }
      if texts.count == items.count {
        values.append((path, Scalar(text: texts.joined(separator: ", "), isQuoted: items.count != 1)))
      } else {
        for (index, item) in items.enumerated() { item.addScalars(to: &values, path: below("\(index)")) }
      }
    }
  }
}
