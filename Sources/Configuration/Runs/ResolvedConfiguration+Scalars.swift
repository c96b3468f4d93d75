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
