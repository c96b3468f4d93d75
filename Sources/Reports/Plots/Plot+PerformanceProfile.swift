import Printing
import Statistics
import Tasks

extension Plot {
  /// The smallest number of problems for a profile. With fewer it is a few steps that say nothing.
  private static let fewestProblems = 3

  /// The performance profile over all metrics of the comparisons: how often each method is how close to the best
  /// (``PerformanceProfile``).
  ///
  /// - Parameter legend: the methods' colours; the order of the lines.
  static func performanceProfile(_ comparisons: [Comparison], legend: [LegendEntry]) -> Plot? {
    let profile = PerformanceProfile(
      comparisons.flatMap { comparison in
        comparison.columns.indices.map { column in
          let values = legend.map { entry in
            comparison.methods.first { $0.label == entry.label }?.estimates[column]?.mean
          }
          return (values, comparison.columns[column].direction)
        }
      })
    guard profile.ratios.count >= fewestProblems, legend.count > 1 else { return nil }
    // The frame ends where nine of ten ratios are: one method that failed should not flatten the others.
    let finite = profile.ratios.flatMap { $0 }.filter(\.isFinite)
    let end = max(1.01, (Statistics.quantile(finite, 0.9) ?? 1.01) * 1.1)
    let values = legend.enumerated().flatMap { position, entry -> [JSONTree] in
      var steps = profile.steps(position).filter { $0.ratio <= end }
      if let last = steps.last { steps.append((end, last.share)) }
      return steps.map {
        ["method": .string(entry.label), "ratio": .number($0.ratio), "share": .number($0.share)]
      }
    }
    let opacity: JSONTree = [
      "condition": ["test": "shown === null || datum['method'] === shown", "value": 1], "value": 0.12,
    ]
    let spec: JSONTree = [
      "height": 280, "data": ["values": .array(values)], "params": [["name": "shown", "value": nil]],
      "mark": ["type": "line", "interpolate": "step-after", "strokeWidth": 1.8],
      "encoding": [
        "x": [
          "field": "ratio", "type": "quantitative", "title": "τ: at most so many times the best",
          "scale": ["domain": [1, .number(end)], "nice": false, "zero": false],
        ],
        "y": [
          "field": "share", "type": "quantitative", "title": "share of metrics", "scale": ["domain": [0, 1]],
          "axis": ["format": "%"],
        ],
        "color": color("method", legend), "opacity": opacity,
        "tooltip": [
          ["field": "method", "title": "method"],
          ["field": "ratio", "type": "quantitative", "format": ".3f", "title": "τ"],
          ["field": "share", "type": "quantitative", "format": ".0%", "title": "share"],
        ],
      ],
    ]
    let left = profile.leftOut == 0 ? "" : " \(profile.leftOut) metrics with values that are not positive are left out."
    return Plot(
      id: "performance-profile", title: "Performance profile",
      caption: """
        The share of \(profile.ratios.count) metrics on which a method is at most τ times worse than the best one there: its \
        value over the best where lower is better, else the best over its value. At τ = 1: how many it wins.\(left)
        """,
      legend: legend, showsLegend: true,
      panels: [Panel(title: "", description: "Performance profile by method.", spec: spec)], hasLines: true,
      panelWidth: 640)
  }
}
