import Printing

extension Plot {
  /// The mean ranks on one axis, with bars over methods that Nemenyi's test cannot tell apart (Demšar, JMLR 7, 2006).
  ///
  /// On both sides of the axis there is room for the labels, however narrow the page is.
  ///
  /// - Parameter legend: the methods' colours.
  static func criticalDifference(_ ranking: RankAnalysis, legend: [LegendEntry]) -> Plot? {
    let count = ranking.scores.methods.count
    guard count > 2 else { return nil }
    let groups = ranking.nemenyi.groups
    let order = ranking.order
    let left = (count + 1) / 2
    // Rows from the axis down: bars, then the labels of each half, from the ends of the axis to its middle.
    let firstLabel = Double(groups.count) * barSpacing + labelGap
    let span = Double(count - 1)
    let rows = order.enumerated().map { position, method -> JSONTree in
      let isLeft = position < left
      let row = firstLabel + Double(isLeft ? position : count - 1 - position)
      let rank = ranking.meanRanks[method]
      return [
        "method": .string(ranking.scores.methods[method]), "rank": .number(rank), "row": .number(row), "axis": 0,
        "edge": .number(isLeft ? 1 - 0.03 * span : Double(count) + 0.03 * span),
        "text": .string(
          isLeft
            ? "\(ranking.scores.methods[method])  \(NumberText.fixed(rank, 2))"
            : "\(NumberText.fixed(rank, 2))  \(ranking.scores.methods[method])"),
      ]
    }
    let bars = groups.enumerated().map { level, group -> JSONTree in
      let ranks = group.map { ranking.meanRanks[$0] }
      return [
        "from": .number((ranks.min() ?? 1) - 0.012 * span), "to": .number((ranks.max() ?? 1) + 0.012 * span),
        "row": .number(Double(level + 1) * barSpacing),
      ]
    }
    let longest = ranking.scores.methods.map(\.count).max() ?? 0
    let label = min(Self.labelLimit, Double(longest + 6) * labelCharacter)
    let spec = specification(
      rows: rows, bars: bars, margin: span * label / leastAxis, difference: ranking.nemenyi.criticalDifference,
      count: count, legend: legend)
    let names = order.map { "\(ranking.scores.methods[$0]) \(NumberText.fixed(ranking.meanRanks[$0], 2))" }
    return Plot(
      id: "critical-difference", title: "Critical differences",
      caption: """
        Mean rank over \(ranking.choice.counted(ranking.scores.blocks.count)), the best on the left. A bar joins methods that \
        Nemenyi's test does not tell apart at α = \(NumberText.printed(ranking.nemenyi.alpha)): their ranks are less than \
        CD = \(NumberText.fixed(ranking.nemenyi.criticalDifference, 2)) apart.\
        \(groups.isEmpty ? " No two methods are that close." : "")
        """,
      legend: legend, showsLegend: false,
      panels: [Panel(title: "", description: "Mean ranks: \(names.joined(separator: ", ")).", spec: spec)],
      panelWidth: 640, leastWidth: Int(leastAxis + 2 * label + sides))
  }

  /// The sizes in pixels: the axis between the labels on its two sides, a label's character and the most that a label
  /// has.
  private static let leastAxis = 240.0
  private static let labelCharacter = 7.5
  private static let labelLimit = 240.0
  private static let sides = 20.0

  private static let barSpacing = 0.55
  private static let labelGap = 1.0
  private static let pixelsARow = 22.0
  /// The space below the labels for the length of the critical difference.
  private static let rulerSpace = 1.3

  private static func specification(
    rows: [JSONTree], bars: [JSONTree], margin: Double, difference: Double, count: Int, legend: [LegendEntry]
  ) -> JSONTree {
    let span = Double(count - 1)
    let depth = Double(bars.count) * barSpacing + labelGap + Double((count + 1) / 2)
    let shown = min(difference, span)
    let ruler: JSONTree = .number(depth + 0.2)
    let x: JSONTree = [
      "type": "quantitative", "title": nil,
      "scale": [
        "domain": [.number(1 - margin), .number(Double(count) + margin)], "nice": false, "zero": false,
      ],
      "axis": [
        "orient": "top", "values": .array((1...count).map { .number(Double($0)) }), "grid": false, "domain": false,
        "format": "d", "tickSize": 6, "offset": 0,
      ],
    ]
    func place(_ field: String) -> JSONTree { JSONTree.object([.init(key: "field", value: .string(field))]).merging(x) }
    let y: JSONTree = [
      "field": "row", "type": "quantitative", "axis": nil,
      "scale": ["domain": [0, .number(depth + rulerSpace)], "reverse": true, "nice": false, "zero": false],
    ]
    let colour = color("method", legend)
    let isLeft: JSONTree = .string("datum.edge < 1")
    let isRight: JSONTree = .string("datum.edge > 1")
    func label(_ filter: JSONTree, _ align: JSONTree, _ dx: JSONTree) -> JSONTree {
      [
        "data": ["values": .array(rows)], "transform": [["filter": filter]],
        "mark": ["type": "text", "align": align, "dx": dx, "baseline": "middle", "limit": .number(labelLimit)],
        "encoding": ["x": place("edge"), "y": y, "text": ["field": "text"]],
      ]
    }
    return [
      "height": .number((depth + rulerSpace) * pixelsARow),
      "layer": [
        [
          "data": ["values": [["from": 1, "to": .number(Double(count)), "row": 0]]],
          "mark": ["type": "rule", "strokeWidth": 1.5],
          "encoding": ["x": place("from"), "x2": ["field": "to"], "y": y],
        ],
        [
          "data": ["values": .array(rows)], "mark": ["type": "rule", "strokeWidth": 1.5],
          "encoding": [
            "x": place("rank"), "y": y.merging(["field": "axis"]), "y2": ["field": "row"], "color": colour,
          ],
        ],
        [
          "data": ["values": .array(rows)], "mark": ["type": "rule", "strokeWidth": 1.5],
          "encoding": ["x": place("rank"), "x2": ["field": "edge"], "y": y, "color": colour],
        ],
        [
          "data": ["values": .array(bars)], "mark": ["type": "rule", "strokeWidth": 5, "strokeCap": "round"],
          "encoding": ["x": place("from"), "x2": ["field": "to"], "y": y],
        ],
        label(isLeft, "right", -6), label(isRight, "left", 6),
        [
          "data": ["values": [["from": 1, "to": .number(1 + shown), "row": ruler]]],
          "mark": ["type": "rule", "strokeWidth": 2],
          "encoding": ["x": place("from"), "x2": ["field": "to"], "y": y],
        ],
        [
          "data": ["values": [["at": .number(1 + shown / 2), "row": ruler]]],
          "mark": ["type": "text", "dy": 6, "baseline": "top"],
          "encoding": [
            "x": place("at"), "y": y,
            "text": [
              "value": .string(
                "CD = \(NumberText.fixed(difference, 2))\(difference > span ? " (beyond the axis)" : "")")
            ],
          ],
        ],
      ],
    ]
  }
}
