import Tasks

/// A group of charts that share a legend: one chart a panel, each a Vega-Lite specification without width and colours,
/// which the page or the exported picture adds.
struct Plot: Sendable {
  struct Panel: Sendable {
    /// What sets this panel apart from the others (a task, a method); "" where there is one.
    var title: String
    /// What the chart shows, for readers who do not see it.
    var description: String
    var spec: JSONTree
  }

  struct LegendEntry: Sendable, Hashable {
    var label: String
    /// Position in ``Palette``; nil for the grey of the baseline.
    var colour: Int?
  }

  /// The name in links and file names.
  var id: String
  var title: String
  /// One or two sentences: what is drawn, and what the bands and dots are.
  var caption: String
  var legend: [LegendEntry]
  /// Whether the reader needs the legend: not where an axis names every colour.
  var showsLegend: Bool
  var panels: [Panel]
  /// Whether panels hold lines, of which one can be shown alone.
  var hasLines = false
  /// How wide a panel should be at least, in pixels; panels stand beside each other where there is room.
  var panelWidth: Int
  /// A page that has less room for a panel, in pixels, lets it scroll; nil for a chart that fits everywhere.
  var leastWidth: Int?
  /// Data that several panels draw, by name: in the page and in a picture once.
  var datasets: [JSONTree.Member] = []
}

extension Plot {
  /// The encoding of colour by a field: each name keeps its colour in every panel. Colours are those on white; the page
  /// exchanges them on dark ground. The page draws the legend, so the chart has none.
  static func color(_ field: String, _ legend: [LegendEntry]) -> JSONTree {
    [
      "field": .string(field), "type": "nominal", "legend": nil,
      "scale": [
        "domain": .array(legend.map { .string($0.label) }),
        "range": .array(legend.map { .string(Palette.colour($0.colour)) }),
      ],
    ]
  }

  /// Every plot that the comparison has data for, in the order of the page.
  static func all(of comparison: Comparison) -> [Plot] {
    let ranked = comparison.ranking.flatMap { ranking in
      criticalDifference(ranking, legend: comparison.legend(comparison.multiTask))
    }
    return [
      deltaM(comparison), ranked, taskChanges(comparison), calibration(comparison),
      performanceProfile([comparison], legend: comparison.legend(comparison.methods)), paretoFront(comparison),
      losses(comparison, split: "train"),
      losses(comparison, split: "validation"), weights(comparison), cosines(comparison), gradients(comparison),
      seconds(comparison), comparison.search.flatMap(sensitivity), comparison.search.flatMap(ratesAndDecays),
    ].compactMap { $0 }
  }
}

extension DeltaM.Convention {
  /// Short enough for an axis of a small chart: "Δm in %, lower is better".
  var axisTitle: String { "Δm in %, \(direction == .lowerIsBetter ? "lower" : "higher") is better" }
}
