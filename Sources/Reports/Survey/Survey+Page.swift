import Foundation
import Printing
import Runs

extension Survey {
  /// The study as one page that loads nothing from outside, like ``Comparison/html(vegaBundle:)``.
  package func html(vegaBundle: URL? = nil) throws(ResultsError) -> String {
    let bundle = try vegaBundle.map { url throws(ResultsError) in try VegaBundle.read(url) }
    let plots = plots
    func plot(_ id: String) -> PageSection? {
      bundle == nil ? nil : plots.first { $0.id == id }.map(HTMLPage.section)
    }
    let ranks = ranking.map { HTMLPage.coloured($0.table, id: "ranks", about: $0.sentences, legend: legend) }
    let each = comparisons.enumerated().flatMap { index, comparison in
      [
        HTMLPage.coloured(
          summaries[index], id: "summary-\(index)", about: [comparison.recommendation.text],
          legend: legend + comparison.legend([comparison.singleTask].compactMap { $0 }))
      ]
        + comparison.published.enumerated().map { number, published in
          HTMLPage.plain(published.reportTable, id: "published-\(index)-\(number)", about: published.sentences)
        }
    }
    let gains = gainTables.enumerated().map { number, gains -> PageSection? in
      HTMLPage.plain(gains.table, id: "gains-\(number)", about: gains.about)
    }
    let sections: [PageSection?] =
      [
        HTMLPage.coloured(deltaTable, id: "deltas", about: [figures], legend: legend), plot("delta-ms"), ranks,
        plot("critical-difference"),
        plot("performance-profile"),
      ] + gains + [
        plot("pairwise-gains"), HTMLPage.coloured(costTable, id: "cost", legend: legend),
        HTMLPage.plain(experimentsTable, id: "experiments"),
      ] + each + [HTMLPage.problems(problems)]
    let shown = sections.compactMap { $0 }
    let main = """
      <section class="answer open" aria-label="Result">
      <p class="lead">\(HTMLText.escaped(answer)).</p>
      <p>\(HTMLText.escaped(ranking?.summary ?? ""))</p>
      </section>
      \(PageSection.contents(shown))
      \(shown.map(\.html).joined(separator: "\n"))
      \(bundle == nil ? HTMLPage.plotsAbsent : "")
      """
    return HTMLPage.document(
      title, about: "comparison of methods over experiments",
      kind: "\(labels.count) methods in \(comparisons.count) experiments", main: main,
      scripts: HTMLPage.scripts(plots, bundle: bundle))
  }

  /// The description of the figures.
  var figures: String {
    let level = comparisons[0].levelText
    return "\(convention.printedName); \(split) split; mean ± standard deviation over seeds. Intervals at \(level)."
  }

  /// The plots that there is data for.
  var plots: [Plot] {
    let single = comparisons.compactMap(\.singleTask).first.map { Plot.LegendEntry(label: $0.label, colour: nil) }
    let profiled = (single.map { [$0] } ?? []) + legend
    let ranked = ranking.flatMap { Plot.criticalDifference($0, legend: legend) }
    return [
      Plot.deltaMs(self), ranked, Plot.performanceProfile(comparisons, legend: profiled), Plot.pairwiseGains(self),
    ].compactMap { $0 }
  }
}

extension Plot {
  /// The Δm of every method with its interval, with a panel for each experiment.
  static func deltaMs(_ study: Survey) -> Plot? {
    let legend = study.legend
    let panels = study.comparisons.compactMap { comparison -> Panel? in
      guard let plot = deltaM(comparison), var panel = plot.panels.first else { return nil }
      // The same rows and colours in every panel.
      let labels: JSONTree = .array(study.labels.map { .string($0) })
      panel.spec = panel.spec.with(rows: labels, colours: color("method", legend))
      panel.title = comparison.context.experiment
      return panel
    }
    guard !panels.isEmpty else { return nil }
    return Plot(
      id: "delta-ms", title: "Δm against single-task training",
      caption:
        "Dot: Δm of the mean over seeds. Line: its interval. Ticks: each seed. Methods in the order of their mean rank.",
      legend: legend, showsLegend: false, panels: panels, panelWidth: 320)
  }
}

extension JSONTree {
  /// This specification with other rows and colours at each place that encodes them.
  fileprivate func with(rows: JSONTree, colours: JSONTree) -> JSONTree {
    switch self {
    case .array(let values): return .array(values.map { $0.with(rows: rows, colours: colours) })
    case .object(let members):
      return .object(
        members.map { member in
          switch (member.key, member.value) {
          case ("values", _): return member
          case ("color", .object): return Member(key: "color", value: colours)
          case ("y", .object):
            return Member(
              key: "y", value: member.value.merging(["sort": rows, "scale": ["domain": rows]]))
          default: return Member(key: member.key, value: member.value.with(rows: rows, colours: colours))
          }
        })
    default: return self
    }
  }
}
