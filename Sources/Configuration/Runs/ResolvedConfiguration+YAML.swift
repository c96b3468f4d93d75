import Printing

extension ResolvedConfiguration {
  /// The configuration as `config.yaml` keeps it: each value with its origin as a comment.
  ///
  /// ```yaml
  /// balancing:
  ///   method: uw-so  # experiment.yaml:8
  ///   temperature: 3.0  # --set
  /// ```
  ///
  /// - Parameter namesOrigins: whether each value has its origin behind it.
  package func yaml(namingOrigins namesOrigins: Bool = true) -> String {
    var lines: [String] = []
    root.write(to: &lines, indent: 0, namesOrigins)
    return lines.joined(separator: "\n") + "\n"
  }
}

extension ConfigurationNode {
  /// The longest key in characters that is written plainly. YAML marks keys of more than 1024 characters.
  private static let longestKey = 1000

  /// Writes a section's or a list's lines.
  fileprivate func write(to lines: inout [String], indent: Int, _ namesOrigins: Bool) {
    func remark(_ node: ConfigurationNode) -> String {
      namesOrigins ? "  " + YAMLText.comment("\(node.origin)") : ""
    }
    let margin = String(repeating: " ", count: indent)
    switch content {
    case .section(let entries):
      for entry in entries {
        let name = Content.value(entry.key).scalarText
        let key = name.utf8.count <= Self.longestKey ? "\(margin)\(name):" : "\(margin)? \(name)\n\(margin):"
        if let line = entry.value.oneLine {
          lines.append("\(key) \(line)\(remark(entry.value))")
        } else {
          lines.append(key)
          entry.value.write(to: &lines, indent: indent + 2, namesOrigins)
        }
      }
    case .list(let items):
      for item in items {
        if let line = item.oneLine {
          lines.append("\(margin)- \(line)\(remark(item))")
        } else {
          let first = lines.count
          item.write(to: &lines, indent: indent + 2, namesOrigins)
          lines[first] = margin + "- " + lines[first].dropFirst(indent + 2)
        }
      }
    case .scalar:
      lines.append(margin + content.scalarText)
    }
  }

  /// The value in one line; nil if it needs lines of its own. Scalars, lists of scalars and empty values fit.
  private var oneLine: String? {
    switch content {
    case .scalar: return content.scalarText
    case .section(let entries): return entries.isEmpty ? "{}" : nil
    case .list(let items):
      let texts = items.compactMap { item in if case .scalar = item.content { item.content.scalarText } else { nil } }
      return texts.count == items.count ? "[\(texts.joined(separator: ", "))]" : nil
    }
  }
}

extension ConfigurationNode.Content {
  /// A scalar as YAML writes it.
  package var scalarText: String {
    guard case .scalar(let scalar) = self else { return "" }
    return scalar.isQuoted ? YAMLText.quoted(scalar.text) : scalar.text
  }
}
