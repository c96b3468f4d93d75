/// The analysis of which methods differ over blocks: mean ranks, wins, Friedman's test, Nemenyi's critical difference,
/// and Wilcoxon's test of every pair.
public struct RankAnalysis: Sendable, Hashable {
  /// Two methods against each other.
  public struct Pair: Sendable, Hashable {
    /// The positions in the scores' methods.
    public var first: Int
    public var second: Int
    /// The number of blocks in which the first is better, equal and worse.
    public var wins: Int
    public var ties: Int
    public var losses: Int
    /// The median over blocks of the first method's advantage, in percentage points.
    public var medianDifference: Double
    /// The test; nil if the two are equal in every block.
    public var test: WilcoxonSignedRank?
    /// The test's probability after Holm's correction over all pairs.
    public var adjustedP: Double?
  }

  public var choice: BlockChoice
  public var scores: BlockedScores
  /// The methods that are not in every experiment, and the blocks that lack one of the others.
  public var leftOut: [String]
  public var friedman: FriedmanTest?
  public var nemenyi: NemenyiTest
  /// The pairs, each once. The method that comes first in the experiment is ``Pair/first``.
  public var pairs: [Pair]

  public var meanRanks: [Double] { nemenyi.meanRanks }

  /// The positions of the methods from the best mean rank to the worst.
  public var order: [Int] { meanRanks.indices.sorted { (meanRanks[$0], $0) < (meanRanks[$1], $1) } }

  /// Two methods seen from the first one's side.
  public func pair(_ first: Int, _ second: Int) -> Pair? {
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
  public init?(_ scores: BlockedScores, choice: BlockChoice, leftOut: [String] = []) {
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
