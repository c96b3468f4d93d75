import Printing

extension Plot {
  /// The largest number of tasks with a line for each method. With more, a task has one line for all methods.
  private static let mostTasksApart = 8

  /// The gain or loss of each task, by method.
  static func taskChanges(_ comparison: Comparison) -> Plot? {
    let methods = comparison.multiTask.filter { !$0.taskChanges.isEmpty }
    guard !methods.isEmpty, comparison.tasks.count > 1 else { return nil }
    let values = methods.flatMap { method in
      zip(comparison.tasks, method.taskChanges).compactMap { task, change -> JSONTree? in
        guard let change else { return nil }
        return [
          "method": .string(method.label), "task": .string(task), "percent": JSONTree(change.percent),
          "low": JSONTree(change.interval?.low), "high": JSONTree(change.interval?.high),
        ]
      }
    }
    let labels: JSONTree = .array(methods.map { .string($0.label) })
    let isDense = comparison.tasks.count > mostTasksApart
    let y: JSONTree = [
      "field": "task", "type": "nominal", "sort": .array(comparison.tasks.map { .string($0) }), "title": nil,
      "axis": ["ticks": false, "domain": false, "labelLimit": 220, "grid": .bool(isDense)],
    ]
    let hasIntervals = !isDense && methods.contains { $0.taskChanges.contains { $0?.interval != nil } }
    let better = comparison.options.convention.direction == .lowerIsBetter ? "lower is better" : "higher is better"
    // Dense: all methods of a task on one line, without intervals.
    let offset: JSONTree = isDense ? nil : ["field": "method", "sort": labels]
    let legend = comparison.legend(methods)
    let color = color("method", legend)
    let spec: JSONTree = [
      "height": isDense ? ["step": 20] : ["step": 13, "for": "offset"], "data": ["values": .array(values)],
      "layer": [
        [
          "data": ["values": [["zero": 0]]], "mark": ["type": "rule", "strokeDash": [4, 3]],
          "encoding": ["x": ["field": "zero", "type": "quantitative"]],
        ],
        [
          "transform": [["filter": .string(isDense ? "false" : "isValid(datum.low)")]],
          "mark": ["type": "rule", "strokeWidth": 2, "strokeCap": "round", "opacity": 0.8],
          "encoding": [
            "y": y, "yOffset": offset, "color": color, "x2": ["field": "high"],
            "x": ["field": "low", "type": "quantitative", "title": .string("change of the task, %, \(better)")],
          ],
        ],
        [
          "mark": ["type": "point", "filled": true, "size": 60, "opacity": 1],
          "encoding": [
            "y": y, "yOffset": offset,
            "x": ["field": "percent", "type": "quantitative", "title": .string("change of the task, %, \(better)")],
            "color": color,
            "tooltip": [
              ["field": "method", "title": "method"], ["field": "task", "title": "task"],
              ["field": "percent", "type": "quantitative", "format": "+.2f", "title": "change, %"],
              ["field": "low", "type": "quantitative", "format": "+.2f", "title": "from"],
              ["field": "high", "type": "quantitative", "format": "+.2f", "title": "to"],
            ],
          ],
        ],
      ],
    ]
    let counted = comparison.options.convention == .oneMetricPerTask ? "the task's main metric" : "a task's metrics"
    return Plot(
      id: "task-changes", title: "Which task gains, which pays",
      caption: """
        Mean relative change of \(counted) \
        against single-task training\(hasIntervals ? ", with pointwise \(comparison.levelText) intervals" : "").
        """,
      legend: legend, showsLegend: true,
      panels: [Panel(title: "", description: "Relative change of every task by method.", spec: spec)],
      panelWidth: 640)
  }
}
