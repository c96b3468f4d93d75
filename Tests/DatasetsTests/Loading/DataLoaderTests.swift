import Foundation
import TestSupport
import Testing
import Torch

@testable import Datasets
@testable import Statistics

@Suite struct DataLoaderTests {
  /// Samples whose input is their number.
  private struct Numbers: Dataset {
    var count = 20
    var failing: Int?
    var made = Counter()
    var lengths: [Int]?
    var prescribed: [Int]?

    func order(epoch: Int) -> [Int]? { prescribed }

    func batch(_ indices: [Int]) throws -> Batch {
      made.add()
      if let failing, indices.contains(failing) {
        throw DatasetError("`sample` \(failing) should be whole. Found a hole.")
      }
      return Batch(inputs: Tensor(indices.map { Float($0) }), targets: [:], labelled: [:], count: indices.count)
    }
  }

  private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0
    func add() { lock.withLock { count += 1 } }
    var value: Int { lock.withLock { count } }
  }

  /// Adds one random number to every input.
  private struct Shift: Augmentation {
    func augment(_ batch: inout Batch, random: inout SplitMix64) throws {
      batch.inputs = Inputs(batch.inputs.sole + Double(random.uniform()))
    }
  }

  private func all(_ batches: Batches) throws -> [[Float]] {
    var result: [[Float]] = []
    while let batch = try batches.next() { result.append(batch.inputs.sole.floats) }
    return result
  }

  @Test func everySampleComesOnceAnEpoch() throws {
    let loader = try DataLoader(Numbers(), batchSize: 6, seed: 1)
    let batches = try all(loader.batches(epoch: 0))
    #expect(batches.map(\.count) == [6, 6, 6, 2])
    #expect(batches.joined().sorted() == (0..<20).map { Float($0) })
    #expect(loader.batchesPerEpoch == 4)
  }

  @Test func withoutShufflingSamplesComeInTheirOrder() throws {
    let loader = try DataLoader(Numbers(), batchSize: 6, shuffle: false)
    #expect(try Array(all(loader.batches(epoch: 3)).joined()) == (0..<20).map { Float($0) })
  }

  @Test(arguments: [0, 2]) func whatLibTorchRefusesIsThrown(prefetch: Int) throws {
    struct Broken: Augmentation {
      func augment(_ batch: inout Batch, random: inout SplitMix64) throws {
        batch.inputs = Inputs(batch.inputs.sole.matmul(Tensor.zeros([3, 3])))
      }
    }
    let loader = try DataLoader(Numbers(), batchSize: 6, augment: Broken(), prefetch: prefetch)
    #expect(throws: TorchError.self) { try loader.batches(epoch: 0).next() }
  }

  @Test func theLastBatchCanBeDropped() throws {
    let loader = try DataLoader(Numbers(), batchSize: 6, dropLast: true)
    #expect(try all(loader.batches(epoch: 0)).map(\.count) == [6, 6, 6])
    #expect(loader.batchesPerEpoch == 3)
  }

  @Test func epochsAndSeedsHaveOrdersOfTheirOwn() throws {
    let loader = try DataLoader(Numbers(), batchSize: 20, seed: 1),
      other = try DataLoader(Numbers(), batchSize: 20, seed: 2)
    let orders = [loader.order(of: 0), loader.order(of: 1), other.order(of: 0)]
    #expect(Set(orders).count == 3)
    #expect(loader.order(of: 1) == orders[1])
  }

  @Test(arguments: [(0, 1), (1, 1), (2, 1), (4, 3), (8, 8)])
  func threadsChangeNothing(prefetch: Int, workers: Int) throws {
    func batches(_ prefetch: Int, _ workers: Int) throws -> [[Float]] {
      let loader = try DataLoader(
        Numbers(), batchSize: 3, seed: 5, augment: Shift(), prefetch: prefetch, workers: workers)
      return try all(loader.batches(epoch: 2))
    }
    #expect(try batches(prefetch, workers) == batches(0, 1))
  }

  @Test(arguments: [0, 1, 2]) func threadsThatCannotStartChangeNothing(started: Int) throws {
    let loader = try DataLoader(Numbers(), batchSize: 3, seed: 5, augment: Shift())
    func batches(_ range: Range<Int>, start: Batches.ThreadStart) throws -> [[Float]] {
      try all(
        Batches(range: range, prefetch: 4, workers: 3, start: start) { number in
          try #require(try loader.batches(epoch: 2, from: number).next())
        })
    }
    var count = 0
    let scarce = try batches(0..<loader.batchesPerEpoch) { body in
      count += 1
      return count <= started && LoaderThread.start(body)
    }
    #expect(try scarce == all(loader.batches(epoch: 2)))
    #expect(count == started + 1)
  }

  @Test(arguments: [0, 1, 3]) func aParallelLoopRunsEachPassOnce(threads started: Int) {
    let numbers = Counts()
    var count = 0
    ParallelLoop.run(
      100, threads: 4,
      start: { body in
        count += 1
        return count <= started && LoaderThread.start(body)
      }
    ) { numbers.add($0) }
    #expect(numbers.value == Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, 1) }))
  }

  private final class Counts: @unchecked Sendable {
    private let lock = NSLock()
    private var counts: [Int: Int] = [:]
    func add(_ number: Int) { lock.withLock { counts[number, default: 0] += 1 } }
    var value: [Int: Int] { lock.withLock { counts } }
  }

  @Test func whoeverWaitsForABatchIsWoken() throws {
    let isHeld = DispatchSemaphore(value: 0)
    let batches = Batches(range: 0..<2, prefetch: 1, workers: 1) { number in
      isHeld.wait()
      return Batch(inputs: Tensor([Float(number)]), targets: [:], labelled: [:], count: 1)
    }
    let start = ContinuousClock.now
    var asked = 0
    #expect(throws: Batches.Unwanted.self) {
      try batches.next {
        asked += 1
        return asked == 2
      }
    }
    #expect(start.duration(to: .now) < .seconds(2))
    for _ in 0..<2 { isHeld.signal() }
    // The batch that was waited for is still the next.
    #expect(try all(batches) == [[0], [1]])
  }

  @Test(arguments: [0, 1, 3, 7]) func aResumedEpochSeesTheSameBatches(first: Int) throws {
    let loader = try DataLoader(Numbers(), batchSize: 3, seed: 5, augment: Shift())
    #expect(try all(loader.batches(epoch: 1, from: first)) == Array(all(loader.batches(epoch: 1))[first...]))
  }

  @Test func augmentationDiffersBetweenEpochs() throws {
    let loader = try DataLoader(Numbers(), batchSize: 20, seed: 5, shuffle: false, augment: Shift())
    #expect(try all(loader.batches(epoch: 0)) != all(loader.batches(epoch: 1)))
  }

  @Test(arguments: [0, 2]) func anErrorComesAtItsPlaceAndEndsTheEpoch(prefetch: Int) throws {
    let loader = try DataLoader(Numbers(failing: 7), batchSize: 3, shuffle: false, prefetch: prefetch)
    let batches = loader.batches(epoch: 0)
    #expect(try batches.next() != nil)
    #expect(try batches.next() != nil)
    #expect(errorText { _ = try batches.next() } == "`sample` 7 should be whole. Found a hole.")
    #expect(try batches.next() == nil)
  }

  @Test func noMoreIsMadeAheadThanAskedFor() throws {
    let numbers = Numbers()
    let loader = try DataLoader(numbers, batchSize: 1, prefetch: 3, workers: 2)
    let batches = loader.batches(epoch: 0)
    _ = try batches.next()
    // One is taken and three may wait.
    let deadline = Date(timeIntervalSinceNow: 30)
    while numbers.made.value < 4 && Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
    Thread.sleep(forTimeInterval: 0.05)
    #expect(numbers.made.value == 4)
    batches.cancel()
  }

  @Test func cancellingEndsTheThreads() throws {
    let numbers = Numbers()
    let loader = try DataLoader(numbers, batchSize: 1, prefetch: 2, workers: 2)
    let batches = loader.batches(epoch: 0)
    _ = try batches.next()
    batches.cancel()
    let made = numbers.made.value
    Thread.sleep(forTimeInterval: 0.05)
    #expect(numbers.made.value == made)
    #expect(try batches.next() == nil)
  }

  @Test func lettingGoEndsTheThreads() throws {
    let numbers = Numbers(count: 1000)
    do {
      let batches = try DataLoader(numbers, batchSize: 1, prefetch: 2).batches(epoch: 0)
      _ = try batches.next()
    }
    Thread.sleep(forTimeInterval: 0.1)
    #expect(numbers.made.value < 10)
  }

  @Test(arguments: [
    (0, 2, 1, "`batchSize` should be positive. Found 0."), (1, -1, 1, "`prefetch` should be at least 0. Found -1."),
    (1, 2, 0, "`workers` should be positive. Found 0."),
    (21, 2, 1, "`batchSize` should be at most the number of samples, 20, where the last batch is dropped. Found 21."),
  ]) func refuses(batchSize: Int, prefetch: Int, workers: Int, text: String) {
    #expect(
      errorText {
        _ = try DataLoader(Numbers(), batchSize: batchSize, dropLast: true, prefetch: prefetch, workers: workers)
      } == text)
  }

  @Test func smallBatchesAreMadeOnTheSpot() throws {
    let narrow = InMemoryDataset(inputs: Field([Float](repeating: 0, count: 800), shape: [8]), targets: [:])
    let wide = InMemoryDataset(inputs: Field([Float](repeating: 0, count: 80_000), shape: [800]), targets: [:])
    #expect(try DataLoader(narrow, batchSize: 50).prefetch == 0)
    #expect(try DataLoader(wide, batchSize: 50).prefetch == 2)
    #expect(try DataLoader(narrow, batchSize: 50, augment: Shift()).prefetch == 2)
    #expect(try DataLoader(narrow, batchSize: 50, prefetch: 3).prefetch == 3)
  }

  /// Four samples with the event and four without, where every third of twenty has it.
  private static func stratified() throws -> StratifiedEvents {
    try StratifiedEvents((0..<20).map { $0 % 3 == 0 }, perBatch: 4, censored: 4)
  }

  @Test func eachStratifiedBatchHasItsEvents() throws {
    let loader = try DataLoader(Numbers(), batchSize: 8, seed: 1, stratify: Self.stratified())
    let batches = try all(loader.batches(epoch: 0))
    // Seven samples have the event. The thirteen others fill four batches.
    #expect(loader.batchesPerEpoch == 4 && batches.map(\.count) == [8, 8, 8, 8])
    for batch in batches { #expect(batch.count { Int($0) % 3 == 0 } == 4) }
    #expect(Set(batches.joined()) == Set((0..<20).map { Float($0) }))
  }

  @Test func everyEpochHasStratifiedBatchesOfItsOwn() throws {
    let loader = try DataLoader(Numbers(), batchSize: 8, seed: 1, stratify: Self.stratified()),
      other = try DataLoader(Numbers(), batchSize: 8, seed: 2, stratify: Self.stratified())
    #expect(Set([loader.order(of: 0), loader.order(of: 1), other.order(of: 0)]).count == 3)
  }

  @Test(arguments: [0, 1, 3, 4]) func aResumedEpochSeesTheSameStratifiedBatches(first: Int) throws {
    let loader = try DataLoader(Numbers(), batchSize: 8, seed: 5, stratify: Self.stratified(), augment: Shift())
    #expect(try all(loader.batches(epoch: 1, from: first)) == Array(all(loader.batches(epoch: 1))[first...]))
  }

  @Test func lengthsDoNotMoveStratifiedBatches() throws {
    let even = try DataLoader(Numbers(), batchSize: 8, stratify: Self.stratified())
    let uneven = try DataLoader(Numbers(lengths: Array(1...20)), batchSize: 8, stratify: Self.stratified())
    #expect(uneven.order(of: 0) == even.order(of: 0))
  }

  @Test func whatCannotBeStratifiedIsRefused() {
    func refused(_ numbers: Numbers = Numbers(), batchSize: Int = 8, shuffle: Bool = true) -> String {
      errorText {
        try DataLoader(numbers, batchSize: batchSize, shuffle: shuffle, stratify: Self.stratified())
      }
    }
    #expect(refused(batchSize: 5) == "`batchSize` should be the size of the stratified batches, 8. Found 5.")
    #expect(refused(shuffle: false) == "`shuffle` should be true with stratified batches. Found false.")
    #expect(
      refused(Numbers(count: 21)) == "Stratified batches should be of the samples of the data set, 21. Found 20.")
    #expect(
      refused(Numbers(prescribed: Array(0..<20)))
        == "Stratified batches should be of data without an order of its own. Found data with one.")
  }

  @Test func refusesADatasetWithoutSamples() {
    #expect(
      errorText { _ = try DataLoader(Numbers(count: 0), batchSize: 1) } == "A data set should have samples. Found none."
    )
  }
}
