import Printing

extension Plot {
  /// The losses of a split over epochs: a panel for each task, a line for each method, and a band over its seeds.
  static func losses(_ comparison: Comparison, split: String) -> Plot? {
    let methods = comparison.methods.filter { $0.curves.contains { $0.quantity == .loss(split: split) } }
    guard !methods.isEmpty else { return nil }
    let legend = comparison.legend(methods)
    let shown = comparison.shownTasks
    let panels = shown.compactMap { task -> Panel? in
      let values = methods.flatMap { method in
        method.curves.filter { $0.task == task && $0.quantity == .loss(split: split) }
          .flatMap { rows($0, key: "method", method.label) }
      }
      return panel(task, "\(split) loss of \(task)", values, legend, key: "method", title: "loss")
    }
    return Plot(
      id: "losses-\(split)", title: split == "train" ? "Training losses" : "Validation losses",
      caption: """
        The tasks' own losses before weighting: mean over seeds, band from the lowest to the highest seed.\
        \(comparison.leftTasks(shown, "on which the methods differ most"))
        """,
      legend: legend, showsLegend: true, panels: panels, hasLines: true,
      panelWidth: 300)
  }

  /// The effective weights over epochs: a panel for each method, a line for each task. A method without weights has no
  /// panel, and an epoch without them is a gap.
  static func weights(_ comparison: Comparison) -> Plot? {
    let methods = comparison.multiTask.filter(\.hasWeights)
    guard !methods.isEmpty else { return nil }
    let shown = comparison.heaviestTasks
    var legend = shown.enumerated().map { LegendEntry(label: $1, colour: $0 + taskColourOffset) }
    if shown.count < comparison.tasks.count { legend.append(LegendEntry(label: allTasks, colour: nil)) }
    let panels = methods.compactMap { method -> Panel? in
      let curves = method.curves.filter { $0.quantity == .weight }
      var values = curves.filter { shown.contains($0.task) }.flatMap { rows($0, key: "task", $0.task) }
      if shown.count < curves.count {
        values = rows(.median(of: curves, named: allTasks), key: "task", allTasks) + values
      }
      return panel(method.label, "weights of \(method.label)", values, legend, key: "task", title: "weight", zero: true)
    }
    let without = comparison.multiTask.filter { !$0.hasWeights }.map(\.label)
    let note = without.isEmpty ? "" : " No effective weights: \(NumberText.list(without))."
    return Plot(
      id: "weights", title: "Weights over time",
      caption: """
        The factor of each task's loss, mean of an epoch and over seeds; band: lowest to highest seed.\(note)\
        \(comparison.leftTasks(shown, "whose weights end highest"))\
        \(shown.count < comparison.tasks.count ? " Grey: the median over all tasks, with a band from the lowest to the highest task." : "")
        """,
      legend: legend, showsLegend: true, panels: panels, hasLines: true,
      panelWidth: 300)
  }

  private static let allTasks = "all tasks"

  /// The first colour of the tasks. It differs from the first methods' colours, so that the two are not mistaken for
  /// each other.
  private static let taskColourOffset = 3

  static func rows(_ curve: Curve, key: String, _ label: String) -> [JSONTree] {
    curve.points.map { point in
      JSONTree.object([JSONTree.Member(key: key, value: .string(label))]).merging([
        "epoch": .number(Double(point.epoch)), "mean": JSONTree(point.mean), "low": JSONTree(point.low),
        "high": JSONTree(point.high),
      ])
    }
  }

  static func panel(
    _ name: String, _ description: String, _ values: [JSONTree], _ legend: [LegendEntry], key: String, title: String,
    zero: Bool = false
  ) -> Panel? {
    guard !values.isEmpty else { return nil }
    // Lines that lie on each other are dashed, so that the lower ones show through.
    let dashes: JSONTree =
      coincide(values)
      ? [
        "field": .string(key), "type": "nominal", "legend": nil,
        "scale": ["range": [[1, 0], [9, 9], [3, 9], [6, 6]]],
      ] : nil
    let opacity: JSONTree = [
      "condition": ["test": .string("shown === null || datum['\(key)'] === shown"), "value": 1], "value": 0.12,
    ]
    let x: JSONTree = [
      "field": "epoch", "type": "quantitative", "title": "epoch", "scale": ["nice": false],
      "axis": ["tickMinStep": 1, "format": "d"],
    ]
    let color = color(key, legend)
    let spec: JSONTree = [
      "height": 190, "data": ["values": .array(values)], "encoding": ["x": x, "color": color],
      "params": [["name": "shown", "value": nil]],
      "layer": [
        [
          "mark": ["type": "area", "fillOpacity": 0.16, "invalid": "break-paths-filter-domains"],
          "encoding": [
            "opacity": opacity,
            "y": ["field": "low", "type": "quantitative", "title": .string(title), "scale": ["zero": .bool(zero)]],
            "y2": ["field": "high"],
          ],
        ],
        [
          "mark": ["type": "line", "strokeWidth": 1.8, "invalid": "break-paths-filter-domains"],
          "encoding": [
            "y": ["field": "mean", "type": "quantitative"], "opacity": opacity, "strokeDash": dashes,
            "tooltip": [
              ["field": .string(key), "title": .string(key)], ["field": "epoch", "title": "epoch"],
              ["field": "mean", "type": "quantitative", "format": ".4g", "title": .string(title)],
              ["field": "low", "type": "quantitative", "format": ".4g", "title": "lowest seed"],
              ["field": "high", "type": "quantitative", "format": ".4g", "title": "highest seed"],
            ],
          ],
        ],
      ],
    ]
    return Panel(title: name, description: "Line chart: \(description) over epochs.", spec: spec)
  }

  /// Whether two of the lines have the same values all along.
  private static func coincide(_ rows: [JSONTree]) -> Bool {
    var lines: [JSONTree: [JSONTree]] = [:]
    for case .object(let members) in rows where members.count > 2 {
      lines[members[0].value, default: []].append(members[2].value)
    }
    return Set(lines.values).count < lines.count
  }
}
