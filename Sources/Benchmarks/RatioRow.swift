import Foundation
import Printing

/// One comparison of two things that are measured in turn: a ratio with its goal.
package struct RatioRow: Codable, Sendable {
  /// What was measured, and what it is divided by.
  package let measured, reference: String
  /// The largest ratio that is aimed at.
  package let goal: Double
  /// The ratio of each round.
  package let ratios: [Double]
  /// The seconds of each round of what was measured; empty for a ratio of sizes.
  package let seconds: [Double]
  /// Whether the median of the ratios is within the goal.
  package let isMet: Bool

  init(_ measured: String, over reference: String, goal: Double, ratios: [Double], seconds: [Double] = []) {
    (self.measured, self.reference, self.goal) = (measured, reference, goal)
    (self.ratios, self.seconds) = (ratios, seconds)
    isMet = ratios.median <= goal
  }

  /// Measures both sides in turn, so that both meet the same load of other programs.
  ///
  /// - Parameters:
  ///   - own: the seconds of each of the steps of a round; `other` likewise, of the reference.
  init(
    _ measured: String, over reference: String, goal: Double, rounds: Int, _ own: () throws -> [Double],
    _ other: () throws -> [Double]
  ) rethrows {
    var ratios: [Double] = [], times: [Double] = []
    for _ in 0..<rounds {
      let (mine, theirs) = (try own().median, try other().median)
      times.append(mine)
      ratios.append(mine / theirs)
    }
    self.init(measured, over: reference, goal: goal, ratios: ratios, seconds: times)
  }
}

extension [RatioRow] {
  /// A line for each comparison, below a header.
  var lines: [String] {
    let header = ["measured", "divided by", "ms", "ratio", "goal", ""]
    let cells = map { row in
      [
        row.measured, row.reference, row.seconds.isEmpty ? "–" : BenchmarkText.milliseconds(row.seconds.median),
        row.ratios.count > 1 ? BenchmarkText.ratio(row.ratios) : String(format: "%.2f", row.ratios.median),
        "≤ \(row.goal)", row.isMet ? "met" : "missed",
      ]
    }
    return TextColumns.lines([header] + cells, right: [false, false, true, true, true, false])
  }
}
