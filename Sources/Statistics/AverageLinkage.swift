/// Hierarchical clustering by average linkage: the two clusters whose members are on average the most alike are joined, until
/// one is left.
///
/// It gives an order in which things that are alike stand side by side. Of two clusters that are joined, the one with the
/// earliest member comes first, and of equally similar pairs of clusters the earliest is joined, so that equal numbers always
/// give the same order.
///
/// Source: R. R. Sokal, C. D. Michener, "A Statistical Method for Evaluating Systematic Relationships", University of Kansas
/// Science Bulletin 38, 1958.
package struct AverageLinkage: Sendable {
  /// Two clusters that were joined, in the order of the result, and the mean similarity of their members.
  package struct Join: Sendable, Hashable {
    package var first: [Int]
    package var second: [Int]
    /// Nil if no pair of members has a known similarity.
    package var similarity: Double?
  }

  /// The joins, the most alike first.
  package private(set) var joins: [Join] = []
  /// The positions in an order in which members of a cluster stand together.
  package private(set) var order: [Int]

  /// - Parameter similarities: the similarity of each pair, nil if it is not known. Of two that differ, `[i][j]` and `[j][i]`,
  ///   the mean counts. The diagonal does not count.
  package init(_ similarities: [[Double?]]) {
    var clusters = similarities.indices.map { [$0] }
    func mean(_ first: [Int], _ second: [Int]) -> Double? {
      Statistics.mean(
        first.flatMap { i in second.flatMap { j in [similarities[i][j], similarities[j][i]].compactMap(\.self) } })
    }
    while clusters.count > 1 {
      var best: (first: Int, second: Int, similarity: Double?)?
      for first in clusters.indices {
        for second in clusters.indices.dropFirst(first + 1) {
          let similarity = mean(clusters[first], clusters[second])
          guard let known = best else { best = (first, second, similarity); continue }
          if (similarity ?? -.infinity) > (known.similarity ?? -.infinity) { best = (first, second, similarity) }
        }
      }
      guard let best else { break }
      joins.append(Join(first: clusters[best.first], second: clusters[best.second], similarity: best.similarity))
      clusters[best.first] += clusters.remove(at: best.second)
    }
    order = clusters.first ?? []
  }
}
