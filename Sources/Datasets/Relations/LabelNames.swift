import Foundation

/// The names of labels in an XML file as Mulan's data sets have one: the attribute `name` of every element `label`, of nested
/// ones too.
///
/// Source: G. Tsoumakas et al., "Mulan: A Java Library for Multi-Label Learning", JMLR 12, 2011.
///
/// - Throws: `DatasetError` where there is no such element, or one without a name, with its line; for a file that is cut off.
func labelNames(in file: URL) throws -> [String] {
  let text = String(decoding: try ByteStream(file).rest(), as: UTF8.self)
  var names: [String] = []
  var rest = text[...]
  while let open = rest.range(of: "<label") {
    let line = text[..<open.lowerBound].count { $0 == "\n" || $0 == "\r\n" } + 1
    rest = rest[open.upperBound...]
    // `<labels>` holds them.
    guard let first = rest.first, first.isWhitespace || first == ">" || first == "/" else { continue }
    guard let name = attribute("name", of: rest.prefix { $0 != ">" }) else {
      throw DatasetError("`\(file.path)` line \(line) should give the element `label` a `name` in quotes. Found none.")
    }
    names.append(name)
  }
  guard !names.isEmpty else { throw DatasetError("`\(file.path)` should name labels in elements `label`. Found none.") }
  let starts = text.matches(of: #/<labels?(?:\s[^>]*)?(?:>|$)/#).count { !$0.output.hasSuffix("/>") }
  let ends = text.matches(of: #/<\/labels?\s*>/#).count
  guard starts == ends else {
    throw DatasetError(
      "`\(file.path)` should close each element `label` and `labels` that it opens. Found \(starts) opened, \(ends) closed."
    )
  }
  return names
}

private func attribute(_ name: String, of element: Substring) -> String? {
  guard let key = element.range(of: name), let equals = element[key.upperBound...].firstIndex(of: "=") else {
    return nil
  }
  let value = element[element.index(after: equals)...].drop { $0.isWhitespace }
  guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
  let inner = value.dropFirst()
  guard let end = inner.firstIndex(of: quote) else { return nil }
  let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
  return entities.reduce(String(inner[..<end])) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
}
