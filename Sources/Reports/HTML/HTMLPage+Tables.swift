import Printing

extension HTMLPage {
  /// A table of the comparison's rows with their colours in the plots.
  func table(_ table: ReportTable, id: String, about: [String] = []) -> PageSection {
    Self.coloured(table, id: id, about: about, legend: comparison.legend(comparison.methods))
  }

  /// A table whose rows have their colours in the plots in front. A row of another name has none.
  ///
  /// - Parameter about: sentences between heading and table.
  static func coloured(
    _ table: ReportTable, id: String, about: [String] = [], legend: [Plot.LegendEntry]
  ) -> PageSection {
    Self.table(table, id: id, about: about) { cell, _ in
      let swatch = legend.first { $0.label == cell.text }.map { Self.swatch($0.colour) }
      return named(cell.text, swatch ?? "<i class=\"swatch\" aria-hidden=\"true\"></i>")
    }
  }

  /// A section of sentences without a table.
  package static func words(_ title: String, _ sentences: [String], id: String) -> String {
    """
    <section aria-labelledby="\(id)-title">
    <h2 id="\(id)-title">\(HTMLText.escaped(title))</h2>
    \(sentences.map { "<p>\(HTMLText.escaped($0))</p>" }.joined(separator: "\n"))
    </section>
    """
  }

  /// A table whose rows have no colour in the plots.
  ///
  /// - Parameters:
  ///   - about: sentences between heading and table.
  ///   - folded: the words on which the reader opens it; nil for a table that is open.
  package static func plain(_ table: ReportTable, id: String, about: [String] = [], folded: String? = nil)
    -> PageSection
  {
    Self.table(table, id: id, about: about, folded: folded) { cell, _ in plainCell(cell) }
  }

  private static func plainCell(_ cell: ReportTable.Cell) -> String {
    "<th scope=\"row\">\(HTMLText.escaped(cell.text))</th>"
  }

  /// A table.
  ///
  /// - Parameter first: the first cell of a row as HTML, from the cell and the row's number.
  package static func table(
    _ table: ReportTable, id: String, about: [String] = [], folded: String? = nil,
    first: (ReportTable.Cell, Int) -> String
  ) -> PageSection {
    let blocks = table.pageBlocks
    let drawn = blocks.enumerated().map { number, block in
      let part = blocks.count > 1 ? ", part \(number + 1) of \(blocks.count)" : ""
      return scrolling(grid(block, first: first), label: table.title + part)
    }
    let words = about.map { "<p class=\"caption\">\(HTMLText.escaped($0))</p>" }.joined(separator: "\n")
    let heading = "<h2 id=\"\(id)-title\">\(HTMLText.escaped(table.title))</h2>"
    let opening = folded.map { "\(words)<details><summary>\(HTMLText.escaped($0))</summary>" } ?? words
    return PageSection(
      id: id, title: table.title,
      html: """
        <section aria-labelledby="\(id)-title">
        \(heading)
        \(opening)
        \(drawn.joined(separator: "\n"))
        \(folded == nil ? "" : "</details>")
        </section>
        """)
  }

  /// A region that scrolls within itself if the page is narrow, with a hint that there is more. The script shows the
  /// hint if something is hidden.
  ///
  /// - Parameter label: the region's name for readers who do not see it; plain text.
  static func scrolling(_ html: String, label: String) -> String {
    """
    <p class="hint" aria-hidden="true" hidden>Scroll sideways for more →</p>
    <div class="scroll" tabindex="0" role="region" aria-label="\(HTMLText.escaped(label))">
    \(html)
    </div>
    """
  }

  /// The largest number of rows of a table that is not torn apart in print.
  private static let shortTable = 12

  private static func grid(_ table: ReportTable, first: (ReportTable.Cell, Int) -> String) -> String {
    let rows = table.rows.enumerated().map { index, row in
      let cells = row.enumerated().map { column, cell in
        column == 0 ? first(cell, index) : Self.cell(cell, table.columns[column])
      }
      return "<tr\(table.rulesBelow.contains(index) ? " class=\"rule\"" : "")>\(cells.joined())</tr>"
    }
    return """
      <table\(rows.count <= shortTable ? " class=\"short\"" : "")>
      <thead>
      \(groupRow(table))<tr>\(table.columns.map(Self.heading).joined())</tr>
      </thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      """
  }

  /// A name after its dot, which is broken so that it never starts below the dot.
  private static func named(_ name: String, _ swatch: String) -> String {
    "<th scope=\"row\"><span class=\"name\">\(swatch)<span>\(HTMLText.escaped(name))</span></span></th>"
  }

  static func swatch(_ colour: Int?) -> String {
    let light = Plot.Palette.colour(colour)
    let dark = Plot.Palette.colour(colour, dark: true)
    return "<i class=\"swatch\" style=\"--swatch:light-dark(\(light),\(dark))\" aria-hidden=\"true\"></i>"
  }

  private static func cell(_ cell: ReportTable.Cell, _ column: ReportTable.Column) -> String {
    var classes = column.isNumeric ? ["number"] : []
    if cell.isBest { classes.append("best") }
    if !column.isNumeric && cell.text.count > ReportTable.longestLine { classes.append("words") }
    let parts = cell.text.split(separator: " ± ", maxSplits: 1).map(String.init)
    var text =
      parts.count == 2
      ? "\(HTMLText.escaped(parts[0])) <span class=\"spread\">± \(HTMLText.escaped(parts[1]))</span>"
      : HTMLText.escaped(cell.text)
    if cell.isBest { text = "<strong>\(text)</strong><span class=\"hidden\"> (best)</span>" }
    return "<td\(classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\"")>\(text)</td>"
  }

  private static func heading(_ column: ReportTable.Column) -> String {
    let detail = column.detail.isEmpty ? "" : " <span class=\"unit\">\(HTMLText.escaped(column.detail))</span>"
    let words = column.arrow == "↑" ? "higher is better" : "lower is better"
    let arrow =
      column.arrow.isEmpty
      ? "" : "\u{A0}<span class=\"arrow\" title=\"\(words)\" aria-label=\"\(words)\">\(column.arrow)</span>"
    let kind = column.isNumeric ? " class=\"number\"" : ""
    return "<th scope=\"col\"\(kind)>\(HTMLText.escaped(column.title))\(detail)\(arrow)</th>"
  }

  private static func groupRow(_ table: ReportTable) -> String {
    guard table.columns.contains(where: { !$0.group.isEmpty }) else { return "" }
    var cells: [String] = []
    var start = 0
    while start < table.columns.count {
      let group = table.columns[start].group
      var end = start + 1
      while end < table.columns.count, table.columns[end].group == group, !group.isEmpty { end += 1 }
      cells.append(
        group.isEmpty
          ? "<td></td>"
          : "<th scope=\"colgroup\" colspan=\"\(end - start)\"><span>\(HTMLText.escaped(group))</span></th>")
      start = end
    }
    return "<tr class=\"groups\">\(cells.joined())</tr>\n"
  }
}
