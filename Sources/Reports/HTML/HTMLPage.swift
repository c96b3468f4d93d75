import Foundation
import Printing
import Runs

extension Comparison {
  /// The comparison as one page that loads nothing from outside: tables, words, and plots where a bundle draws them.
  ///
  /// - Parameter vegaBundle: a JavaScript file that sets `window.vegaEmbed` (``VegaBundle`` makes one). Without it the page
  ///   has its tables and says how to get plots.
  /// - Throws: ``ResultsError`` if the bundle cannot be read, or is not one.
  package func html(vegaBundle: URL? = nil) throws(ResultsError) -> String {
    let bundle = try vegaBundle.map { url throws(ResultsError) in try VegaBundle.read(url) }
    return HTMLPage(comparison: self, bundle: bundle).text
  }
}

/// The builder of the page. Every name from outside passes through ``HTMLText``.
package struct HTMLPage {
  let comparison: Comparison
  let bundle: String?
  let plots: [Plot]

  init(comparison: Comparison, bundle: String?) {
    self.comparison = comparison
    self.bundle = bundle
    plots = Plot.all(of: comparison)
  }

  var text: String {
    let sections = sections
    return Self.document(
      comparison.context.experiment, about: "comparison of methods",
      kind: "\(counted(comparison.multiTask.count, "method")) on \(counted(comparison.tasks.count, "task"))",
      main: """
        \(firstScreen)
        \(PageSection.contents(sections))
        \(background)
        \(sections.map(\.html).joined(separator: "\n"))
        \(bundle == nil ? Self.plotsAbsent : "")
        """,
      scripts: Self.scripts(plots, bundle: bundle))
  }

  /// The sections below the first screen, in order.
  private var sections: [PageSection] {
    let metrics =
      comparison.isTall
      ? Self.plain(comparison.metricsTable, id: "metrics") : table(comparison.metricsTable, id: "metrics")
    let pictures = [
      "performance-profile", "pareto-front", "losses-train", "losses-validation", "weights",
    ]
    return [table(comparison.summaryTable, id: "summary")] + claims
      + [metrics] + [plot("task-changes"), negativeTransfer].compactMap { $0 } + answers
      + ranks
      + published + pictures.compactMap(plot) + relations + [table(comparison.costTable, id: "cost")]
      + [plot("seconds")].compactMap { $0 } + searched + [table(comparison.runsTable, id: "runs")]
      + [Self.problems(comparison.problems)].compactMap { $0 }
  }

  private var claims: [PageSection] {
    guard let claimTable = comparison.claimTable else { return [] }
    return [table(claimTable.table, id: "claims-table", about: claimTable.about), plot("claims")].compactMap { $0 }
  }

  private var negativeTransfer: PageSection? {
    comparison.negativeTransferTable.map { table($0.table, id: "negative-transfer", about: $0.about) }
  }

  /// The gradients of the tasks: the matrix of cosines, their course and what else was measured.
  private var relations: [PageSection] {
    let table = comparison.cosineTable.map { Self.plain($0.table, id: "relations", about: $0.about) }
    return [table, plot("task-cosines"), plot("cosines"), plot("gradients")].compactMap { $0 }
  }

  private var ranks: [PageSection] {
    guard let ranking = comparison.ranking else { return [] }
    return [table(ranking.table, id: "ranks", about: ranking.sentences), plot("critical-difference")]
      .compactMap { $0 }
  }

  private var answers: [PageSection] {
    let tables = comparison.answerTables.enumerated().map { index, answers in
      Self.plain(answers.table, id: "answers-\(index)", about: answers.about)
    }
    return tables + [plot("calibration"), samples].compactMap { $0 }
  }

  private var published: [PageSection] {
    comparison.published.enumerated().map { index, published in
      Self.plain(published.reportTable, id: "published-\(index)", about: published.sentences)
    }
  }

  private var searched: [PageSection] {
    guard let table = comparison.searchTable else { return [] }
    let pruned = comparison.prunedTable.map {
      Self.plain($0, id: "pruned", folded: "\(counted($0.rows.count, "training")) stopped before the end, and why")
    }
    return [Self.plain(table, id: "search"), plot("sensitivity"), plot("rates-decays"), pruned].compactMap { $0 }
  }

  /// A whole page.
  ///
  /// - Parameters:
  ///   - name: the subject, as plain text, like `about` and `kind`.
  ///   - main: its content, as HTML.
  ///   - scripts: the scripts of the page; its policy permits no others.
  package static func document(_ name: String, about: String, kind: String, main: String, scripts: PageScripts)
    -> String
  {
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

  /// The section of what is missing, a sentence each; nil if nothing is.
  static func problems(_ sentences: [String]) -> PageSection? {
    guard !sentences.isEmpty else { return nil }
    let items = sentences.map { "<li>\(HTMLText.escaped($0))</li>" }.joined(separator: "\n")
    let title = "Not in these figures"
    return PageSection(
      id: "problems", title: title,
      html: """
        <section class="problems" aria-labelledby="problems-title">
        <h2 id="problems-title">\(title)</h2>
        <ul>
        \(items)
        </ul>
        </section>
        """)
  }
}

/// A part of a page that its list of contents names.
package struct PageSection: Sendable {
  /// The section's identifier; its heading has this identifier followed by `-title`.
  var id: String
  /// The title as plain text.
  var title: String
  package var html: String

  /// The list of contents as HTML, with a link to each section.
  static func contents(_ sections: [PageSection]) -> String {
    let items = sections.map { "<li><a href=\"#\($0.id)-title\">\(HTMLText.escaped($0.title))</a></li>" }
    return "<nav class=\"contents\" aria-label=\"Contents\"><ul>\n\(items.joined(separator: "\n"))\n</ul></nav>"
  }
}

extension HTMLPage {
  /// The background of the figures, and how to read them: folded on a screen, open in print.
  var background: String {
    """
    <details class="background">
    <summary>How these figures came about, and how to read them</summary>
    \(facts)
    \(footnotes)
    </details>
    """
  }

  private var facts: String {
    let items = comparison.facts.map { fact in
      let value = fact.isCommand ? "<code>\(HTMLText.escaped(fact.value))</code>" : HTMLText.escaped(fact.value)
      let warning = fact.isWarning ? #" class="warning""# : ""
      let kind = fact.isCommand ? #" class="command""# : ""
      return "<div\(kind)><dt>\(HTMLText.escaped(fact.name))</dt><dd\(warning)>\(value)</dd></div>"
    }
    return "<dl class=\"facts\">\n\(items.joined(separator: "\n"))\n</dl>"
  }

  private var footnotes: String {
    let items = comparison.footnotes.map { "<li>\(HTMLText.escaped($0))</li>" }
    return "<ul class=\"notes\">\n\(items.joined(separator: "\n"))\n</ul>"
  }
}
