import Foundation

extension Comparison {
  /// The comparison as one page that loads nothing from outside: tables, words, and plots where a bundle draws them.
  ///
  /// - Parameter vegaBundle: a JavaScript file that sets `window.vegaEmbed` (``VegaBundle`` makes one). Without it the page
  ///   has its tables and says how to get plots.
  /// - Throws: ``ResultsError`` where the bundle cannot be read, or is not one.
  public func html(vegaBundle: URL? = nil) throws(ResultsError) -> String {
    let bundle = try vegaBundle.map { url throws(ResultsError) in try VegaBundle.read(url) }
    return HTMLPage(comparison: self, bundle: bundle).text
  }
}

/// Puts the page together. Every name from outside passes through ``HTMLText``.
struct HTMLPage {
  let comparison: Comparison
  let bundle: String?
  let plots: [Plot]

  init(comparison: Comparison, bundle: String?) {
    self.comparison = comparison
    self.bundle = bundle
    plots = Plot.all(of: comparison)
  }

  var text: String {
    Self.document(
      comparison.context.experiment, about: "comparison of methods",
      kind: "\(counted(comparison.multiTask.count, "method")) on \(counted(comparison.tasks.count, "task"))",
      main: main, scripts: Self.scripts(plots, bundle: bundle))
  }

  private var main: String {
    """
    \(answer)
    \(facts)
    \(table(comparison.summaryTable, id: "summary"))
    \(plot("delta-m"))
    \(ranks)
    \(published)
    \(comparison.isTall
      ? Self.plain(comparison.metricsTable, id: "metrics") : table(comparison.metricsTable, id: "metrics"))
    \(plot("task-changes"))
    \(plot("performance-profile"))
    \(plot("pareto-front"))
    \(plot("losses-train"))
    \(plot("losses-validation"))
    \(plot("weights"))
    \(plot("cosines"))
    \(plot("gradients"))
    \(table(comparison.costTable, id: "cost"))
    \(plot("seconds"))
    \(searched)
    \(bundle == nil ? Self.plotsAbsent : "")
    \(table(comparison.runsTable, id: "runs"))
    \(problems)
    \(footnotes)
    """
  }

  private var ranks: String {
    guard let ranking = comparison.ranking else { return "" }
    return Self.plain(ranking.table, id: "ranks", about: ranking.sentences) + "\n" + plot("critical-difference")
  }

  private var published: String {
    comparison.published.enumerated().map { index, published in
      Self.plain(published.reportTable, id: "published-\(index)", about: published.sentences)
    }.joined(separator: "\n")
  }

  private var searched: String {
    guard let table = comparison.searchTable else { return "" }
    let pruned = comparison.prunedTable.map {
      Self.plain($0, id: "pruned", folded: "\(counted($0.rows.count, "training")) stopped before the end, and why")
    }
    return [
      Self.plain(table, id: "search"), plot("sensitivity"), plot("rates-decays"), pruned ?? "",
    ].joined(separator: "\n")
  }

  /// A whole page.
  ///
  /// - Parameters:
  ///   - name: what it is about, as plain text, like `about` and `kind`.
  ///   - main: its content, as HTML.
  ///   - scripts: what runs in it; its policy permits nothing else.
  static func document(_ name: String, about: String, kind: String, main: String, scripts: PageScripts) -> String {
    let title = HTMLText.escaped(name)
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="\(scripts.policy)">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="equipoise">
      <title>\(title): \(HTMLText.escaped(about))</title>
      <style>
      \(style)
      </style>
      </head>
      <body>
      <header class="top">
      <p class="kind">\(HTMLText.escaped(kind))</p>
      <h1>\(title)</h1>
      <button id="theme" type="button" hidden>Dark</button>
      </header>
      <main>
      \(main)
      </main>
      \(scripts.html)
      </body>
      </html>

      """
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  private var answer: String {
    let recommendation = comparison.recommendation
    let kind =
      switch recommendation.verdict {
      case .better: "good"
      case .worse: "bad"
      case .equal, .notWorse, .open, .unknown: "open"
      }
    return """
      <section class="answer \(kind)" aria-label="Recommendation">
      <p class="lead">\(HTMLText.escaped(recommendation.answer)).</p>
      <p>\(HTMLText.escaped(recommendation.reasons))</p>
      </section>
      """
  }

  private var facts: String {
    let items = comparison.facts.map { fact in
      let value = fact.isCommand ? "<code>\(HTMLText.escaped(fact.value))</code>" : HTMLText.escaped(fact.value)
      let warning = fact.isWarning ? #" class="warning""# : ""
      return
        "<div\(fact.isCommand ? " class=\"command\"" : "")><dt>\(HTMLText.escaped(fact.name))</dt><dd\(warning)>\(value)</dd></div>"
    }
    return "<dl class=\"facts\">\n\(items.joined(separator: "\n"))\n</dl>"
  }

  private var problems: String {
    guard !comparison.problems.isEmpty else { return "" }
    let items = comparison.problems.map { "<li>\(HTMLText.escaped($0))</li>" }
    return
      "<section class=\"problems\"><h2>Not in these figures</h2><ul>\n\(items.joined(separator: "\n"))\n</ul></section>"
  }

  private var footnotes: String {
    let items = comparison.footnotes.map { "<li>\(HTMLText.escaped($0))</li>" }
    return "<footer><h2>How to read this</h2><ul>\n\(items.joined(separator: "\n"))\n</ul></footer>"
  }
}
