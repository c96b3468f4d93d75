import Statistics
import Testing
import Torch

@testable import Datasets

/// Samples that are as long as their number says; an input holds the number.
private struct Lengths: Dataset {
  let lengths: [Int]?

  var count: Int { lengths!.count }

  func batch(_ indices: [Int]) throws -> Batch {
    Batch(
      inputs: Tensor(indices.map { Float($0) }, shape: [indices.count, 1]), targets: [:], labelled: [:],
      count: indices.count)
  }
}

/// Batches of samples of similar lengths.
@Suite struct LengthBucketsTests {
  private static let lengths = (0..<2005).map { 1 + $0 * 7919 % 97 }

  private func loader(seed: UInt64 = 0, shuffle: Bool = true, batch: Int = 10, dropLast: Bool = false) throws
    -> DataLoader
  {
    try DataLoader(Lengths(lengths: Self.lengths), batchSize: batch, seed: seed, shuffle: shuffle, dropLast: dropLast)
  }

  /// The share of a batch's elements that are padding.
  private func waste(_ order: [Int], batch: Int = 10) -> Double {
    let longest = stride(from: 0, to: order.count, by: batch).map { start in
      let own = order[start..<min(order.count, start + batch)].map { Self.lengths[$0] }
      return own.count * own.max()!
    }
    return 1 - Double(Self.lengths.reduce(0, +)) / Double(longest.reduce(0, +))
  }

  @Test func everySampleComesOnceAndBatchesAreAlike() throws {
    let loader = try loader(), order = loader.order(of: 0)
    #expect(order.sorted() == Array(0..<2005))
    #expect(waste(order) < 0.05 && waste(Array(0..<2005)) > 0.4)
  }

  @Test func theOrderDependsOnSeedAndEpochAlone() throws {
    let loader = try loader()
    #expect(try loader.order(of: 3) == self.loader().order(of: 3))
    #expect(try loader.order(of: 3) != loader.order(of: 4) && loader.order(of: 3) != self.loader(seed: 1).order(of: 3))
    let batches = loader.batches(epoch: 2, from: 7)
    #expect(try batches.next()!.inputs.sole.floats == loader.order(of: 2)[70..<80].map { Float($0) })
  }

  @Test func batchesOfOneLengthAreNotOneAfterAnother() throws {
    let order = try loader().order(of: 0)
    let first = stride(from: 0, to: 2000, by: 10).map { Self.lengths[order[$0]] }
    // A sorted pool would make 49 of 50 steps upwards.
    let upwards = zip(first, first.dropFirst()).count { $0 < $1 }
    #expect(abs(upwards - 99) < 30, "\(upwards)")
  }

  @Test func whatIsLeftOutDoesNotDependOnLengths() throws {
    let loader = try loader(dropLast: true)
    let left = (0..<400).flatMap { epoch in loader.order(of: epoch)[2000...].map { Self.lengths[$0] } }
    let mean = Double(left.reduce(0, +)) / Double(left.count)
    #expect(loader.batchesPerEpoch == 200 && abs(mean - 49) < 2.5, "\(mean)")
  }

  @Test func evaluationKeepsItsOrder() throws {
    #expect(try loader(shuffle: false).order(of: 5) == Array(0..<2005))
  }

  @Test func partsOfADatasetKeepTheirLengths() {
    let part = Subset(of: Lengths(lengths: Self.lengths), indices: [5, 0])
    #expect(part.lengths == [Self.lengths[5], 1] && part.keeping([]).lengths == part.lengths)
    #expect(JoinedSamples([part, part]).lengths == [Self.lengths[5], 1, Self.lengths[5], 1])
  }
}
