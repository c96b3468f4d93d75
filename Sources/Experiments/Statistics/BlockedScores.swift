import Tasks

/// Methods judged on the same blocks: what tests of ranks compare.
///
/// A block is one occasion on which every method was measured alike: an experiment, a seed of it, or a metric of it. Values
/// are improvements: higher is better.
public struct BlockedScores: Sendable, Hashable {
  /// The methods' labels.
  public var methods: [String]
  /// What each block is, in words.
  public var blocks: [String]
  /// For each block the value of each method.
  public var improvements: [[Double]]

  /// - Parameter improvements: one row a block, one finite value a method.
  public init(methods: [String], blocks: [String], improvements: [[Double]]) {
    precondition(
      improvements.count == blocks.count && improvements.allSatisfy { $0.count == methods.count },
      "`improvements` should have \(blocks.count) rows of \(methods.count) values.")
    self.methods = methods
    self.blocks = blocks
    self.improvements = improvements
  }

  /// In each block the rank of each method, 1 for the best; equal values share the mean of their ranks.
  public var ranks: [[Double]] {
    improvements.map { Ranking.averageRanks($0, .higherIsBetter).compactMap { $0 } }
  }

  /// The mean over blocks of each method's rank.
  public var meanRanks: [Double] {
    let ranks = ranks
    return methods.indices.map { method in Statistics.mean(ranks.map { $0[method] }) ?? .nan }
  }

  /// In how many blocks each method is the best; equally good ones all count.
  public var wins: [Int] {
    methods.indices.map { method in improvements.count { $0[method] == $0.max() } }
  }

  /// Block by block, how much better the first method is than the second.
  public func differences(_ first: Int, _ second: Int) -> [Double] {
    improvements.map { $0[first] - $0[second] }
  }
}
