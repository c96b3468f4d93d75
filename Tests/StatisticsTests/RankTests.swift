import Foundation
import TestSupport
import Testing

@testable import Statistics

/// Values of SciPy and statsmodels, as `Tests/Fixtures/rank_tests.py` writes them.
struct RankReference: Decodable {
  struct Tail: Decodable, Sendable { var x: Double, df: Double, sf: Double }
  struct Ratio: Decodable, Sendable { var x: Double, numerator: Double, denominator: Double, sf: Double }
  struct Normal: Decodable, Sendable { var x: Double, cdf: Double }
  struct Range: Decodable, Sendable { var probability: Double, count: Int, quantile: Double }
  struct Blocks: Decodable, Sendable {
    var improvements: [[Double]], meanRanks: [Double], chiSquared: Double, chiSquaredP: Double, f: Double?, fP: Double
    var exactP: Double?
    var criticalDifference: Double, nemenyiPFirstSecond: Double
  }
  struct Signed: Decodable, Sendable { var differences: [Double], exact: Bool, statistic: Double, p: Double }
  struct Several: Decodable, Sendable { var p: [Double], adjusted: [Double] }

  var chiSquared: [Tail], f: [Ratio], normal: [Normal], studentizedRange: [Range], friedman: [Blocks]
  var wilcoxon: [Signed], holm: [Several]

  static let all: RankReference = {
    let url = packageFolder.appending(path: "Tests/Fixtures/rank_tests.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do { return try decoder.decode(RankReference.self, from: Data(contentsOf: url)) } catch { fatalError("\(error)") }
  }()
}

private func scores(_ improvements: [[Double]]) -> BlockedScores {
  BlockedScores(
    methods: improvements[0].indices.map { "method \($0)" }, blocks: improvements.indices.map { "block \($0)" },
    improvements: improvements)
}

@Suite struct RankTests {
  static let reference = RankReference.all

  @Test(arguments: reference.chiSquared)
  func chiSquaredTails(_ tail: RankReference.Tail) {
    #expect(isClose(ChiSquared.upperTail(tail.x, degreesOfFreedom: tail.df), tail.sf, .relative(1e-10)))
  }

  @Test(arguments: reference.f)
  func fisherTails(_ tail: RankReference.Ratio) {
    let found = FisherF.upperTail(tail.x, numerator: tail.numerator, denominator: tail.denominator)
    #expect(isClose(found, tail.sf, .relative(1e-10)))
  }

  @Test(arguments: reference.normal)
  func normalTails(_ tail: RankReference.Normal) {
    #expect(isClose(NormalDistribution.cumulative(tail.x), tail.cdf, .relative(1e-10)))
  }

  @Test(arguments: reference.studentizedRange)
  func quantilesOfTheStudentisedRange(_ range: RankReference.Range) {
    let found = StudentizedRange.quantile(range.probability, count: range.count)
    #expect(isClose(found, range.quantile, .relative(1e-8)))
    #expect(abs(StudentizedRange.cumulative(found, count: range.count) - range.probability) < 1e-11)
  }

