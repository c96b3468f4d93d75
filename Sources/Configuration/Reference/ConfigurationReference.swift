import Foundation

/// The reference of experiments in parts: the text of `equipoise describe data table`, and the source of the schema for
/// editors.
///
/// A comment `<!-- keys: data.split, … -->` before a table of `docs/configuration.md` gives the paths below which its
/// keys stand.
package struct ConfigurationReference: Sendable {
  /// A key with its row of a table.
  struct Key: Hashable, Sendable {
    /// The path: `training.schedule.kind`; for a key in a list, without its number.
    var path: String
    /// The default as the table gives it; empty for a section.
    var fallback: String
    var meaning: String
  }

  /// The part below one heading.
  struct Section: Sendable {
    /// The heading as words: "data table" for `kind: table` below `data`.
    var name: String
    /// The heading's level: 1 is the page's title.
    var level: Int
    var lines: [Substring]
    var keys: [Key]
  }

  let sections: [Section]

  /// The reference of this version.
  package init() { self.init(ReferenceText.configuration) }

  init(_ text: String) {
    var sections: [Section] = []
    var above = ""
    var paths: [String] = []
    var isCode = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isCode.toggle() }
      let level = isCode ? 0 : line.prefix { $0 == "#" }.count
      if level > 0 {
        let name = Self.name(line.dropFirst(level), below: level > 2 ? above : "")
        if level == 2 { above = name }
        sections.append(Section(name: name, level: level, lines: [], keys: []))
        paths = []
        continue
      }
      guard !sections.isEmpty else { continue }
      if line.hasPrefix("<!-- ") {
        paths = Self.paths(line)
        continue
      }
      sections[sections.count - 1].lines.append(line)
      guard line.hasPrefix("| `") else {
        if !line.hasPrefix("|") && !line.isEmpty { paths = [] }
        continue
      }
      sections[sections.count - 1].keys += Self.keys(line, below: paths)
    }
    self.sections = sections
  }

  /// The keys, under each of their paths.
  var keys: [Key] { sections.flatMap(\.keys) }

  /// The name of a part: "data table" for "`kind: table`" below "data"; "training schedule" for "`training.schedule`".
  private static func name(_ heading: Substring, below above: String) -> String {
    let words = heading.replacing("`", with: "").replacing("kind: ", with: "").replacing(".", with: " ")
      .replacing(",", with: "").split(separator: " ").joined(separator: " ")
    return above.isEmpty || words == above || words.hasPrefix(above + " ") ? words : "\(above) \(words)"
  }

  private static func paths(_ comment: Substring) -> [String] {
    guard comment.hasPrefix("<!-- keys: ") else { return [] }
    return comment.dropFirst(11).replacing(" -->", with: "").split(separator: ", ").map {
      $0 == "(root)" ? "" : "\($0)."
    }
  }

  private static func keys(_ row: Substring, below paths: [String]) -> [Key] {
    let cells = cells(of: row)
    guard cells.count == 3 else { return [] }
    let name = cells[0].filter { $0 != "`" }
    return paths.map { Key(path: $0 + name, fallback: cells[1], meaning: cells[2]) }
  }

  /// The cells of a table's row, which may be empty.
  static func cells(of row: Substring) -> [String] {
    let inner = row.dropFirst(2)
    return (inner.hasSuffix("|") ? inner.dropLast() : inner).replacing(" | | ", with: " |  | ")
      .components(separatedBy: " | ").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
