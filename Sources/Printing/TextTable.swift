/// A table drawn with characters, in as many blocks as the width needs.
package enum TextTable {
  /// Draws a table.
  ///
  /// - Parameters:
  ///   - width: the largest number of columns of a line.
  ///   - emphasis: surrounds the best of a column, in addition to the star that marks it.
  package static func render(_ table: ReportTable, width: Int, emphasis: (String) -> String = { $0 }) -> String {
    let table = plain(table)
    let widths = widths(table)
    // The first column has no gap in front.
    let blocks = table.blocks([widths[0]] + widths.dropFirst().map { $0 + gap }, within: width)
    return blocks.map { block(table, Array(0..<table.naming) + $0, widths, emphasis) }.joined(separator: "\n\n")
  }

  private static let gap = 2

  private static func plain(_ table: ReportTable) -> ReportTable {
    var table = table
    for index in table.columns.indices {
      table.columns[index].title = TerminalText.escaped(table.columns[index].title)
      table.columns[index].detail = TerminalText.escaped(table.columns[index].detail)
      table.columns[index].group = TerminalText.escaped(table.columns[index].group)
    }
    table.rows = table.rows.map { $0.map { .init(text: TerminalText.escaped($0.text), isBest: $0.isBest) } }
    return table
  }

  /// The width of each column. The columns of a group together are as wide as the group's name needs.
  private static func widths(_ table: ReportTable) -> [Int] {
    var widths = table.columns.indices.map { column in
      max(
        ReportTable.heading(table.columns[column]).count,
        (table.rows.map { $0[column].text.count }.max() ?? 0) + (table.columns[column].isNumeric ? 1 : 0))
    }
    for group in Set(table.columns.map(\.group)) where !group.isEmpty {
      let columns = table.columns.indices.filter { table.columns[$0].group == group }
      let span = columns.reduce(-gap) { $0 + widths[$1] + gap }
      let missing = max(0, group.count + 2 - span)
      for (index, column) in columns.enumerated() {
        widths[column] += missing / columns.count + (index < missing % columns.count ? 1 : 0)
      }
    }
    return widths
  }

  private static func block(
    _ table: ReportTable, _ columns: [Int], _ widths: [Int], _ emphasis: (String) -> String
  ) -> String {
    var lines: [String] = []
    let total = columns.reduce(-gap) { $0 + widths[$1] + gap }
    if let groups = groupLine(table, columns, widths) { lines.append(groups) }
    lines.append(
      line(columns.map { padded(ReportTable.heading(table.columns[$0]), widths[$0], table.columns[$0].isNumeric) }))
    lines.append(String(repeating: "─", count: total))
    for (index, row) in table.rows.enumerated() {
      lines.append(line(columns.map { cell(row[$0], widths[$0], table.columns[$0].isNumeric, emphasis) }))
      if table.rulesBelow.contains(index) { lines.append(String(repeating: "╌", count: total)) }
    }
    return lines.joined(separator: "\n")
  }

  /// The group headings, each over its columns and underlined by a bracket; nil if no column has a group.
  private static func groupLine(_ table: ReportTable, _ columns: [Int], _ widths: [Int]) -> String? {
    guard columns.contains(where: { !table.columns[$0].group.isEmpty }) else { return nil }
    var parts: [String] = []
    var index = 0
    while index < columns.count {
      let group = table.columns[columns[index]].group
      var span = widths[columns[index]]
      var next = index + 1
      while !group.isEmpty, next < columns.count, table.columns[columns[next]].group == group {
        span += gap + widths[columns[next]]
        next += 1
      }
      parts.append(group.isEmpty ? String(repeating: " ", count: span) : ruled(group, span))
      index = next
    }
    return line(parts)
  }

  private static func ruled(_ text: String, _ width: Int) -> String {
    let name = text.count + 2 > width ? String(text.prefix(width)) : " \(text) "
    let rest = width - name.count
    return String(repeating: "─", count: rest / 2) + name + String(repeating: "─", count: rest - rest / 2)
  }

  private static func cell(
    _ cell: ReportTable.Cell, _ width: Int, _ isNumeric: Bool, _ emphasis: (String) -> String
  ) -> String {
    guard isNumeric else { return padded(cell.text, width, false) }
    let blank = String(repeating: " ", count: max(0, width - 1 - cell.text.count))
    return blank + (cell.isBest ? emphasis(cell.text) + "*" : cell.text + " ")
  }

  fileprivate static func padded(_ text: String, _ width: Int, _ isRight: Bool) -> String {
    let blank = String(repeating: " ", count: max(0, width - text.count))
    return isRight ? blank + text : text + blank
  }

  fileprivate static func line(_ parts: [String]) -> String {
    var text = parts.joined(separator: String(repeating: " ", count: gap))
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// Columns of text for a terminal, two blanks apart.
package enum TextColumns {
  /// - Parameter right: the columns that stand at their right edge.
  package static func lines(_ rows: [[String]], right: [Bool]) -> [String] {
    let rows = rows.map { $0.map(TerminalText.escaped) }
    let widths = right.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      TextTable.line(row.indices.map { TextTable.padded(row[$0], widths[$0], right[$0]) })
    }
  }
}

/// Line breaks of text for a terminal.
package enum TextWrap {
  /// Breaks text into lines at spaces.
  ///
  /// - Parameter indent: the spaces before every line but the first, which has that much text already.
  package static func wrapped(_ text: String, width: Int, indent: Int = 0) -> String {
    var lines = [""]
    for word in TerminalText.escaped(text).split(separator: " ") {
      let line = lines[lines.count - 1]
      if !line.isEmpty && indent + line.count + 1 + word.count > width {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] = line.isEmpty ? String(word) : line + " " + word
      }
    }
    return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
  }
}
