extension ResolvedConfiguration {
  /// A name for what is configured: 16 hexadecimal digits that depend on the values alone, and not on the order of keys,
  /// on comments, or on where a value came from.
  ///
  /// The hash is FNV-1a with 64 bits (Fowler, Noll, Vo; IETF draft-eastlake-fnv) over the lines `path=value`, sorted by
  /// path. It needs no library and is the same on every platform. It names cells and guards against nothing: among a
  /// million cells the chance that any two share a name is 3 in 10⁸. A path enters with its last component, so that an
  /// experiment keeps its name when its data moves. Values that are `null` do not enter, so that a new optional key
  /// renames nothing.
  ///
  /// - Parameters:
  ///   - paths: the keys that do not change a result, for example `output`.
  ///   - facts: everything else on which the name depends, for example a data set's fingerprint.
  package func contentHash(excluding paths: [String] = [], adding facts: [String] = []) -> String {
    let text = (removing(paths).canonicalLines + facts).joined(separator: "\n")
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The lines that the content hash covers.
  var canonicalLines: [String] {
    var lines: [String] = []
    root.addCanonicalLines(to: &lines, path: "")
    return lines.sorted()
  }
}

extension ConfigurationNode {
  fileprivate func addCanonicalLines(to lines: inout [String], path: String) {
    let prefix = path.isEmpty ? "" : path + "."
    switch content {
    case .scalar(let scalar):
      if scalar.isNull { return }
      let text = scalar.isPath ? scalar.text.split(separator: "/").last.map(String.init) ?? "/" : scalar.text
      // Control characters, which would let one value look like two lines, do not occur unescaped.
      lines.append("\(path)=\(scalar.isQuoted || scalar.isPath ? text.debugDescription : text)")
    case .list(let items):
      // The count tells an empty list from none.
      lines.append("\(path)=[\(items.count)]")
      for (index, item) in items.enumerated() { item.addCanonicalLines(to: &lines, path: "\(prefix)\(index)") }
    case .section(let entries):
      for entry in entries { entry.value.addCanonicalLines(to: &lines, path: prefix + entry.key) }
    }
  }
}
