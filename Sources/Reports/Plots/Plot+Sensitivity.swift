import Foundation
import Printing
import Runs
import Statistics
import Tasks

extension Plot {
  /// The Δm on the validation split against a parameter that was searched (the temperature of UW-SO): a panel for each
  /// method and parameter, a line for each learning rate.
  static func sensitivity(_ search: SearchRecord) -> Plot? {
    // Other seeds of the best point alone would move its mean, and other weight decays are another question.
    let shared = search.cells.filter {
      $0.task == nil && $0.validationDeltaM != nil && $0.failure == nil && [.grid, .refinement].contains($0.stage)
    }
    var labels: [String] = []
    for cell in shared where !labels.contains(cell.label) { labels.append(cell.label) }
    let subjects = labels.flatMap { label -> [(label: String, parameter: String, cells: [SearchRecord.Cell])] in
      let cells = shared.filter { $0.label == label }
      let parameters = Set(cells.flatMap(\.point.keys)).sorted()
      return parameters.compactMap { parameter in
        let numeric = cells.filter { Double($0.point[parameter] ?? "") != nil }
        let values = Set(numeric.compactMap { Double($0.point[parameter] ?? "") })
        return values.count > 2 ? (label, parameter, numeric) : nil
      }
    }
    guard !subjects.isEmpty else { return nil }
    let rates = Set(subjects.flatMap { $0.cells.map(\.learningRate) }).sorted(by: >)
    let legend = rates.enumerated().map { LegendEntry(label: NumberText.scientific($1), colour: $0) }
    let panels = subjects.map { panel($0.label, $0.parameter, $0.cells, legend, search) }
    let stopped = subjects.contains { $0.cells.contains { $0.pruned != nil } }
    return Plot(
      id: "sensitivity", title: "How much the parameter matters",
      caption: """
        \(search.convention.printedName), on the validation split, at the kept epoch: line a learning rate, mean over the seeds \
        that chose; bar: pointwise 95\u{202F}% interval where there are two seeds or more. Dots: each training\
        \(stopped ? "; open ones were stopped early, so theirs is what they had reached" : ""). Dashed: the chosen value. \
        Values beyond the frame are drawn at its edge.
        """,
      legend: legend, showsLegend: true, panels: panels, hasLines: true, panelWidth: 420)
  }

  /// The limit of the frame: values farther from the best than this many times the median distance lie outside.
  private static let frame = 4.0

  private static func panel(
    _ label: String, _ parameter: String, _ cells: [SearchRecord.Cell], _ legend: [LegendEntry], _ search: SearchRecord
  ) -> Panel {
    func value(_ cell: SearchRecord.Cell) -> Double { Double(cell.point[parameter] ?? "") ?? .nan }
    let scores = cells.compactMap(\.validationDeltaM)
    let lines = means(cells, value)
    let dots = cells.map { cell -> JSONTree in
      [
        "rate": .string(NumberText.scientific(cell.learningRate)), "value": .number(value(cell)),
        "percent": JSONTree(cell.validationDeltaM), "seed": .string("\(cell.seed)"),
        "stopped": .string(cell.pruned == nil ? "no" : "yes"), "epochs": .number(Double(cell.epochsTrained)),
      ]
    }
    let chosen = Set(cells.filter(\.isChosen).map(value)).sorted().map {
      JSONTree.object([.init(key: "value", value: .number($0))])
    }
    let values = cells.map(value)
    let isWide = (values.min() ?? 0) > 0 && (values.max() ?? 1) / (values.min() ?? 1) >= 20
    let x: JSONTree = [
      "field": "value", "type": "quantitative", "title": .string(parameter),
      "scale": ["type": isWide ? "log" : "linear", "zero": false, "nice": false, "padding": 12],
    ]
    let yScale: JSONTree = [
      "zero": false, "clamp": true, "domain": .array(domain(scores, search.convention).map { .number($0) }),
    ]
    func y(_ field: String) -> JSONTree {
      ["field": .string(field), "type": "quantitative", "title": "Δm, %", "scale": yScale]
    }
    let color = color("rate", legend)
    let opacity: JSONTree = [
      "condition": ["test": "shown === null || datum['rate'] === shown", "value": 1], "value": 0.12,
    ]
    let spec: JSONTree = [
      "height": 240, "params": [["name": "shown", "value": nil]],
      "layer": [
        [
          "data": ["values": .array(chosen)], "mark": ["type": "rule", "strokeDash": [4, 3]], "encoding": ["x": x],
        ],
        [
          "data": ["values": .array(lines)], "transform": [["filter": "isValid(datum.low)"]],
          "mark": ["type": "rule", "strokeWidth": 2.5, "strokeCap": "round"],
          "encoding": ["x": x, "y": y("low"), "y2": ["field": "high"], "color": color, "opacity": opacity],
        ],
        [
          "data": ["values": .array(lines)], "mark": ["type": "line", "strokeWidth": 1.8],
          "encoding": ["x": x, "y": y("mean"), "color": color, "opacity": opacity],
        ],
        [
          "data": ["values": .array(dots)], "mark": ["type": "point", "size": 42, "strokeWidth": 1.5],
          "encoding": [
            "x": x, "y": y("percent"), "color": color, "opacity": opacity,
            "fillOpacity": ["condition": ["test": "datum.stopped === 'yes'", "value": 0], "value": 1],
            "fill": color,
            "tooltip": [
              ["field": "value", "type": "quantitative", "title": .string(parameter)],
              ["field": "rate", "title": "learning rate"],
              ["field": "percent", "type": "quantitative", "format": "+.2f", "title": "Δm, %"],
              ["field": "seed", "title": "seed"], ["field": "epochs", "type": "quantitative", "title": "epochs"],
              ["field": "stopped", "title": "stopped early"],
            ],
          ],
        ],
      ],
    ]
    return Panel(
      title: "\(label), \(parameter)", description: "Line chart: Δm against the \(parameter) of \(label).", spec: spec)
  }

  /// The mean over seeds for each learning rate and value, with an interval if there are two; stopped trainings have
  /// none.
  private static func means(
    _ cells: [SearchRecord.Cell], _ value: (SearchRecord.Cell) -> Double
  ) -> [JSONTree] {
    struct Place: Hashable { var rate: Double, value: Double }
    let whole = cells.filter { $0.pruned == nil }
    let groups = Dictionary(grouping: whole) { Place(rate: $0.learningRate, value: value($0)) }
    return groups.sorted { ($0.key.rate, $0.key.value) < ($1.key.rate, $1.key.value) }.map { place, cells in
      let scores = cells.compactMap(\.validationDeltaM)
      let sample = SeedSample(seeds: Array(scores.indices), values: scores.map { [$0] })
      let interval = SeedBootstrap().studentInterval(of: [sample]) { $0[0][0] }
      return [
        "rate": .string(NumberText.scientific(place.rate)), "value": .number(place.value),
        "mean": JSONTree(Statistics.mean(scores)), "low": JSONTree(interval?.low), "high": JSONTree(interval?.high),
      ]
    }
  }

  private static func domain(_ scores: [Double], _ convention: DeltaM.Convention) -> [Double] {
    let losses = scores.map { -convention.improvement($0) }.filter(\.isFinite)
    guard let best = losses.min(), let worst = losses.max() else { return [0, 1] }
    let middle = Statistics.median(losses.map { $0 - best }) ?? 0
    let end = middle > 0 ? min(worst, best + frame * middle) : worst
    let margin = max(0.05 * (end - best), 0.1)
    let ends = [best - margin, end + margin]
    return convention.direction == .lowerIsBetter ? ends : [-ends[1], -ends[0]]
  }
}
