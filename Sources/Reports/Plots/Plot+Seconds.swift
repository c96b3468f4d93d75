import Printing

extension Plot {
  /// The cost of a run: the median of each method and every seed.
  static func seconds(_ comparison: Comparison) -> Plot? {
    let methods = comparison.methods.filter { !$0.seconds.isEmpty }
    guard !methods.isEmpty else { return nil }
    let medians = methods.map { method -> JSONTree in
      ["method": .string(method.label), "seconds": JSONTree(method.medianSeconds)]
    }
    let seeds = methods.flatMap { method in
      zip(method.seeds, method.seconds).map { seed, seconds -> JSONTree in
        ["method": .string(method.label), "seed": .string("\(seed)"), "seconds": JSONTree(seconds)]
      }
    }
    let y: JSONTree = [
      "field": "method", "type": "nominal", "sort": .array(methods.map { .string($0.label) }), "title": nil,
      "axis": ["ticks": false, "domain": false],
    ]
    let legend = comparison.legend(methods)
    let clock = comparison.clock == .processor ? "processor " : ""
    let color = color("method", legend)
    let spec: JSONTree = [
      "height": ["step": 26],
      "layer": [
        [
          "data": ["values": .array(medians)], "mark": ["type": "bar", "opacity": 0.35, "height": ["band": 0.62]],
          "encoding": [
            "y": y, "x": ["field": "seconds", "type": "quantitative", "title": .string(clock + "seconds a run")],
            "color": color,
          ],
        ],
        [
          "data": ["values": .array(seeds)], "mark": ["type": "point", "filled": true, "size": 42, "opacity": 1],
          "encoding": [
            "y": y, "x": ["field": "seconds", "type": "quantitative"], "color": color,
            "tooltip": [
              ["field": "method", "title": "method"], ["field": "seed", "title": "seed"],
              ["field": "seconds", "type": "quantitative", "format": ".4g", "title": "seconds"],
            ],
          ],
        ],
      ],
    ]
    let single =
      comparison.singleTask == nil ? "" : " Single-task: the sum over its \(comparison.tasks.count) networks."
    return Plot(
      id: "seconds", title: clock.isEmpty ? "Seconds a run" : "Processor seconds a run",
      caption: "Bar: median over seeds. Dots: each seed.\(single)",
      legend: legend, showsLegend: false,
      panels: [Panel(title: "", description: "Seconds of a run by method.", spec: spec)], panelWidth: 640)
  }
}
