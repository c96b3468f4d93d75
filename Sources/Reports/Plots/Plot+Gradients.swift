import Printing
import Statistics

extension Plot {
  /// The cosine of every pair of tasks over epochs, with a heat map for each method. An epoch without a measurement is
  /// a gap.
  static func cosines(_ comparison: Comparison) -> Plot? {
    let methods = comparison.multiTask.filter { $0.curves.contains { $0.quantity == .cosine } }
    guard !methods.isEmpty else { return nil }
    let all = methods.flatMap { $0.curves.filter { $0.quantity == .cosine } }
    let pairs = shownPairs(all)
    // The same colours in every panel: as far from zero as the farthest mean, in tenths.
    let farthest = all.flatMap(\.points).compactMap(\.mean).map(abs).max() ?? 0
    let reach = min(max((farthest * 10 - 1e-9).rounded(.up) / 10, 0.1), 1)
    let panels = methods.map { method in
      Panel(
        title: method.label,
        description: "Heat map: cosine of the gradients of each pair of tasks over epochs, \(method.label).",
        spec: heatMap(method.curves.filter { $0.quantity == .cosine && pairs.contains($0.task) }, pairs, reach))
    }
    let count = Set(all.map(\.task)).count
    let left = pairs.count < count ? " Of \(count) pairs, the \(pairs.count) with the lowest cosines are shown." : ""
    return Plot(
      id: "cosines", title: "Which tasks conflict, and when",
      caption: """
        The cosine of two tasks' gradients of the shared parameters, mean of an epoch's measured steps and over seeds: below \
        zero, a step that helps one of them hurts the other.\(left)
        """,
      legend: [], showsLegend: true, panels: panels, panelWidth: 420)
  }

  /// The largest number of pairs that are drawn, those of eight tasks.
  private static let mostPairs = 28

  /// The pairs in the order of the tasks; the most conflicting ones if there are too many.
  private static func shownPairs(_ curves: [Curve]) -> [String] {
    var means: [String: [Double]] = [:]
    var order: [String] = []
    for curve in curves {
      if means[curve.task] == nil { order.append(curve.task) }
      means[curve.task, default: []] += curve.points.compactMap(\.mean)
    }
    guard order.count > mostPairs else { return order }
    let shown = Set(
      order.sorted { (Statistics.mean(means[$0] ?? []) ?? 1) < (Statistics.mean(means[$1] ?? []) ?? 1) }.prefix(
        mostPairs))
    return order.filter { shown.contains($0) }
  }

  private static func heatMap(_ curves: [Curve], _ pairs: [String], _ reach: Double) -> JSONTree {
    let values = curves.flatMap { curve in
      curve.points.compactMap { point -> JSONTree? in
        guard let mean = point.mean else { return nil }
        return [
          "pair": .string(curve.task), "epoch": .number(Double(point.epoch)),
          "from": .number(Double(point.epoch) - 0.5),
          "to": .number(Double(point.epoch) + 0.5), "cosine": .number(mean), "low": JSONTree(point.low),
          "high": JSONTree(point.high),
        ]
      }
    }
    let epochs = curves.flatMap(\.points).map(\.epoch)
    return [
      "height": ["step": 24], "data": ["values": .array(values)], "mark": ["type": "rect"],
      "encoding": [
        "x": [
          "field": "from", "type": "quantitative", "title": "epoch",
          "scale": [
            "domain": [.number(Double(epochs.min() ?? 1) - 0.5), .number(Double(epochs.max() ?? 1) + 0.5)],
            "nice": false,
          ],
          "axis": ["tickMinStep": 1, "format": "d", "grid": false],
        ],
        "x2": ["field": "to"],
        "y": [
          "field": "pair", "type": "nominal", "sort": .array(pairs.map { .string($0) }), "title": nil,
          "scale": ["domain": .array(pairs.map { .string($0) })],
          "axis": ["ticks": false, "domain": false, "labelLimit": 220],
        ],
        "color": [
          "field": "cosine", "type": "quantitative",
          "scale": [
            "domain": [.number(-reach), 0, .number(reach)], "range": .array(Palette.diverging.map { .string($0) }),
            "clamp": true, "interpolate": "rgb",
          ],
          "legend": [
            "title": "cosine", "orient": "bottom", "direction": "horizontal", "gradientLength": 200,
            "gradientThickness": 8, "titleAnchor": "start", "format": ".1f", "tickCount": 5,
          ],
        ],
        "tooltip": [
          ["field": "pair", "title": "tasks"], ["field": "epoch", "title": "epoch"],
          ["field": "cosine", "type": "quantitative", "format": "+.3f", "title": "cosine"],
          ["field": "low", "type": "quantitative", "format": "+.3f", "title": "lowest seed"],
          ["field": "high", "type": "quantitative", "format": "+.3f", "title": "highest seed"],
        ],
      ],
    ]
  }

  /// The lengths, conflicts and condition over epochs: a panel for each quantity, a line for each method, and a band
  /// over its seeds.
  static func gradients(_ comparison: Comparison) -> Plot? {
    let quantities: [(quantity: Curve.Quantity, name: String, axis: String, zero: Bool)] = [
      (.magnitude(of: .tasks), "Magnitude similarity of tasks", "magnitude similarity", true),
      (.magnitude(of: .samples), "Magnitude similarity of samples", "magnitude similarity", true),
      (.magnitude(of: .tasksOfSamples), "Magnitude similarity of tasks of one sample", "magnitude similarity", true),
      (.magnitude(of: .across), "Magnitude similarity across tasks and samples", "magnitude similarity", true),
      (.conflict(of: .tasks), "Conflicting pairs of tasks", "share of pairs", true),
      (.conflict(of: .samples), "Conflicting pairs of samples", "share of pairs", true),
      (.conflict(of: .tasksOfSamples), "Conflicting pairs of tasks of one sample", "share of pairs", true),
      (.conflict(of: .across), "Conflicting pairs across tasks and samples", "share of pairs", true),
      (.logConditionNumber, "Condition number of the Gramian", "log₁₀ of the condition number", false),
    ]
    let known = Set(quantities.map(\.quantity))
    let methods = comparison.multiTask.filter { $0.curves.contains { known.contains($0.quantity) } }
    guard !methods.isEmpty else { return nil }
    let legend = comparison.legend(methods)
    let panels = quantities.compactMap { quantity -> Panel? in
      let values = methods.flatMap { method in
        method.curves.filter { $0.quantity == quantity.quantity }.flatMap { rows($0, key: "method", method.label) }
      }
      return panel(
        quantity.name, quantity.name.lowercased(), values, legend, key: "method", title: quantity.axis,
        zero: quantity.zero)
    }
    return Plot(
      id: "gradients", title: "How the gradients relate",
      caption: """
        Means of an epoch's measured steps: over seeds, with a band from the lowest to the highest seed. Magnitude similarity \
        is 1 where two gradients are equally long. Samples are of one batch and one task, drawn at random.
        """,
      legend: legend, showsLegend: true, panels: panels, hasLines: true,
      panelWidth: 300)
  }
}
