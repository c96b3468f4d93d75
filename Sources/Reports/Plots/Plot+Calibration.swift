import Printing

extension Plot {
  /// Reliability diagrams: how often answers of a certain confidence are right, with a panel for each task and a line
  /// for each row.
  static func calibration(_ comparison: Comparison) -> Plot? {
    let labels = comparison.keptAnswers.map(\.label)
    let methods = comparison.methods.filter { labels.contains($0.label) }
    let legend = comparison.legend(methods)
    let panels = comparison.shownTasks.compactMap { task -> Panel? in
      let answers = comparison.answers(to: task)
      let values = answers.flatMap { label, answers in
        answers.bins.filter { $0.samples > 0 }.map { bin -> JSONTree in
          [
            "method": .string(label), "confidence": JSONTree(bin.confidence), "share": JSONTree(bin.share),
            "answers": .number(Double(bin.samples)),
          ]
        }
      }
      guard !values.isEmpty else { return nil }
      let errors = answers.compactMap { label, answers in
        answers.calibration?.expectedError.map { "\(label) \(NumberText.fixed($0, 3))" }
      }
      return Panel(
        title: task,
        description: "Reliability diagram of \(task); expected calibration error: \(errors.joined(separator: ", ")).",
        spec: specification(values, legend))
    }
    guard !panels.isEmpty else { return nil }
    return Plot(
      id: "calibration", title: "Reliability diagrams",
      caption: """
        The share of right answers at each confidence; for yes or no the share of yes at each probability of yes. Dots are the \
        larger, the more answers. Dashed: where both are equal.\
        \(comparison.leftTasks(comparison.shownTasks, "on which the methods differ most"))
        """,
      legend: legend, showsLegend: true, panels: panels, panelWidth: 300)
  }

  private static func specification(_ values: [JSONTree], _ legend: [LegendEntry]) -> JSONTree {
    func axis(_ field: JSONTree, _ title: JSONTree) -> JSONTree {
      ["field": field, "type": "quantitative", "title": title, "scale": ["domain": [0, 1]]]
    }
    let (x, y) = (axis("confidence", "mean confidence"), axis("share", "share right"))
    let colour = color("method", legend)
    return [
      "height": 230, "data": ["values": .array(values)],
      "layer": [
        [
          "data": ["values": [["confidence": 0, "share": 0], ["confidence": 1, "share": 1]]],
          "mark": ["type": "line", "strokeDash": [4, 3], "color": .string(Palette.colour(nil))],
          "encoding": ["x": x, "y": y],
        ],
        ["mark": ["type": "line", "strokeWidth": 1.5], "encoding": ["x": x, "y": y, "color": colour]],
        [
          "mark": ["type": "point", "filled": true, "opacity": 1],
          "encoding": [
            "x": x, "y": y, "color": colour,
            "size": [
              "field": "answers", "type": "quantitative", "legend": nil, "scale": ["range": [20, 180], "zero": true],
            ],
            "tooltip": [
              ["field": "method", "title": "method"],
              ["field": "confidence", "type": "quantitative", "format": ".3f", "title": "mean confidence"],
              ["field": "share", "type": "quantitative", "format": ".3f", "title": "share right"],
              ["field": "answers", "type": "quantitative", "format": ",", "title": "answers"],
            ],
          ],
        ],
      ],
    ]
  }
}
