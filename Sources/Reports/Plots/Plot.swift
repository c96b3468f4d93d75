import Printing
import Tasks

/// A group of charts that share a legend. Each panel is one chart, a Vega-Lite specification without width and colours,
/// which the page or the exported picture adds.
package struct Plot: Sendable {
  package struct Panel: Sendable {
    /// The title that tells this panel from the others (a task, a method); "" for a single panel.
    var title: String
    /// The content of the chart, for readers who do not see it.
    var description: String
    var spec: JSONTree

    package init(title: String, description: String, spec: JSONTree) {
      self.title = title
      self.description = description
      self.spec = spec
    }
  }

  package struct LegendEntry: Sendable, Hashable {
    package var label: String
    /// The position in ``Palette``; nil for the grey of the baseline.
    var colour: Int?

    package init(label: String, colour: Int? = nil) {
      self.label = label
      self.colour = colour
    }
  }

  /// The name in links and file names.
  var id: String
  var title: String
  /// The caption of one or two sentences: what is drawn, and what the bands and dots are.
  var caption: String
  var legend: [LegendEntry]
  /// Whether the reader needs the legend. It is not needed if an axis names every colour.
  var showsLegend: Bool
  var panels: [Panel]
  /// Whether panels hold lines, of which one can be shown alone.
  var hasLines = false
  /// The least width of a panel in pixels; panels stand side by side if there is room.
  var panelWidth: Int
  /// The width in pixels below which a panel scrolls; nil for a chart that fits everywhere.
  var leastWidth: Int?
  /// The data that several panels draw, by name. The page and a picture hold it once.
  var datasets: [JSONTree.Member] = []

  package init(
    id: String, title: String, caption: String, legend: [LegendEntry], showsLegend: Bool, panels: [Panel],
    hasLines: Bool = false, panelWidth: Int, leastWidth: Int? = nil, datasets: [JSONTree.Member] = []
  ) {
    self.id = id
    self.title = title
    self.caption = caption
    self.legend = legend
    self.showsLegend = showsLegend
    self.panels = panels
    self.hasLines = hasLines
    self.panelWidth = panelWidth
    self.leastWidth = leastWidth
    self.datasets = datasets
  }
}

extension Plot {
  /// The encoding of colour by a field. Each name keeps its colour in every panel. Colours are those for white ground;
  /// the page exchanges them on dark ground. The page draws the legend, so the chart has none.
  package static func color(_ field: String, _ legend: [LegendEntry]) -> JSONTree {
    [
      "field": .string(field), "type": "nominal", "legend": nil,
      "scale": [
        "domain": .array(legend.map { .string($0.label) }),
        "range": .array(legend.map { .string(Palette.colour($0.colour)) }),
      ],
    ]
  }

  /// The plots that the comparison has data for, in the order of the page.
  static func all(of comparison: Comparison) -> [Plot] {
    let ranked = comparison.ranking.flatMap { ranking in
      criticalDifference(ranking, legend: comparison.legend(comparison.multiTask))
    }
    return [
      deltaM(comparison), forest(of: comparison.claims, labels: comparison.claims.map(\.sentence)), ranked,
      taskChanges(comparison), calibration(comparison),
      performanceProfile([comparison], legend: comparison.legend(comparison.methods)), paretoFront(comparison),
      losses(comparison, split: "train"),
      losses(comparison, split: "validation"), weights(comparison), taskCosines(comparison), cosines(comparison),
      gradients(comparison),
      seconds(comparison), comparison.search.flatMap(sensitivity), comparison.search.flatMap(ratesAndDecays),
    ].compactMap { $0 }
  }
}

extension DeltaM.Convention {
  /// The title for an axis of a small chart: "Δm in %, lower is better".
  var axisTitle: String { "Δm in %, \(direction == .lowerIsBetter ? "lower" : "higher") is better" }
}
