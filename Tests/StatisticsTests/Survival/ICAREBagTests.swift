import TestSupport
import Testing

@testable import Statistics

@Suite struct ICAREBagTests {
  @Test(arguments: ICAREBag.Aggregation.allCases) func aRiskIsThatOfTheMembers(_ aggregation: ICAREBag.Aggregation)
    throws
  {
    let sample = try GeneratedFeatures(50, columns: 6, seed: 3)
    let bag = try ICAREBag(sample.table, sample.data, members: 7, aggregation: aggregation, seed: 5)
    let risks = try bag.risks(of: sample.table), own = try bag.members.map { try $0.model.risks(of: sample.table) }
    for row in 0..<50 {
      let values = own.map { $0[row] }
      let expected = aggregation == .mean ? Statistics.mean(values)! : Statistics.median(values)!
      #expect(abs(risks[row] - expected) < 1e-12)
    }
  }

  @Test func membersDifferAndALargerBagBeginsWithThoseOfASmaller() throws {
    let sample = try GeneratedFeatures(50, columns: 6, seed: 3)
    func bag(_ count: Int, _ seed: UInt64) throws -> [ICARE] {
      try ICAREBag(sample.table, sample.data, members: count, seed: seed).members.map(\.model)
    }
    let large = try bag(8, 1)
    #expect(Set(large).count == 8)
    #expect(try bag(5, 1) == Array(large[..<5]))
    #expect(try bag(5, 2) != Array(large[..<5]))
  }

  @Test func everySettingIsDrawn() throws {
    let sample = try GeneratedFeatures(60, columns: 30, seed: 4)
    let bag = try ICAREBag(
      sample.table, sample.data, settings: ICARE.Settings.challenge, members: 60, aggregation: .median)
    #expect(Set(bag.members.map(\.settings)).count > 3)
    let judged = Concordance(try bag.risks(of: sample.table), sample.data).value!
    #expect(judged > 0.6, "\(judged)")
  }

  @Test func aMemberWithoutAFeatureHasNoPart() throws {
    let sample = try GeneratedFeatures(40, columns: 8, seed: 6)
    let some = ICARE.Settings(leastScore: 0.7, share: 0.2)
    let bag = try ICAREBag(sample.table, sample.data, settings: [some], members: 40)
    #expect((1..<40).contains(bag.members.count))
    #expect(
      errorText {
        try ICAREBag(sample.table, sample.data, settings: [.init(leastScore: 1)], members: 5)
      } == "a bag should have a member that keeps a feature. Found none among 5.")
  }

  @Test func signsAreMeansOverMembers() throws {
    let sample = try GeneratedFeatures(60, columns: 3, seed: 2)
    let signs = try ICAREBag(sample.table, sample.data, members: 20).signs
    #expect(signs["x0"] == 1)
    #expect(signs.values.allSatisfy { abs($0) <= 1 })
  }

  @Test func whatIsNoBagIsSaid() throws {
    let sample = try GeneratedFeatures(40, columns: 2, seed: 6)
    #expect(
      errorText { try ICAREBag(sample.table, sample.data, settings: []) } == "a bag should have settings. Found none.")
    #expect(
      errorText { try ICAREBag(sample.table, sample.data, members: 0) } == "`members` should be positive. Found 0.")
  }
}
