import Foundation
import Printing
import Runs

extension Survey {
  /// Writes the files of a study: `report.html`, `report.md`, `report.csv` (a line for each experiment and method),
  /// `report.tex`, `pairs.csv` (a line for each pair of methods) if methods were ranked, and `gains.csv` (a line for each
  /// method and pair of tasks) if pairs of tasks were compared. Each replaces an older one as a whole.
  ///
  /// - Returns: the files, the page first.
  @discardableResult
  package func write(to folder: URL, vegaBundle: URL? = nil) throws(ResultsError) -> [URL] {
    let place = try RunFolder.create(at: folder)
    var files = [
      ("report.html", try html(vegaBundle: vegaBundle)), ("report.md", markdown()), ("report.csv", csv()),
      ("report.tex", latex()),
    ]
    if let ranking { files.append(("pairs.csv", ranking.csv)) }
    let gains = pairwiseGains
    if !gains.isEmpty { files.append(("gains.csv", gainsCSV(gains))) }
    for (name, text) in files { try place.write(Data(text.utf8), as: name) }
    return files.map { folder.appending(path: $0.0) }
  }

  /// The study as Markdown (GitHub's tables).
  package func markdown() -> String {
    func escaped(_ text: String) -> String { MarkdownText.escaped(text) }
    func section(_ table: ReportTable, _ about: [String] = []) -> [String] {
      ["## \(escaped(table.title))"] + about.map(escaped) + [Comparison.markdown(table)]
    }
    var parts = ["# \(escaped(title))", escaped("\(answer). \(ranking?.summary ?? "")")]
    parts += section(deltaTable, [figures])
    if let ranking { parts += section(ranking.table, ranking.sentences) }
    for gains in gainTables { parts += section(gains.table, gains.about) }
    parts += section(costTable) + section(experimentsTable)
    for (comparison, table) in zip(comparisons, summaries) {
      parts += section(table, [comparison.recommendation.text])
      for published in comparison.published { parts += section(published.reportTable, published.sentences) }
    }
    if !problems.isEmpty {
      parts += ["## Not in these figures", problems.map { "- " + escaped($0) }.joined(separator: "\n")]
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The Δm, ranks and cost as LaTeX tables for `booktabs`; the preamble needs `\usepackage{booktabs}`.
  package func latex() -> String {
    var tables = [Comparison.latex(deltaTable, caption: figures)]
    if let ranking {
      tables.append(Comparison.latex(ranking.table, caption: ranking.sentences.joined(separator: " ")))
    }
    tables.append(
      Comparison.latex(costTable, caption: "What each method took, in steps and seconds of one worker."))
    return tables.joined(separator: "\n") + "\n"
  }

  /// A CSV table with a line for each experiment and method and all digits of every number.
  package func csv() -> String {
    let header = [
      "experiment", "method", "label", "split", "seeds", "delta_m_percent", "delta_m_sd", "delta_m_low",
      "delta_m_high", "delta_m_convention", "baseline", "runs", "search_runs", "pruned_runs", "failed_runs", "steps",
      "seconds", "search_seconds", "seconds_to_kept_epoch",
    ]
    let lines = comparisons.flatMap { comparison in
      comparison.tableRows.map { method -> [String] in
        let change = method.deltaM
        let cost = method.cost
        let numbers: [Double?] = [
          change?.percent, change?.standardDeviation, change?.interval?.low, change?.interval?.high,
        ]
        let counts = [cost.runs, cost.searchRuns, cost.prunedRuns, cost.failedRuns, cost.steps].map(String.init)
        let times: [Double?] = [cost.seconds, cost.searchSeconds, cost.secondsToKept]
        let start: [String] = [
          comparison.context.experiment, method.method, method.label, split,
          Set(method.seeds).sorted().map(String.init).joined(separator: " "),
        ]
        return start + numbers.map { $0.map(NumberText.full) ?? "" }
          + [convention.printedName, comparison.baseline?.summary ?? ""] + counts
          + times.map { $0.map(NumberText.full) ?? "" }
      }
    }
    return CSVText.lines([header] + lines)
  }

  /// The study for a terminal.
  package func terminal(width: Int = 110) -> String {
    var parts = [title, TextTable.render(deltaTable, width: width)]
    if let ranking {
      parts.append(TextTable.render(ranking.table, width: width))
      parts.append(TextWrap.wrapped(ranking.sentences.joined(separator: " "), width: width))
    }
    parts += gainTables.map { TextTable.render($0.table, width: width) }
    parts.append(TextTable.render(costTable, width: width))
    parts.append(TextWrap.wrapped("\(answer). \(ranking?.summary ?? "")", width: width))
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The study for programs: every comparison and the ranking, with all digits.
  package func json() -> String {
    JSONTree.object([
      .init(key: "ranking", value: ranking?.json ?? .null),
      .init(key: "pairwiseGains", value: .array(pairwiseGains.map(\.json))),
      .init(key: "experiments", value: .array(comparisons.map(\.tree))),
    ]).text
  }
}
