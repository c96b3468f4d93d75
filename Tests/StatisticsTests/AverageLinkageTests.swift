import Testing

@testable import Statistics

@Suite struct AverageLinkageTests {
  private func symmetric(_ count: Int, _ pairs: [(Int, Int, Double)]) -> [[Double?]] {
    var matrix = [[Double?]](repeating: Array(repeating: nil, count: count), count: count)
    for (first, second, value) in pairs { (matrix[first][second], matrix[second][first]) = (value, value) }
    return matrix
  }

  /// The joins of `scipy.cluster.hierarchy.linkage(…, "average")` on the distances 1 − similarity: 1 − height.
  @Test func theJoinsAreThoseOfScipy() {
    let linkage = AverageLinkage(
      symmetric(
        5,
        [
          (0, 1, 0.1), (0, 2, 0.8), (0, 3, 0.3), (0, 4, -0.2), (1, 2, 0.05), (1, 3, 0.7), (1, 4, 0.4), (2, 3, 0.2),
          (2, 4, -0.5), (3, 4, 0.6),
        ]))
    #expect(linkage.joins.map(\.first) == [[0], [1], [1, 3], [0, 2]])
    #expect(linkage.joins.map(\.second) == [[2], [3], [4], [1, 3, 4]])
    let expected = [0.8, 0.7, 0.5, -0.05 / 6]
    for (join, similarity) in zip(linkage.joins, expected) { #expect(abs(join.similarity! - similarity) < 1e-12) }
    #expect(linkage.order == [0, 2, 1, 3, 4])
  }

  @Test func equalSimilaritiesKeepTheOrder() {
    let pairs = (0..<4).flatMap { first in (0..<first).map { (first, $0, 0.5) } }
    #expect(AverageLinkage(symmetric(4, pairs)).order == [0, 1, 2, 3])
  }

  @Test func ofTwoNumbersOfAPairTheMeanCounts() {
    let linkage = AverageLinkage([[nil, 1, 0.6], [-1, nil, 0], [0.6, 0, nil]])
    #expect(linkage.joins[0] == .init(first: [0], second: [2], similarity: 0.6))
    #expect(linkage.joins[1].similarity == 0)
  }

  @Test func whatIsNotKnownIsJoinedLast() {
    let linkage = AverageLinkage(symmetric(4, [(0, 3, -0.9), (1, 3, -0.95)]))
    #expect(linkage.joins[0].second == [3] && linkage.order == [0, 3, 1, 2])
    #expect(linkage.joins.last?.similarity == nil)
  }

  @Test(arguments: [0, 1]) func fewHaveNothingToJoin(count: Int) {
    let linkage = AverageLinkage([[Double?]](repeating: [nil], count: count))
    #expect(linkage.joins.isEmpty && linkage.order == Array(0..<count))
  }
}
