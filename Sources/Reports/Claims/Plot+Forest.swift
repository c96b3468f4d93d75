import Printing
import Statistics

extension Plot {
  /// The effects of claims with their intervals, each in units of its margin; nil if no claim has both.
  ///
  /// - Parameter labels: what stands next to each claim's effect.
  package static func forest(of claims: [JudgedClaim], labels: [String], id: String = "claims") -> Plot? {
    var rows: [JSONTree] = []
    var spoken: [String] = []
    for (claim, label) in zip(claims, labels) {
      guard claim.question.margin > 0, let shown = claim.shown, claim.ruling.intervals.indices.contains(shown) else {
        continue
      }
      let margin = claim.question.margin, interval = claim.ruling.intervals[shown]
      rows.append([
        "claim": .string(lines(label).joined(separator: "|")),
        "effect": .number(claim.question.effects[shown].value / margin),
        "low": .number(interval.low / margin), "high": .number(interval.high / margin),
        "verdict": .string(claim.ruling.outcome.rawValue),
      ])
      spoken.append(
        "\(label) \(NumberText.signed(claim.question.effects[shown].value / margin, 2)) margins, \(claim.ruling.outcome.rawValue)"
      )
    }
    guard !rows.isEmpty else { return nil }
    // Blue for what holds, orange for what does not; grey says nothing.
    let colours: [ClaimOutcome: Int] = [.holds: 0, .smaller: 5, .fails: 1]
    let legend = ClaimOutcome.allCases.map { LegendEntry(label: $0.rawValue, colour: colours[$0]) }
      .filter { entry in claims.contains { $0.ruling.outcome.rawValue == entry.label } }
    let y: JSONTree = [
      "field": "claim", "type": "nominal", "sort": nil, "title": nil,
      "axis": ["ticks": false, "domain": false, "labelLimit": 320, "labelExpr": "split(datum.label, '|')"],
    ]
    let x: JSONTree = [
      "type": "quantitative", "title": "effect in margins, better to the right",
      "scale": ["type": "symlog", "constant": 2],
      "axis": [
        "values": .array(([0] + [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].flatMap { [-$0, $0] }).map { .number($0) })
      ],
    ]
    func at(_ field: String) -> JSONTree { JSONTree.object([.init(key: "field", value: .string(field))]).merging(x) }
    let colour = color("verdict", legend)
    let spec: JSONTree = [
      "height": ["step": .number(Double(10 + 12 * max(3, labels.map { lines($0).count }.max() ?? 0)))],
      "layer": [
        [
          "data": ["values": [["from": -1, "to": 1]]], "mark": ["type": "rect", "opacity": 0.12, "color": "#888888"],
          "encoding": ["x": at("from"), "x2": ["field": "to"]],
        ],
        [
          "data": ["values": [["zero": 0]]], "mark": ["type": "rule", "strokeDash": [4, 3]],
          "encoding": ["x": at("zero")],
        ],
        [
          "data": ["values": .array(rows)], "mark": ["type": "rule", "strokeWidth": 3, "strokeCap": "round"],
          "encoding": ["y": y, "x": at("low"), "x2": ["field": "high"], "color": colour],
        ],
        [
          "data": ["values": .array(rows)], "mark": ["type": "point", "filled": true, "size": 110, "opacity": 1],
          "encoding": [
            "y": y, "x": at("effect"), "color": colour,
            "tooltip": [
              ["field": "verdict", "title": "verdict"],
              ["field": "effect", "type": "quantitative", "format": "+.2f", "title": "effect, margins"],
              ["field": "low", "type": "quantitative", "format": "+.2f", "title": "from"],
              ["field": "high", "type": "quantitative", "format": "+.2f", "title": "to"],
            ],
          ],
        ],
      ],
    ]
    return Plot(
      id: id, title: "Claims",
      caption: """
        Dot: the effect in units of its margin, the smallest effect that matters, positive in the direction of its claim. Line: \
        the interval that decides. Grey: effects smaller than the margin.
        """,
      legend: legend, showsLegend: true,
      panels: [Panel(title: "", description: "Effects of claims: \(spoken.joined(separator: "; ")).", spec: spec)],
      panelWidth: 640, leastWidth: 560)
  }

  /// A label broken into lines of about 44 characters; a bar would be taken for a break.
  private static func lines(_ label: String) -> [String] {
    TextWrap.wrapped(label.replacing("|", with: "/"), width: 44).split(separator: "\n").map(String.init)
  }
}
