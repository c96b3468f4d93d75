import Foundation

/// The names of labels in an XML file of Mulan's data sets: the attribute `name` of every element `label`, nested or
/// not.
///
/// Source: G. Tsoumakas et al., "Mulan: A Java Library for Multi-Label Learning", JMLR 12, 2011.
///
/// - Throws: `DatasetError` if there is no such element, or one without a name, with its line; for a file that is cut
///   off, and for a line that is not UTF-8.
func labelNames(in file: URL) throws -> [String] {
  let bytes = try ByteStream(file).rest()
  try UTF8Check.check(bytes, path: file.path)
  var scanner = XMLScanner(bytes)
  var names: [String] = [], opened = 0, closed = 0
  while let tag = scanner.nextTag() {
    guard tag.name == "label" || tag.name == "labels" else { continue }
    if tag.isEnd {
      closed += 1
      continue
    }
    opened += tag.isEmpty ? 0 : 1
    guard tag.name == "label", tag.isWhole else { continue }
    guard let name = tag.attributes["name"] else {
      throw DatasetError(
        "`\(file.path)` line \(tag.line) should give the element `label` a `name` in quotes. Found none.")
    }
    names.append(name)
  }
  guard opened == closed else {
    throw DatasetError(
      "`\(file.path)` should close each element `label` and `labels` that it opens. Found \(opened) opened, \(closed) closed."
    )
  }
  guard !names.isEmpty else { throw DatasetError("`\(file.path)` should name labels in elements `label`. Found none.") }
  return names
}
