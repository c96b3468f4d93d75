import Testing
import Torch

@testable import Training

@Suite struct LossHistoryTests {
  private func history(_ batches: [(losses: [Double], weights: [Double]?, present: [Bool])]) -> LossHistory {
    var history = LossHistory()
    for batch in batches {
      history.append(
        StepRecord(rows: [
          .init(losses: Tensor(batch.losses), weights: batch.weights.map { Tensor($0) }, present: batch.present)
        ]))
    }
    return history
  }

  /// Weights of 1 and 3 have the mean 2 and the deviation √2; weighted losses that are all 6 have none.
  @Test func spreadsAreDeviationsOverMeans() throws {
    let spreads = try #require(
      history([([6, 1], [1, 2], [true, true]), ([2, 3], [3, 2], [true, true])]).spreads())
    #expect(abs(spreads.weights[0]! - 0.5.squareRoot()) < 1e-12 && spreads.weights[1] == 0)
    #expect(spreads.weightedLosses[0] == 0 && abs(spreads.weightedLosses[1]! - 0.5.squareRoot()) < 1e-12)
  }

  /// A task counts in the batches that had labels of it.
  @Test func batchesWithoutLabelsDoNotCount() throws {
    let spreads = try #require(
      history([
        ([6, 1], [1, 2], [true, true]), ([9, 9], [9, 9], [false, true]), ([2, 3], [3, 2], [true, false]),
      ]).spreads())
    #expect(abs(spreads.weights[0]! - 0.5.squareRoot()) < 1e-12)
    #expect(try #require(history([([6, 1], [1, 2], [true, false])]).spreads()).weights.allSatisfy { $0 == nil })
  }

  @Test func aMethodWithoutWeightsHasNoSpreads() {
    #expect(history([([1, 2], nil, [true, true]), ([1, 2], nil, [true, true])]).spreads() == nil)
    #expect(LossHistory().spreads() == nil)
  }
}
