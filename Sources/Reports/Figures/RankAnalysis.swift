import Printing
import Statistics

/// The analysis of which methods differ over blocks: mean ranks, wins, Friedman's test, Nemenyi's critical difference,
/// and Wilcoxon's test of every pair.
package struct RankAnalysis: Sendable, Hashable {
  /// Two methods against each other.
  package struct Pair: Sendable, Hashable {
    /// The positions in the scores' methods.
    package var first: Int
    package var second: Int
    /// The number of blocks in which the first is better, equal and worse.
    package var wins: Int
    package var ties: Int
    package var losses: Int
    /// The median over blocks of the first method's advantage, in percentage points.
    package var medianDifference: Double
    /// The test; nil if the two are equal in every block.
    package var test: WilcoxonSignedRank?
    /// The test's probability after Holm's correction over all pairs.
    package var adjustedP: Double?
  }

  package var choice: BlockChoice
  package var scores: BlockedScores
  /// The methods that are not in every experiment, and the blocks that lack one of the others.
  package var leftOut: [String]
  package var friedman: FriedmanTest?
  package var nemenyi: NemenyiTest
  /// The pairs, each once. The method that comes first in the experiment is ``Pair/first``.
  package var pairs: [Pair]

  package var meanRanks: [Double] { nemenyi.meanRanks }

  /// The positions of the methods from the best mean rank to the worst.
  package var order: [Int] { meanRanks.indices.sorted { (meanRanks[$0], $0) < (meanRanks[$1], $1) } }

  /// Two methods seen from the first one's side.
  package func pair(_ first: Int, _ second: Int) -> Pair? {
    guard var pair = pairs.first(where: { [$0.first, $0.second].sorted() == [first, second].sorted() }) else {
      return nil
    }
    guard pair.first != first else { return pair }
    swap(&pair.first, &pair.second)
    swap(&pair.wins, &pair.losses)
    pair.medianDifference = -pair.medianDifference
    if var test = pair.test {
      swap(&test.positive, &test.negative)
      pair.test = test
    }
    return pair
  }

  /// Analyses scores; nil below two methods or two blocks.
  package init?(_ scores: BlockedScores, choice: BlockChoice, leftOut: [String] = []) {
    guard let nemenyi = NemenyiTest(scores) else { return nil }
    self.choice = choice
    self.scores = scores
    self.leftOut = leftOut
    self.nemenyi = nemenyi
    friedman = FriedmanTest(scores)
    pairs = []
    for first in scores.methods.indices {
      for second in scores.methods.indices.dropFirst(first + 1) {
        let differences = scores.differences(first, second)
        pairs.append(
          Pair(
            first: first, second: second, wins: differences.count { $0 > 0 }, ties: differences.count { $0 == 0 },
            losses: differences.count { $0 < 0 }, medianDifference: Statistics.median(differences) ?? .nan,
            test: WilcoxonSignedRank(differences)))
      }
    }
    // A pair without a difference is a hypothesis as well, which nothing speaks against.
    let adjusted = Holm.adjusted(pairs.map { $0.test?.p ?? 1 })
    for index in pairs.indices where pairs[index].test != nil { pairs[index].adjustedP = adjusted[index] }
  }
}

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
