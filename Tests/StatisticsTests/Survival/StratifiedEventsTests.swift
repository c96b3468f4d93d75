import TestSupport
import Testing

@testable import Statistics

@Suite struct StratifiedEventsTests {
  private static func batches(_ batches: StratifiedEvents, epoch: UInt64) -> [[Int]] {
    var random = SplitMix64(key: 7, epoch)
    let order = batches.order(&random)
    return stride(from: 0, to: order.count, by: batches.size).map { Array(order[$0..<$0 + batches.size]) }
  }

  @Test(arguments: [
    (20, 20, 4, 4), (7, 50, 4, 4), (50, 7, 4, 4), (4, 4, 4, 4), (9, 0, 2, 0), (5, 31, 1, 7), (3, 10, 3, 2),
  ])
  func eachBatchHasItsEventsAndItsCensored(_ events: Int, _ censored: Int, _ perBatch: Int, _ others: Int) throws {
    let isEvent = (0..<events + censored).map { $0 < events }
    let plan = try StratifiedEvents(isEvent, perBatch: perBatch, censored: others)
    #expect(plan.count == events + censored && plan.size == perBatch + others)
    for epoch in 0..<5 as Range<UInt64> {
      let batches = Self.batches(plan, epoch: epoch)
      #expect(batches.count == plan.batchesPerPass)
      for batch in batches {
        #expect(batch[..<perBatch].allSatisfy { isEvent[$0] } && batch[perBatch...].allSatisfy { !isEvent[$0] })
        #expect(Set(batch).count == perBatch + others)
      }
      // Each is drawn once before any of its kind is drawn again, and everybody is drawn.
      var drawn = [Int](repeating: 0, count: events + censored)
      for individual in batches.flatMap(\.self) { drawn[individual] += 1 }
      for kind in [Array(drawn[..<events]), Array(drawn[events...])] where kind.max() ?? 0 > 0 {
        #expect(kind.min()! >= 1 && kind.max()! - kind.min()! <= 1)
      }
    }
  }

  @Test func aPassDependsOnTheGeneratorAlone() throws {
    let isEvent = (0..<60).map { $0 % 3 == 0 }
    let plan = try StratifiedEvents(isEvent, perBatch: 4, censored: 4)
    #expect(Self.batches(plan, epoch: 2) == Self.batches(plan, epoch: 2))
    #expect(Self.batches(plan, epoch: 2) != Self.batches(plan, epoch: 3))
  }

  @Test func whatNoBatchCanHaveIsSaid() {
    func text(_ events: [Bool], _ perBatch: Int, _ censored: Int) -> String {
      errorText { try StratifiedEvents(events, perBatch: perBatch, censored: censored) }
    }
    #expect(
      text([true, true, false], 3, 1)
        == "the events of a batch should lie in 1 … 2, the events there are. Found 3.")
    #expect(
      text([true, true, false], 1, 2)
        == "the censored samples of a batch should lie in 0 … 1, those there are. Found 2.")
    #expect(text([false], 1, 1).contains("Found 1."))
    #expect(text([true], 0, 0).contains("Found 0."))
    #expect(text([true], 1, -1).contains("Found -1."))
  }
}
