import Printing

extension Plot {
  /// The mean cosine of each pair of tasks, a heat map for each method, in which tasks that are alike stand together.
  static func taskCosines(_ comparison: Comparison) -> Plot? {
    matrices(
      comparison.gradientCosines, id: "task-cosines", title: "Which tasks are alike", quantity: "cosine",
      format: "+.2f",
      reach: { min(max(($0 * 10 - 1e-9).rounded(.up) / 10, 0.1), 1) },
      caption: """
        The mean cosine of two tasks' gradients over all measured epochs and seeds. Tasks that are alike stand together (average \
        linkage), in the same order for every method.
        """)
  }

  /// What each task gains from each other one, a heat map for each method.
  static func pairwiseGains(_ study: Survey) -> Plot? {
    matrices(
      study.pairwiseGains, id: "pairwise-gains", title: "Which tasks help each other", quantity: "gain, %",
      format: "+.1f", reach: { max($0.rounded(.up), 1) },
      caption: """
        What the task of a row gains when it is trained with that of a column rather than alone, in %: red is a loss. A frame \
        marks negative transfer, a loss beyond the margin with its whole interval.
        """)
  }

  /// Heat maps of matrices with the same tasks; nil for no matrix, and for fewer than three tasks.
  ///
  /// - Parameter reach: the end of the scale of colours, from the largest size of a number.
  private static func matrices(
    _ matrices: [TaskMatrix], id: String, title: String, quantity: String, format: String,
    reach: (Double) -> Double, caption: String
  ) -> Plot? {
    guard let tasks = matrices.first?.tasks, tasks.count > 2 else { return nil }
    let reach = reach(matrices.flatMap { $0.values.joined().compactMap { $0.map(abs) } }.max() ?? 0)
    let panels = matrices.map { matrix in
      Panel(
        title: matrix.label, description: "Heat map: \(quantity) of each task with each other one, \(matrix.label).",
        spec: heatMap(matrix, quantity, format, reach))
    }
    let width = max(280, 26 * tasks.count + 120)
    return Plot(
      id: id, title: title, caption: caption, legend: [], showsLegend: true, panels: panels, panelWidth: width,
      leastWidth: width)
  }

  private static func heatMap(_ matrix: TaskMatrix, _ quantity: String, _ format: String, _ reach: Double) -> JSONTree {
    let values = matrix.tasks.indices.flatMap { row in
      matrix.tasks.indices.compactMap { column -> JSONTree? in
        guard let cell = matrix.cells[row][column] else { return nil }
        return [
          "task": .string(matrix.tasks[row]), "other": .string(matrix.tasks[column]), "value": .number(cell.value),
          "low": JSONTree(cell.interval?.low), "high": JSONTree(cell.interval?.high), "harmful": .bool(cell.isHarmful),
        ]
      }
    }
    let tasks: JSONTree = .array(matrix.tasks.map { .string($0) })
    func axis(_ field: String, _ title: JSONTree) -> JSONTree {
      [
        "field": .string(field), "type": "nominal", "sort": tasks, "title": title, "scale": ["domain": tasks],
        "axis": ["ticks": false, "domain": false, "grid": false, "labelLimit": 160],
      ]
    }
    let hasIntervals = matrix.cells.joined().contains { $0?.interval != nil }
    let interval: [JSONTree] =
      hasIntervals
      ? ["low", "high"].map {
        ["field": .string($0), "type": "quantitative", "format": .string(format), "title": $0 == "low" ? "from" : "to"]
      } : []
    return [
      "height": ["step": 26], "data": ["values": .array(values)],
      "encoding": ["x": axis("other", hasIntervals ? "trained with" : nil), "y": axis("task", nil)],
      "layer": [
        [
          "mark": ["type": "rect"],
          "encoding": [
            "color": [
              "field": "value", "type": "quantitative",
              "scale": [
                "domain": [.number(-reach), 0, .number(reach)], "range": .array(Palette.diverging.map { .string($0) }),
                "clamp": true, "interpolate": "rgb",
              ],
              "legend": [
                "title": .string(quantity), "orient": "bottom", "direction": "horizontal", "gradientLength": 200,
                "gradientThickness": 8, "titleAnchor": "start", "tickCount": 5,
              ],
            ],
            "tooltip": .array(
              [
                ["field": "task", "title": "task"], ["field": "other", "title": "with"],
                [
                  "field": "value", "type": "quantitative", "format": .string(format), "title": .string(quantity),
                ],
              ] + interval),
          ],
        ],
        [
          "transform": [["filter": "datum.harmful"]],
          "mark": ["type": "rect", "fill": nil, "stroke": .string(Palette.diverging[0]), "strokeWidth": 2],
        ],
      ],
    ]
  }
}
