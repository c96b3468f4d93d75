import Printing
import Statistics

extension RankAnalysis {
  /// The comparison and the outcomes of the tests, a sentence each.
  var sentences: [String] {
    let count = scores.blocks.count
    var sentences = [
      "\(scores.methods.count) methods over \(choice.counted(count)) as blocks; a block's value is \(choice.value)."
    ]
    if let friedman {
      let k = friedman.methods - 1
      sentences.append(
        """
        Friedman: χ²(\(k)) = \(NumberText.fixed(friedman.chiSquared, 2)), Iman and Davenport: \
        F(\(k), \(k * (count - 1))) = \(NumberText.fixed(friedman.f, 2)); p\u{202F}\(NumberText.probability(friedman.p)), \
        \(friedman.isExact ? "exact, over all orders of the ranks" : "an approximation by the F distribution").
        """)
    }
    sentences.append(
      """
      Nemenyi: mean ranks differ from \(NumberText.fixed(nemenyi.criticalDifference, 2)) on \
      (α = \(NumberText.printed(nemenyi.alpha))\
      \(nemenyi.criticalDifference > Double(scores.methods.count - 1) ? ", farther than ranks can be apart: more blocks are needed" : "")), \
      an approximation for many blocks.
      """)
    let smallest = WilcoxonSignedRank.smallestP(count: count)
    sentences.append(
      """
      Wilcoxon: signed ranks of the differences over blocks, two-sided, \(wilcoxonKind), Holm's correction over all \
      \(pairs.count) pairs\
      \(smallest > 0.001 ? "; with \(count) blocks no p can be below \(NumberText.printed(smallest)) before it" : "").
      """)
    switch choice {
    case .experiments: break
    case .seeds: sentences.append("Seeds speak for these data alone, not for others.")
    case .splits:
      sentences.append(
        "Splits share training samples, so that they are not independent: p is smaller than it should be. They speak for these "
          + "data alone.")
    case .metrics: sentences.append("Metrics of the same runs depend on each other: read p as a description.")
    }
    return sentences + leftOut
  }

  /// The way in which Wilcoxon's probabilities were found.
  private var wilcoxonKind: String {
    let kinds = Set(pairs.compactMap { $0.test?.isExact })
    switch kinds.count {
    case 2: return "exact up to \(WilcoxonSignedRank.mostExact) differences and an approximation above"
    default: return kinds.contains(false) ? "an approximation by the normal distribution" : "exact"
    }
  }

  /// The outcome in a sentence or two.
  var summary: String {
    let names = scores.methods
    let start =
      "Ranked over \(choice.counted(scores.blocks.count)): "
      + (friedman.map {
        "Friedman's test p\u{202F}\(NumberText.probability($0.p)) (\($0.isExact ? "exact" : "approximate")); "
      } ?? "")
    let apart = pairs.filter { nemenyi.p($0.first, $0.second) < nemenyi.alpha }.map { pair in
      let isFirst = meanRanks[pair.first] < meanRanks[pair.second]
      return isFirst
        ? "\(names[pair.first]) before \(names[pair.second])" : "\(names[pair.second]) before \(names[pair.first])"
    }
    let found =
      switch apart.count {
      case 0: "separates no two methods"
      case 1...Self.mostPairsNamed: "puts \(NumberText.list(apart))"
      default: "separates \(apart.count) of \(pairs.count) pairs"
      }
    return "\(start)Nemenyi's test \(found)."
  }

  /// The largest number of pairs that are named. If there are more, they are counted.
  private static let mostPairsNamed = 6

  /// The table of ranks, wins, and each method against the one with the best mean rank.
  var table: ReportTable {
    let best = order[0]
    let group = "\(scores.methods[best]) against the method"
    let columns: [ReportTable.Column] = [
      .init(title: "Method", isNumeric: false), .init(title: "Mean rank over \(choice.rawValue)", arrow: "↓"),
      .init(title: "Best of block", arrow: "↑"), .init(title: "better–equal–worse", group: group),
      .init(title: "median", detail: "points", group: group), .init(title: "p, Nemenyi", group: group),
      .init(title: "p, Wilcoxon", group: group), .init(title: "p, Holm", group: group),
    ]
    let wins = scores.wins
    let first = firstGroup
    let rows = order.map { method -> [ReportTable.Cell] in
      var cells: [ReportTable.Cell] = [
        .init(text: scores.methods[method]),
        .init(text: NumberText.fixed(meanRanks[method], 2), isBest: first.contains(method)),
        .init(text: "\(wins[method])"),
      ]
      guard method != best, let pair = pair(best, method) else {
        return cells + Array(repeating: .absent, count: columns.count - cells.count)
      }
      cells += [
        .init(text: "\(pair.wins)–\(pair.ties)–\(pair.losses)"),
        .init(text: NumberText.signed(pair.medianDifference, 2)),
        .init(text: NumberText.probability(nemenyi.p(best, method), bare: true)),
      ]
      return cells
        + [pair.test?.p, pair.adjustedP].map {
          $0.map { .init(text: NumberText.probability($0, bare: true)) } ?? .absent
        }
    }
    return ReportTable(title: "Ranks and tests", columns: columns, rows: rows)
  }

  /// The methods that Nemenyi's test does not tell from the one with the best mean rank; empty if it tells none from
  /// it.
  var firstGroup: Set<Int> {
    let apart = order.dropFirst().filter { nemenyi.p(order[0], $0) < nemenyi.alpha }
    return apart.isEmpty ? [] : Set(order).subtracting(apart)
  }

  /// A CSV table with a line for each pair and all digits of every number.
  var csv: String {
    let header = [
      "first", "second", "blocks", "block", "wins", "ties", "losses", "median_difference", "mean_rank_first",
      "mean_rank_second", "nemenyi_p", "wilcoxon_statistic", "wilcoxon_p", "wilcoxon_exact", "holm_p",
    ]
    let lines = pairs.map { pair -> [String] in
      let ranks = [meanRanks[pair.first], meanRanks[pair.second]].map(NumberText.full)
      let counts = [pair.wins, pair.ties, pair.losses].map(String.init)
      return [scores.methods[pair.first], scores.methods[pair.second], "\(scores.blocks.count)", choice.rawValue]
        + counts + [NumberText.full(pair.medianDifference)] + ranks
        + [
          NumberText.full(nemenyi.p(pair.first, pair.second)), pair.test.map { NumberText.full($0.statistic) } ?? "",
          pair.test.map { NumberText.full($0.p) } ?? "", pair.test.map { "\($0.isExact)" } ?? "",
          pair.adjustedP.map(NumberText.full) ?? "",
        ]
    }
    return CSVText.lines([header] + lines)
  }
}
