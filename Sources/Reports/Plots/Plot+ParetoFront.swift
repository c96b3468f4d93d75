import Printing
import Statistics

extension Plot {
  /// The largest number of tasks whose pairs are drawn. More would need too many panels.
  private static let mostTasksInPairs = 4

  /// The methods that nothing beats in all respects: Δm against the time that all runs took, and each pair of tasks.
  static func paretoFront(_ comparison: Comparison) -> Plot? {
    let methods = comparison.multiTask.filter { $0.deltaM != nil }
    guard methods.count > 1 else { return nil }
    let convention = comparison.options.convention
    let legend = comparison.legend(methods)
    func change(_ task: Int) -> (MethodSummary) -> Double {
      { $0.change(of: task)?.percent ?? .nan }
    }
    var panels = [
      panel(
        "Δm and time", methods, legend, x: ("seconds of all runs, search included", { $0.cost.seconds }, 1),
        y: (convention.axisTitle, { $0.deltaM?.percent ?? .nan }, convention.improvement(-1)))
    ]
    if comparison.tasks.count <= mostTasksInPairs {
      for first in comparison.tasks.indices {
        for second in comparison.tasks.indices.dropFirst(first + 1) {
          panels.append(
            panel(
              "\(comparison.tasks[first]) and \(comparison.tasks[second])", methods, legend,
              x: ("change of \(comparison.tasks[first]), %", change(first), convention.improvement(-1)),
              y: ("change of \(comparison.tasks[second]), %", change(second), convention.improvement(-1))))
        }
      }
    }
    let front = comparison.tasksFront
    let better = convention.direction == .lowerIsBetter ? "lower is better" : "higher is better"
    return Plot(
      id: "pareto-front", title: "Pareto fronts",
      caption: """
        Line: methods than which no other is better in both. On the front over all \(comparison.tasks.count) tasks: \
        \(NumberText.list(front)). Changes are against single-task training, \(better).
        """,
      legend: legend, showsLegend: true, panels: panels, panelWidth: 300)
  }

  /// A value to six decimals. Values that differ by the rounding of a sum are then one number on an axis.
  private static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }

  /// An axis: its title, a method's value, and 1 where lower is better or −1.
  private typealias Axis = (title: String, value: (MethodSummary) -> Double, sign: Double)

  private static func panel(
    _ title: String, _ methods: [MethodSummary], _ legend: [LegendEntry], x: Axis, y: Axis
  ) -> Panel {
    let points = methods.map { [x.sign * x.value($0), y.sign * y.value($0)] }
    let front = Set(ParetoFront.positions(points))
    let values = methods.enumerated().map { index, method -> JSONTree in
      [
        "method": .string(method.label), "x": JSONTree(rounded(x.value(method))),
        "y": JSONTree(rounded(y.value(method))),
        "front": .bool(front.contains(index)),
      ]
    }
    func axis(_ field: String, _ title: String) -> JSONTree {
      ["field": .string(field), "type": "quantitative", "title": .string(title), "scale": ["zero": false]]
    }
    let spec: JSONTree = [
      "height": 230, "data": ["values": .array(values)],
      "layer": [
        [
          "transform": [["filter": "datum.front"]],
          "mark": ["type": "line", "strokeDash": [4, 3], "color": .string(Palette.colour(nil))],
          "encoding": ["x": axis("x", x.title), "y": axis("y", y.title)],
        ],
        [
          "mark": ["type": "point", "filled": true, "size": 80, "opacity": 1],
          "encoding": [
            "x": axis("x", x.title), "y": axis("y", y.title), "color": color("method", legend),
            "tooltip": [
              ["field": "method", "title": "method"],
              ["field": "x", "type": "quantitative", "format": ".4g", "title": .string(x.title)],
              ["field": "y", "type": "quantitative", "format": "+.2f", "title": .string(y.title)],
            ],
          ],
        ],
      ],
    ]
    return Panel(title: title, description: "Scatter plot of methods: \(y.title) against \(x.title).", spec: spec)
  }
}

extension Comparison {
  /// The methods on the Pareto front over all tasks' changes: no other is at least as good on every task and better on one.
  var tasksFront: [String] {
    let methods = multiTask.filter { !$0.taskChanges.isEmpty }
    let points = methods.map { $0.taskChanges.compactMap { $0.map { -options.convention.improvement($0.percent) } } }
    return ParetoFront.positions(points).map { methods[$0].label }
  }
}
