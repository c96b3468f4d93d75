import Statistics
import TestSupport
import Testing
import Torch

@testable import Datasets

/// The order in which batches of several data sets come.
@Suite struct MixedLoaderTests {
  /// Samples whose input is their number after a start.
  private struct Numbers: Dataset {
    let start: Int, count: Int

    func batch(_ indices: [Int]) throws -> Batch {
      Batch(
        inputs: Tensor(indices.map { Float(start + $0) }), targets: [:], labelled: [:], count: indices.count)
    }
  }

  /// Ten numbers from 0 and four from 100, in batches of two.
  private func loader(_ mixing: Mixing, seed: UInt64 = 3, prefetch: Int = 2) throws -> MixedLoader {
    func set(_ task: String, _ start: Int, _ count: Int) throws -> LoadedSet {
      LoadedSet(
        tasks: [task],
        try DataLoader(Numbers(start: start, count: count), batchSize: 2, seed: seed, prefetch: prefetch))
    }
    return try MixedLoader([set("a", 0, 10), set("b", 100, 4)], mixing: mixing, seed: seed)
  }

  private func all(_ batches: Batches) throws -> [(set: Int, numbers: [Float])] {
    var found: [(Int, [Float])] = []
    while let batch = try batches.next() { found.append((batch.set, batch.inputs.sole.array())) }
    return found
  }

  @Test func allTakesABatchOfEverySetAndGoesThroughASmallSetAgain() throws {
    let loader = try loader(.all)
    #expect(loader.batchesPerUpdate == 2 && loader.batchesPerEpoch == 10)
    let batches = try all(loader.batches(epoch: 0))
    #expect(batches.map(\.set) == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
    #expect(batches.filter { $0.set == 0 }.flatMap(\.numbers).sorted() == (0..<10).map { Float($0) })
    let small = batches.filter { $0.set == 1 }.flatMap(\.numbers)
    for round in [small[0..<4], small[4..<8]] { #expect(round.sorted() == [100, 101, 102, 103]) }
  }

  @Test func aSetIsGoneThroughAgainInAnotherOrder() throws {
    let orders = try (0..<8).map { seed in
      let small = try all(loader(.all, seed: UInt64(seed)).batches(epoch: 0)).filter { $0.set == 1 }.flatMap(\.numbers)
      return Array(small[0..<4]) == Array(small[4..<8])
    }
    #expect(orders.contains(false))
  }

  @Test func aStratifiedSetIsGoneThroughAgainInOtherBatchesWithTheirEvents() throws {
    let isEvent = (0..<12).map { $0 % 2 == 0 }
    let orders = try (0..<8 as Range<UInt64>).map { seed in
      let large = try DataLoader(Numbers(start: 0, count: 24), batchSize: 4, seed: seed)
      let small = try DataLoader(
        Numbers(start: 100, count: 12), batchSize: 4, seed: seed,
        stratify: StratifiedEvents(isEvent, perBatch: 2, censored: 2))
      let mixed = try MixedLoader(
        [LoadedSet(tasks: ["a"], large), LoadedSet(tasks: ["b"], small)], mixing: .all, seed: seed)
      let batches = try all(mixed.batches(epoch: 0)).filter { $0.set == 1 }.map(\.numbers)
      #expect(batches.count == 6)
      for batch in batches { #expect(batch.count { Int($0) % 2 == 0 } == 2) }
      for round in [batches[0..<3], batches[3..<6]] {
        #expect(round.joined().sorted() == (100..<112).map { Float($0) })
      }
      return Array(batches[0..<3]) == Array(batches[3..<6])
    }
    #expect(orders.contains(false))
  }

  @Test func oneSetInTurnMakesRounds() throws {
    let loader = try loader(.roundRobin)
    #expect(loader.batchesPerUpdate == 1 && loader.batchesPerEpoch == 10)
    #expect(try all(loader.batches(epoch: 1)).map(\.set) == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
  }

  @Test func drawsFollowTheSizesToAPower() throws {
    func share(_ power: Double) throws -> Double {
      let loader = try loader(.one(power: power))
      #expect(loader.batchesPerEpoch == 7)
      let draws = (0..<400).flatMap { loader.sequence(of: $0) }
      return Double(draws.count { $0 == 0 }) / Double(draws.count)
    }
    // 2,800 draws: four standard deviations are below 0.04.
    #expect(abs(try share(0) - 0.5) < 0.04)
    #expect(abs(try share(1) - 10.0 / 14) < 0.04)
    #expect(abs(try share(2) - 100.0 / 116) < 0.04)
  }

  @Test(arguments: [Mixing.all, .one(power: 1), .roundRobin]) func everyBatchDependsOnItsNumberAlone(_ mixing: Mixing)
    throws
  {
    let whole = try all(loader(mixing).batches(epoch: 2))
    #expect(try all(loader(mixing, prefetch: 0).batches(epoch: 2)).elementsEqual(whole) { $0 == $1 })
    for first in whole.indices {
      #expect(try all(loader(mixing).batches(epoch: 2, from: first)).elementsEqual(whole[first...]) { $0 == $1 })
    }
    #expect(try !all(loader(mixing).batches(epoch: 3)).elementsEqual(whole) { $0 == $1 })
  }

  @Test func oneSetAloneHasTheBatchesOfItsOwnLoader() throws {
    let own = try DataLoader(Numbers(start: 0, count: 10), batchSize: 3, seed: 5)
    let mixed = try MixedLoader([LoadedSet(tasks: ["a"], own)], mixing: .all, seed: 9)
    for epoch in 0..<3 {
      #expect(try all(mixed.batches(epoch: epoch)).elementsEqual(all(own.batches(epoch: epoch))) { $0 == $1 })
    }
  }

  @Test func whatCannotBeMixedIsRefused() throws {
    let own = try DataLoader(Numbers(start: 0, count: 4), batchSize: 2)
    for (sets, mixing, message) in [
      ([], .all, "There should be at least one data set to mix. Found none."),
      ([LoadedSet(tasks: nil, own)], .all, "Each data set should have tasks. Found none for set 1."),
      (
        [LoadedSet(tasks: ["a"], own), LoadedSet(tasks: ["b", "a"], own)], .all,
        "Each task should be of one data set. Found `a` twice."
      ),
      (
        [LoadedSet(tasks: ["a"], own)], .one(power: -1),
        "The power of a mixing should be zero or positive. Found -1.0."
      ),
    ] as [([LoadedSet], Mixing, String)] {
      #expect(errorText { try MixedLoader(sets, mixing: mixing) } == message)
    }
  }
}
