import Printing
import Reports

extension LandscapeStudy {
  /// One plot for each optimiser and learning rate, one panel a method: contours of the mean loss, the minimum, and the
  /// path from every start.
  var plots: [Plot] {
    let legend = configuration.starts.enumerated().map { index, start in
      Plot.LegendEntry(label: Self.name(of: start), colour: index)
    }
    let contours = JSONTree.Member(key: Self.contoursName, value: Self.contours)
    return configuration.optimizers.flatMap { optimizer in
      configuration.learningRates.map { rate in
        let panels = configuration.methods.map { panel($0.label, optimizer, rate, legend) }
        return Plot(
          id: "\(optimizer.rawValue)-\(rate.brief)", title: "\(optimizer.title), learning rate \(rate.brief)",
          caption: """
            Lines of equal mean loss, stronger where it is lower; the star is its minimum. Each path ends with a dot where it \
            reached the minimum, with a cross where it did not.
            """,
          legend: legend, showsLegend: true, panels: panels, hasLines: true, panelWidth: 300,
          datasets: [contours])
      }
    }
  }

  static func name(of start: Landscape.Point) -> String {
    "from (\(start.x.brief), \(start.y.brief))".replacing("-", with: "−")
  }

  /// The outcome of a method in a few words: "26 updates", "1 of 3 starts".
  func outcome(_ method: String, _ optimizer: LandscapeConfiguration.Optimizer, _ rate: Double) -> String {
    if let reached = reached(method, optimizer, rate) {
      return "\(NumberText.grouped(reached)) update\(reached == 1 ? "" : "s")"
    }
    let paths = paths(method, optimizer, rate)
    return "\(paths.count { $0.reached != nil }) of \(paths.count) starts"
  }

  private func panel(
    _ method: String, _ optimizer: LandscapeConfiguration.Optimizer, _ rate: Double, _ legend: [Plot.LegendEntry]
  ) -> Plot.Panel {
    let paths = paths(method, optimizer, rate)
    let outcome = outcome(method, optimizer, rate)
    let stops = paths.flatMap { path in path.stops.map { Self.row($0.point, legend[path.start].label, $0.iteration) } }
    let ends = paths.compactMap { path in
      path.stops.last.map { stop in
        Self.row(stop.point, legend[path.start].label, stop.iteration).merging([
          "ending": .string(path.ending.words), "shape": path.reached == nil ? "cross" : "circle",
        ])
      }
    }
    let color = Plot.color("start", legend)
    let opacity: JSONTree = [
      "condition": ["test": "shown === null || datum.start === shown", "value": 1], "value": 0.1,
    ]
    let spec: JSONTree = [
      "height": 280, "params": [["name": "shown", "value": nil]],
      "encoding": ["x": Self.axis("x"), "y": Self.axis("y")],
      "layer": [
        [
          "data": ["name": .string(Self.contoursName)],
          "mark": ["type": "line", "strokeWidth": 0.8, "color": .string(Plot.Palette.colour(nil)), "tooltip": nil],
          "encoding": [
            "detail": ["field": "line", "type": "nominal"], "order": ["field": "order", "type": "quantitative"],
            "strokeOpacity": ["field": "opacity", "type": "quantitative", "scale": nil],
          ],
        ],
        [
          "data": ["values": .array(stops)],
          "mark": ["type": "line", "strokeWidth": 1.6, "clip": true, "strokeJoin": "round"],
          "encoding": [
            "order": ["field": "update", "type": "quantitative"], "color": color, "opacity": opacity,
          ],
        ],
        [
          "data": ["values": .array(ends)],
          "mark": ["type": "point", "filled": true, "size": 70, "clip": true, "strokeWidth": 1.5],
          "encoding": [
            "color": color, "opacity": opacity, "shape": ["field": "shape", "type": "nominal", "scale": nil],
            "tooltip": [
              ["field": "start", "title": "path"], ["field": "ending", "title": "ending"],
              ["field": "x", "type": "quantitative", "format": ".4g"],
              ["field": "y", "type": "quantitative", "format": ".4g"],
            ],
          ],
        ],
        [
          "data": ["values": [["x": .number(Landscape.minimum.x), "y": .number(Landscape.minimum.y)]]],
          "mark": [
            "type": "point", "shape": .string(Self.star), "size": 130, "filled": true, "opacity": 1,
            "color": .string(Plot.Palette.colour(Self.starColour)),
          ],
        ],
      ],
    ]
    return Plot.Panel(
      title: "\(method): \(outcome)",
      description: "Paths of \(method) over contours of the mean loss: \(outcome).", spec: spec)
  }

  private static let contoursName = "contours"
  /// The colour of the star, after those of the usual starts.
  private static let starColour = 4
  private static let star =
    "M0,-1L0.23,-0.31L0.95,-0.31L0.36,0.12L0.59,0.81L0,0.38L-0.59,0.81L-0.36,0.12L-0.95,-0.31L-0.23,-0.31Z"

  private static func axis(_ name: String) -> JSONTree {
    let range = LandscapeContours.range
    return [
      "field": .string(name), "type": "quantitative", "title": .string(name), "axis": ["grid": false],
      "scale": ["domain": [.number(range.lowerBound), .number(range.upperBound)], "nice": false],
    ]
  }

  private static func row(_ point: Landscape.Point, _ start: String, _ iteration: Int) -> JSONTree {
    ["x": rounded(point.x), "y": rounded(point.y), "start": .string(start), "update": .number(Double(iteration))]
  }

  /// A number rounded to less than a picture can show.
  private static func rounded(_ value: Double) -> JSONTree { JSONTree((value * 1000).rounded() / 1000) }

  private static let contours: JSONTree = {
    let levels = LandscapeContours.levels
    let lines = LandscapeContours.lines().enumerated().flatMap { index, line -> [JSONTree] in
      let height = Double(levels.firstIndex(of: line.level) ?? 0) / Double(levels.count - 1)
      return line.points.enumerated().map { order, point in
        [
          "x": rounded(point.x), "y": rounded(point.y), "line": .number(Double(index)), "order": .number(Double(order)),
          "opacity": JSONTree(((0.9 - 0.65 * height) * 100).rounded() / 100),
        ]
      }
    }
    return .array(lines)
  }()
}

extension LandscapePath.Ending {
  /// The ending in words.
  var words: String {
    switch self {
    case .reached(let iteration): "at the minimum after \(NumberText.grouped(iteration)) updates"
    case .outOfIterations: "not at the minimum"
    case .circles(let iteration): "goes in circles from update \(NumberText.grouped(iteration)) on"
    case .notFinite(let iteration): "no number after update \(NumberText.grouped(iteration))"
    case .failed(let iteration, let reason): "update \(NumberText.grouped(iteration)): \(reason)"
    }
  }
}
