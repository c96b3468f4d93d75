import Foundation
import Printing
import Runs
import Statistics
import Tasks

extension Plot {
  /// The best Δm on the validation split at each learning rate and weight decay, with a heat map for each method. A
  /// search along lines fills a cross, not a rectangle.
  static func ratesAndDecays(_ search: SearchRecord) -> Plot? {
    let shared = search.cells.filter { $0.task == nil && $0.validationDeltaM != nil && $0.failure == nil }
    var labels: [String] = []
    for cell in shared where !labels.contains(cell.label) { labels.append(cell.label) }
    let subjects = labels.map { label in (label, places(shared.filter { $0.label == label }, search.convention)) }
      .filter { $0.1.count > 1 }
    guard !subjects.isEmpty else { return nil }
    // One range of colours for all panels: twice the best, at least five points. Failed points do not widen it.
    let sizes = subjects.flatMap(\.1).map(\.improvement)
    let reach = min(sizes.map(abs).max() ?? 1, max(2 * (sizes.max() ?? 0), 5))
    return Plot(
      id: "rates-decays", title: "Learning rate and weight decay",
      caption: """
        The best \(search.convention.printedName), on the validation split, over all other parameters and the seeds that chose \
        (their mean); a frame marks the chosen point. Blue is better than single-task training, red worse; from \
        \(NumberText.fixed(reach, 1)) percent on the colour stays the same. An empty place was not tried.
        """,
      legend: [], showsLegend: false,
      panels: subjects.map { Panel(title: $0.0, description: "Heat map of \($0.0).", spec: heatMap($0.1, reach)) },
      panelWidth: 420)
  }

  private struct Place {
    var rate: Double, decay: Double, percent: Double, improvement: Double, isChosen: Bool, count: Int
  }

  private static func places(_ cells: [SearchRecord.Cell], _ convention: DeltaM.Convention) -> [Place] {
    struct Key: Hashable { var rate: Double, decay: Double }
    let seeds = cells.filter { $0.stage != .final }
    return Dictionary(grouping: seeds) { Key(rate: $0.learningRate, decay: $0.weightDecay) }.compactMap { key, cells in
      let means = Dictionary(grouping: cells, by: \.point).values.compactMap { cells -> Double? in
        Statistics.mean(cells.compactMap(\.validationDeltaM))
      }
      guard let best = means.max(by: { convention.improvement($0) < convention.improvement($1) }) else { return nil }
      return Place(
        rate: key.rate, decay: key.decay, percent: best, improvement: convention.improvement(best),
        isChosen: cells.contains(where: \.isChosen), count: cells.count)
    }
    .sorted { ($0.rate, $0.decay) < ($1.rate, $1.decay) }
  }

  private static func heatMap(_ places: [Place], _ reach: Double) -> JSONTree {
    let rates = Set(places.map(\.rate)).sorted().map { JSONTree.string(NumberText.scientific($0)) }
    let decays = Set(places.map(\.decay)).sorted(by: >).map { JSONTree.string(NumberText.scientific($0)) }
    let values = places.map { place -> JSONTree in
      [
        "rate": .string(NumberText.scientific(place.rate)), "decay": .string(NumberText.scientific(place.decay)),
        "improvement": .number(place.improvement), "percent": .number(place.percent),
        "text": .string(NumberText.signed(place.percent, 1)), "chosen": .bool(place.isChosen),
        "runs": .number(Double(place.count)),
      ]
    }
    func axis(_ field: String, _ title: String, _ domain: [JSONTree]) -> JSONTree {
      [
        "field": .string(field), "type": "ordinal", "title": .string(title), "sort": .array(domain),
        "scale": ["domain": .array(domain), "paddingInner": 0.04, "paddingOuter": 0.02],
        "axis": ["ticks": false, "domain": false, "labelAngle": 0, "grid": false],
      ]
    }
    let x = axis("rate", "learning rate", rates)
    let y = axis("decay", "weight decay", decays)
    let color: JSONTree = [
      "field": "improvement", "type": "quantitative", "legend": nil,
      "scale": [
        "domain": [.number(-reach), 0, .number(reach)], "range": .array(Palette.diverging.map { .string($0) }),
        "clamp": true, "interpolate": "rgb",
      ],
    ]
    return [
      "height": ["step": 34], "data": ["values": .array(values)],
      "layer": [
        [
          "mark": ["type": "rect", "cornerRadius": 3],
          "encoding": [
            "x": x, "y": y, "color": color,
            "tooltip": [
              ["field": "rate", "title": "learning rate"], ["field": "decay", "title": "weight decay"],
              ["field": "percent", "type": "quantitative", "format": "+.2f", "title": "Δm, %"],
              ["field": "runs", "type": "quantitative", "title": "trainings"],
            ],
          ],
        ],
        [
          "transform": [["filter": "datum.chosen"]],
          "mark": [
            "type": "rect", "cornerRadius": 3, "filled": false, "strokeWidth": 2.5, "stroke": .string(Palette.mark),
          ],
          "encoding": ["x": x, "y": y],
        ],
        [
          "transform": [["filter": .string("abs(datum.improvement) <= \(0.55 * reach)")]], "mark": ["type": "text"],
          "encoding": ["x": x, "y": y, "text": ["field": "text"]],
        ],
        [
          // On strong colours, in the colour of the ground.
          "transform": [["filter": .string("abs(datum.improvement) > \(0.55 * reach)")]],
          "mark": ["type": "text", "color": .string(Palette.diverging[1])],
          "encoding": ["x": x, "y": y, "text": ["field": "text"]],
        ],
      ],
    ]
  }
}
