import Printing
import Tasks

extension PublishedTable {
  /// The figures in words: "Δm, metric mean, lower is better, %; mean over 5 seeds; test split."
  var figures: String {
    "\(convention.printedName); mean over \(seeds) seeds; \(split) split."
  }

  /// The table for a terminal, with its source, protocol and notes.
  package func text(width: Int = 110) -> String {
    let facts =
      [("Source", source), ("Figures", figures), ("Protocol", `protocol`)]
      + (baseline.map { [("Baseline", $0.network)] } ?? [])
    let name = facts.map(\.0.count).max() ?? 0
    let header = facts.map { fact in
      fact.0 + String(repeating: " ", count: name + 2 - fact.0.count)
        + TextWrap.wrapped(fact.1, width: width, indent: name + 2)
    }
    let notes = notes.map { "- " + TextWrap.wrapped($0, width: width, indent: 2) }
    return ([title] + header).joined(separator: "\n") + "\n\n" + TextTable.render(reportTable, width: width)
      + (notes.isEmpty ? "" : "\n\n" + notes.joined(separator: "\n"))
  }

  package func json() throws -> String { try JSONText.encode(self) }

  /// The figures as printed, each with its standard deviation if there is one.
  var reportTable: ReportTable {
    var columns = [ReportTable.Column(title: "Method", isNumeric: false)]
    columns += metrics.map {
      .init(title: $0.name, detail: $0.unit, arrow: $0.direction == .higherIsBetter ? "↑" : "↓", group: $0.task)
    }
    columns += [.init(title: "Δm", detail: "%", arrow: "↓"), .init(title: "Epoch")]
    columns.append(.init(title: "Settings", isNumeric: false))
    let best = metrics.indices.map { index in
      Comparison.best(rows.map { $0.values?[index] }, metrics[index].direction)
    }
    let bestDelta = Comparison.best(rows.map(\.deltaM), convention.direction)
    let cells = rows.enumerated().map { position, row -> [ReportTable.Cell] in
      var cells = [ReportTable.Cell(text: row.label)]
      for index in metrics.indices {
        let value = row.values.map {
          NumberText.spread($0[index], row.standardDeviations?[index], decimals(index))
        }
        cells.append(value.map { .init(text: $0, isBest: best[index].contains(position)) } ?? .absent)
      }
      let change = row.deltaM.map { NumberText.spread($0, row.deltaMStandardDeviation, 1, isSigned: true) }
      cells.append(change.map { .init(text: $0, isBest: bestDelta.contains(position)) } ?? .absent)
      cells.append(row.epochs.map { .init(text: $0) } ?? .absent)
      let settings = row.settings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      cells.append(settings.isEmpty ? .absent : .init(text: settings.joined(separator: ", ")))
      return cells
    }
    return ReportTable(title: title, columns: columns, rows: cells)
  }

  /// The decimals of a metric, as printed.
  func decimals(_ metric: Int) -> Int {
    func count(_ value: Double?) -> Int {
      value.map { NumberText.printed($0).split(separator: ".").dropFirst().first?.count ?? 0 } ?? 0
    }
    return rows.map { max(count($0.values?[metric]), count($0.standardDeviations?[metric])) }.max() ?? 0
  }
}
