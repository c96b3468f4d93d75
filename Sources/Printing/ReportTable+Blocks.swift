extension ReportTable {
  /// The columns after those that name a row, as blocks below each other, each no wider than `width` with the naming
  /// columns in front. Groups stay together if they fit. A column that is wider alone has its own block.
  ///
  /// - Parameter widths: the width of each column, in any unit, with the space between columns.
  package func blocks(_ widths: [Int], within width: Int) -> [[Int]] {
    var groups: [[Int]] = []
    for column in columns.indices.dropFirst(naming) {
      let group = columns[column].group
      if let last = groups.last?.last, !group.isEmpty, columns[last].group == group {
        groups[groups.count - 1].append(column)
      } else {
        groups.append([column])
      }
    }
    func size(_ columns: [Int]) -> Int { columns.reduce(0) { $0 + widths[$1] } }
    let room = width - size(Array(0..<naming))
    var blocks: [[Int]] = []
    for group in groups.flatMap({ size($0) <= room ? [$0] : $0.map { [$0] } }) {
      if let last = blocks.last, size(last + group) <= room {
        blocks[blocks.count - 1] += group
      } else {
        blocks.append(group)
      }
    }
    return blocks.isEmpty ? [[]] : blocks
  }

  /// The table with the naming columns and some others.
  package func part(_ columns: [Int]) -> ReportTable {
    let kept = Array(0..<naming) + columns
    var part = self
    part.columns = kept.map { self.columns[$0] }
    part.rows = rows.map { row in kept.map { row[$0] } }
    return part
  }
}

extension ReportTable {
  /// The largest width of a table on a page: that of its text on a screen of 1280 pixels, which fits on a printed page
  /// in smaller type.
  package static let pageWidth = 1072

  /// The table as blocks that need no scrolling on a screen of 1280 pixels and are not cut off in print.
  package var pageBlocks: [ReportTable] {
    blocks(columns.indices.map(pixels), within: Self.pageWidth).map(part)
  }

  /// The estimated width in which a page draws a column. Fonts are the reader's: the widest usual one is assumed.
  private func pixels(_ column: Int) -> Int {
    let cells = rows.map { $0[column].text.count }.max() ?? 0
    let isWrapped = !columns[column].isNumeric && cells > Self.longestLine
    let text = isWrapped ? Self.wrapped : Double(cells) * Self.cellCharacter
    let words = Self.heading(columns[column]).split { $0 == " " || $0 == "-" || $0 == "_" }
    let heading = Double(words.map(\.count).max() ?? 0) * Self.headingCharacter
    return Int(max(text, heading) + (column == 0 ? Self.swatch : 0) + Self.padding)
  }

  private static let cellCharacter = 9.2
  private static let headingCharacter = 8.2
  private static let wrapped = 230.0
  private static let padding = 24.0
  private static let swatch = 20.0
}
