import Printing

extension RankAnalysis {
  /// The ranks, tests and pairs, with all digits.
  var json: JSONTree {
    let methods = scores.methods.indices.map { index -> JSONTree in
      [
        "label": .string(scores.methods[index]), "meanRank": JSONTree(meanRanks[index]),
        "wins": .number(Double(scores.wins[index])),
      ]
    }
    let pairs = pairs.map { pair -> JSONTree in
      [
        "first": .string(scores.methods[pair.first]), "second": .string(scores.methods[pair.second]),
        "wins": .number(Double(pair.wins)), "ties": .number(Double(pair.ties)), "losses": .number(Double(pair.losses)),
        "medianDifference": JSONTree(pair.medianDifference),
        "nemenyiP": JSONTree(nemenyi.p(pair.first, pair.second)), "wilcoxonP": JSONTree(pair.test?.p),
        "wilcoxonIsExact": pair.test.map { .bool($0.isExact) } ?? nil, "holmP": JSONTree(pair.adjustedP),
      ]
    }
    return [
      "block": .string(choice.rawValue), "blocks": .array(scores.blocks.map { .string($0) }),
      "friedman": friedman.map {
        [
          "chiSquared": JSONTree($0.chiSquared), "chiSquaredP": JSONTree($0.chiSquaredP), "f": JSONTree($0.f),
          "fP": JSONTree($0.fP), "p": JSONTree($0.p), "isExact": .bool($0.isExact),
        ]
      } ?? nil,
      "nemenyi": ["alpha": .number(nemenyi.alpha), "criticalDifference": JSONTree(nemenyi.criticalDifference)],
      "methods": .array(methods), "pairs": .array(pairs), "leftOut": .array(leftOut.map { .string($0) }),
    ]
  }
}
