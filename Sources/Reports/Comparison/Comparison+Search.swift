import Printing

extension Comparison {
  /// The points that the search chose, and by what, a row for each method or single task; nil if nothing was searched.
  var searchTable: ReportTable? {
    guard let search, !search.rows.isEmpty else { return nil }
    let columns: [ReportTable.Column] = [
      .init(title: "Method", isNumeric: false), .init(title: "Learning rate"), .init(title: "Weight decay"),
      .init(title: "Parameters", isNumeric: false), .init(title: "Validation Δm", detail: "%"),
      .init(title: "Runs to search"), .init(title: "Stopped early"), .init(title: "Remarks", isNumeric: false),
    ]
    let rows = search.rows.map { row -> [ReportTable.Cell] in
      let name = row.task.map { "\(row.label), \($0)" } ?? row.label
      let point = row.point.map { $0.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" } } ?? []
      let score = row.task == nil ? row.validationDeltaM.map { NumberText.signed($0, 1) } : nil
      return [
        name, row.learningRate.map(NumberText.scientific), row.weightDecay.map(NumberText.scientific),
        point.isEmpty ? nil : point.joined(separator: ", "), score, "\(row.searchRuns)", "\(row.prunedRuns)",
        row.notes.isEmpty ? nil : row.notes.joined(separator: " "),
      ].map { $0.map { .init(text: $0) } ?? .absent }
    }
    return ReportTable(title: "Search", columns: columns, rows: rows)
  }

  /// The trainings that the search stopped, with the reasons; nil if there is none.
  var prunedTable: ReportTable? {
    let pruned = search?.cells.filter { $0.pruned != nil } ?? []
    guard !pruned.isEmpty else { return nil }
    let columns: [ReportTable.Column] = [
      .init(title: "Method", isNumeric: false), .init(title: "Learning rate"), .init(title: "Weight decay"),
      .init(title: "Parameters", isNumeric: false), .init(title: "Seed"), .init(title: "Stopped after"),
      .init(title: "By", isNumeric: false), .init(title: "Why", isNumeric: false),
    ]
    let rows = pruned.compactMap { cell -> [ReportTable.Cell]? in
      guard let pruning = cell.pruned else { return nil }
      let point = cell.point.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
      return [
        cell.task.map { "\(cell.label), \($0)" } ?? cell.label, NumberText.scientific(cell.learningRate),
        NumberText.scientific(cell.weightDecay), point.isEmpty ? "–" : point, "\(cell.seed)",
        "\(pruning.epoch) of \(cell.epochs) epochs", pruning.rule, pruning.reason,
      ].map { .init(text: $0) }
    }
    return ReportTable(title: "Stopped early", columns: columns, rows: rows)
  }

  /// A CSV table with a line for each training of the search and all digits of every number; nil if nothing was
  /// searched.
  package func searchCSV() -> String? {
    guard let search else { return nil }
    let header = [
      "cell", "method", "label", "task", "stage", "parameters", "learning_rate", "weight_decay", "seed",
      "epochs_trained", "epochs", "best_epoch", "validation_delta_m", "test_delta_m", "chosen", "pruned_after",
      "pruned_by", "failure", "steps", "seconds",
    ]
    let lines = search.cells.map { cell -> [String] in
      let point = cell.point.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
      let place = [
        cell.cell, cell.method, cell.label, cell.task ?? "", cell.stage.rawValue, point,
        NumberText.full(cell.learningRate), NumberText.full(cell.weightDecay), "\(cell.seed)",
      ]
      let best: String = cell.bestEpoch.map(String.init) ?? ""
      let scores: [String] = [cell.validationDeltaM, cell.testDeltaM].map { $0.map(NumberText.full) ?? "" }
      let stopped: [String] = [cell.pruned.map { "\($0.epoch)" } ?? "", cell.pruned?.rule ?? "", cell.failure ?? ""]
      let outcome: [String] =
        ["\(cell.epochsTrained)", "\(cell.epochs)", best] + scores + ["\(cell.isChosen)"] + stopped
      return place + outcome + ["\(cell.steps)", NumberText.full(cell.seconds)]
    }
    return CSVText.lines([header] + lines)
  }
}
