import Printing
import Statistics

/// The tables of the page: the arms that were run on each corpus.
extension LowLevelStudy {
  static func table(_ corpus: Corpus, _ arms: [Arm], _ results: StudyResults) throws -> ReportTable {
    let main = corpus.main, low = corpus.low, isOverDomains = corpus == .treebank
    let domains: [Domain] = isOverDomains ? [.target, .source] : [.target]
    func heading(_ task: String, _ metric: String, _ domain: Domain) -> ReportTable.Column {
      .init(
        title: isOverDomains ? "\(task), \(domain)" : task, detail: metric == "accuracy" ? "% accuracy" : "% span F1",
        arrow: "↑")
    }
    let rows = try arms.map { arm -> [ReportTable.Cell] in
      let own = StudyResults.Row(name(arm, corpus), row)
      func cell(_ decimals: Int, _ value: (StudyEvidence.Run) throws -> Double) throws -> ReportTable.Cell {
        .spread(of: Array(try results.values(of: own, value).values), decimals: decimals)
      }
      let figures =
        try domains.map { domain in try cell(2) { try points($0, of: main.task, main.metric, on: domain) } }
        + domains.map { domain in
          arm.level == nil ? .absent : try cell(2) { try points($0, of: low, "accuracy", on: domain) }
        }
      let layers = arm.level == nil ? "\(Self.layers)" : "\(Int(try results.computed(passes(arm))))"
      let parameters = try results.runs(own.experiment).first?.result.parameters
      return [.init(text: arm.rawValue), arm.level.map { .init(text: "\($0)") } ?? .absent] + figures + [
        .init(text: layers), parameters.map { .init(text: NumberText.grouped($0)) } ?? .absent,
        try cell(1) { $0.result.cost },
      ]
    }
    return ReportTable(
      title: isOverDomains
        ? "English Web Treebank: from reviews to weblog, mean ± standard deviation over seeds"
        : "CoNLL-2000 as it falls, mean ± standard deviation over seeds",
      columns: [.init(title: "Arm", isNumeric: false), .init(title: "Layer of parts of speech")]
        + domains.map { heading(main.task, main.metric, $0) } + domains.map { heading(low, "accuracy", $0) } + [
          .init(title: "Layers of a step of each task", arrow: "↓"), .init(title: "Parameters"),
          .init(title: "Processor time", detail: "s", arrow: "↓"),
        ], rows: rows)
  }
}
