import Printing

extension Plot {
  /// A line of a plot of lines.
  package struct Line: Sendable {
    package var label: String
    /// The points in the order in which they are joined.
    package var points: [(x: Double, y: Double)]

    package init(_ label: String, _ points: [(x: Double, y: Double)]) { (self.label, self.points) = (label, points) }
  }

  /// Lines through points that are marked, with a panel for each group of lines. Lines of one label have one colour.
  ///
  /// - Parameters:
  ///   - x: the title of the horizontal axis; `y` that of the vertical one, which begins at 0.
  ///   - panels: a title and its lines; points that are not finite are left out.
  /// - Returns: nil without a point.
  package static func lines(
    id: String, title: String, caption: String, x: String, y: String, panels: [(title: String, lines: [Line])]
  ) -> Plot? {
    let labels = panels.flatMap { $0.lines.map(\.label) }.reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let legend = labels.enumerated().map { LegendEntry(label: $1, colour: $0) }
    let drawn = panels.compactMap { panel -> Panel? in
      let values = panel.lines.flatMap { line in
        line.points.enumerated().filter { $1.x.isFinite && $1.y.isFinite }.map { place, point -> JSONTree in
          [
            "line": .string(line.label), "x": .number(point.x), "y": .number(point.y), "order": .number(Double(place)),
          ]
        }
      }
      guard !values.isEmpty else { return nil }
      let encoding: JSONTree = [
        "x": ["field": "x", "type": "quantitative", "title": .string(x)],
        "y": ["field": "y", "type": "quantitative", "title": .string(y), "scale": ["zero": true]],
        "color": color("line", legend), "order": ["field": "order"],
        "tooltip": [
          ["field": "line", "title": "line"],
          ["field": "x", "type": "quantitative", "format": ".4", "title": .string(x)],
          ["field": "y", "type": "quantitative", "format": ".4", "title": .string(y)],
        ],
      ]
      return Panel(
        title: panel.title, description: "\(y) over \(x): \(panel.lines.map(\.label).joined(separator: ", ")).",
        spec: [
          "height": 240, "data": ["values": .array(values)],
          "mark": ["type": "line", "strokeWidth": 1.8, "point": true], "encoding": encoding,
        ])
    }
    guard !drawn.isEmpty else { return nil }
    return Plot(
      id: id, title: title, caption: caption, legend: legend, showsLegend: true, panels: drawn,
      panelWidth: drawn.count > 1 ? 320 : 640)
  }
}
