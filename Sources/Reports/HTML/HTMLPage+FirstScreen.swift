import Printing

extension HTMLPage {
  /// The first screen: the recommendation in words, Δm as a picture, what sharing saves or costs, and what to do next.
  var firstScreen: String {
    [answer, evidence, nextSteps].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The largest number of rows of a plot of Δm next to the tiles. A taller plot stands below them.
  private static let mostRowsNextToTiles = 9

  private var answer: String {
    let recommendation = comparison.recommendation
    let tone: SharingTile.Tone =
      switch recommendation.verdict {
      case .better: .good
      case .worse: .bad
      case .equal, .notWorse, .open, .unknown: .open
      }
    let figure = recommendation.figure.map {
      "<p class=\"figure\">\(HTMLText.escaped($0.prefix(1).uppercased() + $0.dropFirst())).</p>"
    }
    return """
      <section class="answer \(tone.rawValue)" aria-label="Recommendation">
      <p class="lead">\(HTMLText.escaped(recommendation.words)).</p>
      \(figure ?? "")
      <p>\(HTMLText.escaped(recommendation.reasons))</p>
      </section>
      """
  }

  private var evidence: String {
    let plot = plot("delta-m")?.html ?? ""
    let items = comparison.tiles.map { tile in
      """
      <div class="\(tile.tone.rawValue)"><dt>\(HTMLText.escaped(tile.name))</dt>
      <dd class="value">\(HTMLText.escaped(tile.value))</dd>
      <dd>\(HTMLText.escaped(tile.detail))</dd></div>
      """
    }
    let tiles =
      items.isEmpty
      ? ""
      : "<dl class=\"tiles\" aria-label=\"What sharing saves or costs\">\n\(items.joined(separator: "\n"))\n</dl>"
    guard !plot.isEmpty || !tiles.isEmpty else { return "" }
    let rows = comparison.multiTask.count
    let isApart = plot.isEmpty || tiles.isEmpty || rows > Self.mostRowsNextToTiles
    return "<div class=\"evidence\(isApart ? " apart" : "")\">\n\(plot)\n\(tiles)\n</div>"
  }

  private var nextSteps: String {
    guard let steps = comparison.nextSteps?.steps, !steps.isEmpty else { return "" }
    let items = steps.map { step in
      "<div><dt>\(HTMLText.escaped(step.purpose))</dt><dd><code>\(HTMLText.escaped(step.command))</code></dd></div>"
    }
    return """
      <section class="next" aria-labelledby="next-title">
      <h2 id="next-title">Next</h2>
      <dl>
      \(items.joined(separator: "\n"))
      </dl>
      </section>
      """
  }
}