  @Test(arguments: reference.friedman)
  func friedman(_ blocks: RankReference.Blocks) throws {
    let scores = scores(blocks.improvements)
    #expect(zip(scores.meanRanks, blocks.meanRanks).allSatisfy { isClose($0, $1, .relative(1e-10)) })
    let test = try #require(FriedmanTest(scores))
    #expect(
      isClose(test.chiSquared, blocks.chiSquared, .relative(1e-10))
        && isClose(test.chiSquaredP, blocks.chiSquaredP, .relative(1e-9)))
    if let f = blocks.f { #expect(isClose(test.f, f, .relative(1e-9))) } else { #expect(test.f == .infinity) }
    #expect(isClose(test.fP, blocks.fP, .relative(1e-8)))
    if let p = blocks.exactP { #expect(test.isExact && isClose(test.p, p, .relative(1e-10))) }
  }

  /// All six orders of three blocks: the statistic of 4.67 or more has probability 7 / 36, where χ² says 0.097.
  @Test func fewBlocksAreCountedOut() throws {
    let test = try #require(FriedmanTest(scores([[3, 2, 1], [3, 2, 1], [2, 3, 1]])))
    #expect(isClose(test.chiSquared, 14.0 / 3, .relative(1e-9)))
    #expect(test.isExact && isClose(test.p, 7.0 / 36, .relative(1e-10)))
    #expect(test.fP < test.p / 2)
  }

  @Test func manyBlocksAndMethodsAreLeftToFisher() throws {
    var normal = NormalNumbers(SplitMix64(seed: 3))
    let improvements: [[Double]] = (0..<6).map { _ in (0..<8).map { _ in normal.next() } }
    let test = try #require(FriedmanTest(scores(improvements)))
    #expect(!test.isExact && test.p == test.fP)
  }

  @Test(arguments: reference.friedman)
  func nemenyi(_ blocks: RankReference.Blocks) throws {
    let test = try #require(NemenyiTest(scores(blocks.improvements)))
    #expect(isClose(test.criticalDifference, blocks.criticalDifference, .relative(1e-8)))
    #expect(abs(test.p(0, 1) - blocks.nemenyiPFirstSecond) < 1e-8)
  }

  @Test(arguments: reference.wilcoxon)
  func wilcoxon(_ signed: RankReference.Signed) throws {
    let test = try #require(WilcoxonSignedRank(signed.differences))
    #expect(test.isExact == signed.exact)
    #expect(isClose(test.statistic, signed.statistic, .relative(1e-10)) && isClose(test.p, signed.p, .relative(1e-10)))
    let turned = try #require(WilcoxonSignedRank(signed.differences.map { -$0 }))
    #expect(turned.p == test.p && turned.positive == test.negative)
  }

  @Test func holm() {
    let several = Self.reference.holm[0]
    #expect(zip(Holm.adjusted(several.p), several.adjusted).allSatisfy { isClose($0, $1, .relative(1e-10)) })
    #expect(Holm.adjusted([]).isEmpty)
  }

  @Test func whatCannotBeTestedIsNotTested() {
    #expect(FriedmanTest(scores([[1, 2, 3]])) == nil)
    #expect(FriedmanTest(scores([[1, 2], [1, 2]])) == nil)
    #expect(FriedmanTest(scores([[1, 1, 1], [2, 2, 2]])) == nil)
    #expect(NemenyiTest(scores([[1, 2, 3]])) == nil)
    #expect(WilcoxonSignedRank([0, 0]) == nil)
    #expect(WilcoxonSignedRank.smallestP(count: 3) == 0.25)
    #expect(WilcoxonSignedRank([1, 2, 3])?.p == 0.25)
  }

  /// Ranks 1, 2, 3 and 4 in every block, five blocks: CD = 2.57 · √(4 · 5 / 30) = 2.098 (Demšar's table).
  @Test func groupsAreLargestSetsWithinTheCriticalDifference() throws {
    let test = try #require(NemenyiTest(scores(Array(repeating: [2, 4, 1, 3], count: 5))))
    #expect(abs(test.criticalDifference - 2.098) < 0.001)
    #expect(test.groups == [[1, 3, 0], [3, 0, 2]])
    let apart = try #require(NemenyiTest(scores(Array(repeating: [2, 4, 1, 3], count: 60))))
    #expect(apart.criticalDifference < 1 && apart.groups.isEmpty)
  }

  @Test func winsAndDifferences() {
    let scores = scores([[1, 3, 3], [2, 1, 0]])
    #expect(scores.wins == [1, 1, 1])
    #expect(scores.ranks == [[3, 1.5, 1.5], [1, 2, 3]])
    #expect(scores.differences(0, 1) == [-2, 1])
  }

  @Test func theParetoFront() {
    let points = [[1.0, 5], [2, 2], [3, 3], [5, 1], [2, 2], [.nan, 0], [1, 6]]
    #expect(ParetoFront.positions(points) == [0, 1, 3, 4])
  }

  /// By hand: on the first metric 2 is the best of 2, 4 and 3; on the second 0.8 of 0.4, 0.8 and none.
  @Test func performanceProfiles() {
    let profile = PerformanceProfile([
      ([2, 4, 3], .lowerIsBetter), ([0.4, 0.8, nil], .higherIsBetter), ([0, 1, 2], .lowerIsBetter),
    ])
    #expect(profile.ratios == [[1, 2, 1.5], [2, 1, .infinity]])
    #expect(profile.leftOut == 1)
    #expect(profile.share(0, within: 1) == 0.5 && profile.share(0, within: 2) == 1)
    #expect(profile.steps(2).map(\.ratio) == [1, 1.5] && profile.steps(2).map(\.share) == [0, 0.5])
  }
}
