/// The scores of methods on the same blocks, which tests of ranks compare.
///
/// A block is one occasion on which every method was measured alike: an experiment, a seed of it, or a metric of it.
/// Values are improvements: higher is better.
package struct BlockedScores: Sendable, Hashable {
  /// The methods' labels.
  package var methods: [String]
  /// The description of each block.
  package var blocks: [String]
  /// The value of each method, for each block.
  package var improvements: [[Double]]

  /// Creates scores.
  ///
  /// - Parameter improvements: one row for each block, one finite value for each method.
  package init(methods: [String], blocks: [String], improvements: [[Double]]) {
    precondition(
      improvements.count == blocks.count && improvements.allSatisfy { $0.count == methods.count },
      "`improvements` should have \(blocks.count) rows of \(methods.count) values.")
    self.methods = methods
    self.blocks = blocks
    self.improvements = improvements
  }

  /// The rank of each method in each block, 1 for the best; equal values share the mean of their ranks.
  package var ranks: [[Double]] {
    improvements.map { Ranking.averageRanks($0, .higherIsBetter).compactMap { $0 } }
  }

  /// The mean over blocks of each method's rank.
  package var meanRanks: [Double] {
    let ranks = ranks
    return methods.indices.map { method in Statistics.mean(ranks.map { $0[method] }) ?? .nan }
  }

  /// The number of blocks in which each method is the best; equally good ones all count.
  package var wins: [Int] {
    methods.indices.map { method in improvements.count { $0[method] == $0.max() } }
  }

  /// The advantage of the first method over the second, block by block.
  package func differences(_ first: Int, _ second: Int) -> [Double] {
    improvements.map { $0[first] - $0[second] }
  }
}
