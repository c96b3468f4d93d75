import Components
import Printing
import Tasks

extension ConfigurationReference {
  /// The number of columns of the text.
  private static let width = 100

  /// Whether there is a part of this name.
  package func has(_ words: [String]) -> Bool { Self.name(words) == Self.all || index(of: words) != nil }

  /// A part of the reference for the terminal, with the names of the parts below it.
  ///
  /// - Parameter words: `["data", "table"]`, `["training.schedule"]`, or `["configuration"]` for all.
  /// - Throws: `ConfigurationError` for a part that is not there.
  package func text(of words: [String]) throws(ConfigurationError) -> String {
    if Self.name(words) == Self.all { return sections.map { Self.text($0) }.joined(separator: "\n\n") + "\n" }
    guard let index = index(of: words) else {
      let names = sections.dropFirst().map(\.name)
      throw ConfigurationError(
        "`\(TerminalText.escaped(Self.name(words)))` should be a part of the reference."
          + Suggestion.sentence(for: Self.name(words), among: names) + " Parts: \(names.joined(separator: ", ")).")
    }
    let below = sections[(index + 1)...].prefix { $0.level > sections[index].level }.map(\.name)
    let more =
      below.isEmpty ? "" : "\n\nMore: " + below.map { "equipoise describe \($0)" }.joined(separator: "\n      ")
    return Self.text(sections[index]) + more + "\n"
  }

  private static let all = "configuration"

  private func index(of words: [String]) -> Int? {
    sections.firstIndex { $0.level > 1 && $0.name.lowercased() == Self.name(words) }
  }

  private static func name(_ words: [String]) -> String {
    words.flatMap { $0.split(separator: ".") }.joined(separator: " ").lowercased()
  }

  private static func text(_ section: Section) -> String {
    var lines = [section.name, String(repeating: "=", count: section.name.count), ""]
    var isCode = false
    for line in section.lines {
      if line.hasPrefix("```") {
        isCode.toggle()
      } else if isCode {
        lines.append("    " + line)
      } else if line.hasPrefix("|---") || line.hasPrefix("| key | default |") {
        continue
      } else if line.hasPrefix("| ") {
        lines += row(line)
      } else {
        lines.append(plain(line))
      }
    }
    var text: [String] = []
    // No two empty lines together.
    for line in lines where !(line.isEmpty && text.last?.isEmpty ?? true) { text.append(line) }
    while text.last?.isEmpty == true { text.removeLast() }
    return text.joined(separator: "\n")
  }

  /// A row of a table: the key with its default, and below it what it means.
  private static func row(_ line: Substring) -> [String] {
    let cells = ConfigurationReference.cells(of: line).map { plain($0[...]) }
    let head = cells.count == 3 && !cells[1].isEmpty ? "  \(cells[0])  (default \(cells[1]))" : "  \(cells[0])"
    let wrapped = cells.dropFirst(cells.count == 3 ? 2 : 1).flatMap { wrap($0) }
    return [head.replacing("(default needed)", with: "(needed)")] + wrapped.map { "      " + $0 }
  }

  /// A text without Markdown's marks; a link becomes its words.
  private static func plain(_ text: Substring) -> String {
    String(text).replacing(/\[([^\]]+)\]\([^)]*\)/) { $0.1 }.replacing("`", with: "").replacing("**", with: "")
      .replacing("*needed*", with: "needed")
  }

  private static func wrap(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < width - 6 {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
