import Printing

extension HTMLPage {
  /// The place of a plot; nil if there is no data or no bundle.
  func plot(_ id: String) -> PageSection? {
    guard bundle != nil else { return nil }
    return plots.first { $0.id == id }.map(Self.section)
  }

  /// A plot's heading, legend and places for its charts.
  package static func section(_ plot: Plot) -> PageSection {
    let id = plot.id
    let legend =
      plot.showsLegend
      ? "<ul class=\"legend\" aria-label=\"Legend\">" + plot.legend.map { legendItem($0, plot) }.joined() + "</ul>"
      : ""
    let panels = plot.panels.enumerated().map { index, panel in
      let title = panel.title.isEmpty ? "" : "<figcaption>\(HTMLText.escaped(panel.title))</figcaption>"
      let room = plot.leastWidth.map { " style=\"min-width:\($0)px\"" } ?? ""
      let chart = "class=\"chart\(plot.hasLines ? " lines" : "")\" id=\"\(id)-\(index)\" role=\"img\"\(room)"
      let drawn = "<div \(chart) aria-label=\"\(HTMLText.escaped(panel.description))\"></div>"
      guard plot.leastWidth != nil else { return "<figure>\(title)\(drawn)</figure>" }
      return "<figure>\(title)\(Self.scrolling(drawn, label: panel.description))</figure>"
    }
    return PageSection(
      id: id, title: plot.title,
      html: """
        <section aria-labelledby="\(id)-title">
        <h2 id="\(id)-title">\(HTMLText.escaped(plot.title))</h2>
        <p class="caption">\(HTMLText.escaped(plot.caption))</p>
        \(legend)
        <div class="panels" style="--panel:\(plot.panelWidth)px">
        \(panels.joined(separator: "\n"))
        </div>
        \(saving(plot))
        </section>
        """)
  }

  /// Buttons that save the plot as a file.
  private static func saving(_ plot: Plot) -> String {
    let buttons = Comparison.PictureFormat.allCases.map { format in
      let name = format.rawValue.uppercased()
      return "<button type=\"button\" data-plot=\"\(plot.id)\" data-format=\"\(format.rawValue)\" "
        + "aria-label=\"Save \(HTMLText.escaped(plot.title)) as \(name)\">\(name)</button>"
    }
    return "<p class=\"save\">Save as \(buttons.joined(separator: " "))</p>"
  }

  /// A name with its colour; if lines overlap, a button that shows only that line.
  private static func legendItem(_ entry: Plot.LegendEntry, _ plot: Plot) -> String {
    let name = HTMLText.escaped(entry.label)
    guard plot.hasLines else { return "<li>\(swatch(entry.colour))\(name)</li>" }
    let data = "data-plot=\"\(plot.id)\" data-name=\"\(name)\""
    return "<li><button type=\"button\" aria-pressed=\"false\" \(data)>\(swatch(entry.colour))\(name)</button></li>"
  }

  /// The text of a page without a bundle in place of the plots.
  package static let plotsAbsent = """
    <section class="absent">
    <h2>Plots</h2>
    <p>This page was written without a plotting library, so it has its tables only. To draw losses, weights and intervals,
    install one and write the report again:</p>
    <pre><code>\(HTMLText.escaped(VegaBundle.instructions))</code></pre>
    </section>
    """

  /// The bundle, the specifications and the script that draws them; only the theme's button without a bundle.
  package static func scripts(_ plots: [Plot], bundle: String?) -> PageScripts {
    guard let bundle else { return PageScripts(running: [pageScript]) }
    let specs = JSONTree.array(
      plots.flatMap { plot in
        plot.panels.enumerated().map { index, panel in
          ["id": .string("\(plot.id)-\(index)"), "spec": panel.spec]
        }
      })
    let used = Set(plots.flatMap { $0.legend.map(\.colour) } + [nil]).sorted { ($0 ?? -1) < ($1 ?? -1) }
    let colours = JSONTree.object(
      used.map { .init(key: Plot.Palette.colour($0), value: .string(Plot.Palette.colour($0, dark: true))) }
        + zip(Plot.Palette.diverging, Plot.Palette.divergingOnDark).map { .init(key: $0, value: .string($1)) })
    let datasets = JSONTree.object(
      plots.flatMap(\.datasets).reduce(into: []) { members, member in
        if !members.contains(where: { $0.key == member.key }) { members.append(member) }
      })
    return PageScripts(
      running: [
        "(function () {\n\(bundle)\n}).call(window);", [pageScript, chartScript, savingScript].joined(separator: "\n"),
      ],
      reading: [("charts", specs), ("datasets", datasets), ("dark-colours", colours)],
      otherwise: "The plots need JavaScript; the tables above do not.")
  }
}
