import Printing

extension Plot {
  /// The Δm of every method with its interval and its seeds, against the baseline's line at zero.
  static func deltaM(_ comparison: Comparison) -> Plot? {
    let methods = comparison.multiTask.filter { $0.deltaM != nil }
    guard !methods.isEmpty else { return nil }
    var estimates: [JSONTree] = []
    var seeds: [JSONTree] = []
    for method in methods {
      guard let change = method.deltaM else { continue }
      estimates.append([
        "method": .string(method.label), "percent": JSONTree(change.percent), "low": JSONTree(change.interval?.low),
        "high": JSONTree(change.interval?.high),
      ])
      for (seed, percent) in zip(change.seeds, change.perSeed) {
        seeds.append(["method": .string(method.label), "seed": .string("\(seed)"), "percent": JSONTree(percent)])
      }
    }
    let legend = comparison.legend(methods)
    let convention = comparison.options.convention
    let order: JSONTree = .array(methods.map { .string($0.label) })
    let y: JSONTree = [
      "field": "method", "type": "nominal", "sort": order, "title": nil, "axis": ["ticks": false, "domain": false],
    ]
    let color = color("method", legend)
    let spec: JSONTree = [
      "height": ["step": 34],
      "layer": [
        [
          "data": ["values": [["zero": 0]]], "mark": ["type": "rule", "strokeDash": [4, 3]],
          "encoding": ["x": ["field": "zero", "type": "quantitative"]],
        ],
        [
          "data": ["values": .array(estimates)], "transform": [["filter": "isValid(datum.low)"]],
          "mark": ["type": "rule", "strokeWidth": 3, "strokeCap": "round"],
          "encoding": [
            "y": y, "x": ["field": "low", "type": "quantitative", "title": .string(convention.axisTitle)],
            "x2": ["field": "high"], "color": color,
          ],
        ],
        [
          "data": ["values": .array(seeds)],
          "mark": ["type": "point", "shape": "stroke", "angle": 90, "size": 130, "strokeWidth": 1.5, "opacity": 0.75],
          "encoding": [
            "y": y, "x": ["field": "percent", "type": "quantitative"], "color": color,
            "tooltip": [
              ["field": "method", "title": "method"], ["field": "seed", "title": "seed"],
              ["field": "percent", "type": "quantitative", "format": "+.2f", "title": "Δm, %"],
            ],
          ],
        ],
        [
          "data": ["values": .array(estimates)],
          "mark": ["type": "point", "filled": true, "size": 110, "opacity": 1],
          "encoding": [
            "y": y, "x": ["field": "percent", "type": "quantitative"], "color": color,
            "tooltip": [
              ["field": "method", "title": "method"],
              ["field": "percent", "type": "quantitative", "format": "+.2f", "title": "Δm, %"],
              ["field": "low", "type": "quantitative", "format": "+.2f", "title": "from"],
              ["field": "high", "type": "quantitative", "format": "+.2f", "title": "to"],
            ],
          ],
        ],
      ],
    ]
    let paired = comparison.singleTask.map { $0.seeds == methods[0].seeds } ?? false
    let own = paired ? ", against its own baseline" : ""
    let intervals =
      methods.contains { $0.deltaM?.interval != nil }
      ? "Line: \(comparison.levelText) interval, simultaneous over methods. "
        + "Ticks: each \(comparison.repeatedName)\(own). "
      : ""
    let description = methods.map { method in
      "\(method.label) \(method.deltaM.map { NumberText.signed($0.percent, comparison.percentDecimals) } ?? "") percent"
    }
    return Plot(
      id: "delta-m", title: "Δm against single-task training",
      caption: """
        Dot: Δm of the mean over seeds. \(intervals)Dashed: \(comparison.options.baseline?.identity ?? "single-task training").
        """,
      legend: legend, showsLegend: false,
      panels: [Panel(title: "", description: "Δm by method: \(description.joined(separator: ", ")).", spec: spec)],
      panelWidth: 640)
  }
}
