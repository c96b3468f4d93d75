import TestSupport
import Testing
import Torch

@testable import Datasets

@Suite struct ContinuedLoaderTests {
  private struct Numbers: Dataset {
    let count: Int

    func batch(_ indices: [Int]) throws -> Batch {
      Batch(inputs: Tensor(indices.map { Float($0) }), targets: [:], labelled: [:], count: indices.count)
    }
  }

  private func all(_ batches: Batches) throws -> [[Float]] {
    var found: [[Float]] = []
    while let batch = try batches.next() { found.append(batch.inputs.sole.array()) }
    return found
  }

  @Test(arguments: [1, 2, 3, 5, 7]) func epochsAreThePassesOneAfterTheOther(batches: Int) throws {
    let base = try DataLoader(Numbers(count: 7), batchSize: 3, seed: 4)
    let loader = ContinuedLoader(base, batches: batches)
    #expect(loader.batchesPerEpoch == batches)
    let passes = try (0..<12).flatMap { try all(base.batches(epoch: $0)) }
    let epochs = try (0..<4).flatMap { try all(loader.batches(epoch: $0)) }
    #expect(epochs == Array(passes.prefix(4 * batches)))
  }

  @Test func anEpochGoesOnFromAnyBatch() throws {
    let loader = ContinuedLoader(try DataLoader(Numbers(count: 7), batchSize: 3, seed: 4), batches: 8)
    let whole = try all(loader.batches(epoch: 2))
    for first in 0...8 { #expect(try all(loader.batches(epoch: 2, from: first)) == Array(whole[first...])) }
  }

  @Test func updatesOfSeveralSetsStayTogether() throws {
    let mixed = try MixedLoader(
      [
        LoadedSet(tasks: ["a"], try DataLoader(Numbers(count: 6), batchSize: 3, seed: 1)),
        LoadedSet(tasks: ["b"], try DataLoader(Numbers(count: 4), batchSize: 2, seed: 1)),
      ], mixing: .all)
    let loader = ContinuedLoader(mixed, batches: 6)
    var sets: [Int] = []
    let batches = loader.batches(epoch: 1)
    while let batch = try batches.next() { sets.append(batch.set) }
    #expect(sets == [0, 1, 0, 1, 0, 1])
    #expect(loader.updatesPerEpoch(accumulating: 1) == 3)
  }
}
