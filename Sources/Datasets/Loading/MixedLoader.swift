import Foundation
import Statistics

/// The way in which batches of several data sets are mixed.
public enum Mixing: Hashable, Sendable {
  /// Every update takes a batch of every set. An epoch ends when the set with the most batches has been gone through
  /// once.
  case all
  /// Every update takes a batch of one set, drawn with a probability in proportion to its number of samples to a power:
  /// 0 draws uniformly, 1 by size. An epoch has as many updates as all sets have batches.
  case one(power: Double)
  /// Every update takes a batch of one set, the sets in turn. An epoch ends when the set with the most batches has been
  /// gone through once.
  case roundRobin

  /// An epoch in words.
  public var epochInWords: String {
    switch self {
    case .all, .roundRobin: "an epoch ends when the set with the most batches has been gone through once"
    case .one: "an epoch has as many updates as all sets have batches together"
    }
  }
}

/// A loader of several data sets with tasks of their own.
///
/// A set that is smaller than an epoch needs is gone through again, in another order. The content of batch `b` of epoch
/// `e` depends on the loaders' seeds, the mixing's seed, `e` and `b` alone, so a training that was stopped resumes to the
/// same bits.
///
/// ```swift
/// let loader = try MixedLoader([
///   LoadedSet(tasks: ["digit"], DataLoader(digits, batchSize: 32)),
///   LoadedSet(tasks: ["price", "age"], DataLoader(houses, batchSize: 64)),
/// ], mixing: .all)
/// ```
public final class MixedLoader: RepeatedBatches {
  public let sets: [LoadedSet]
  public let mixing: Mixing
  /// The seed of the draws of sets.
  public let seed: UInt64

  /// Creates a loader.
  ///
  /// - Parameters:
  ///   - sets: at least one. Each says its tasks, and no task is in two.
  /// - Throws: `DatasetError` for no set, a set without tasks, a task of two sets, or a power that is negative or not
  ///   finite.
  public init(_ sets: [LoadedSet], mixing: Mixing, seed: UInt64 = 0) throws {
    guard !sets.isEmpty else { throw DatasetError("There should be at least one data set to mix. Found none.") }
    var seen: Set<String> = []
    for (place, set) in sets.enumerated() {
      guard let tasks = set.tasks, !tasks.isEmpty else {
        throw DatasetError("Each data set should have tasks. Found none for set \(place + 1).")
      }
      if let twice = tasks.first(where: { !seen.insert($0).inserted }) {
        throw DatasetError("Each task should be of one data set. Found `\(twice)` twice.")
      }
    }
    if case .one(let power) = mixing, !(power >= 0 && power.isFinite) {
      throw DatasetError("The power of a mixing should be zero or positive. Found \(power).")
    }
    self.sets = sets
    self.mixing = mixing
    self.seed = seed
  }

  public var batchesPerUpdate: Int { mixing == .all ? sets.count : 1 }

  /// The number of batches of an epoch. See ``Mixing`` for what an epoch is.
  public var batchesPerEpoch: Int {
    let batches = sets.map(\.loader.batchesPerEpoch)
    return switch mixing {
    case .all, .roundRobin: (batches.max() ?? 0) * sets.count
    case .one: batches.reduce(0, +)
    }
  }

  public func batchMaker(epoch: Int) -> @Sendable (Int) throws -> Batch {
    let plan = Plan(self, epoch: epoch)
    return { try plan.batch($0) }
  }

  public func ahead(taking together: Int) -> Int {
    let ahead = sets.map(\.loader.prefetch).max() ?? 0
    return ahead == 0 ? 0 : max(ahead, together)
  }

  public var threads: Int { sets.map(\.loader.workers).max() ?? 1 }

  /// The set of each batch of an epoch.
  func sequence(of epoch: Int) -> [Int] {
    switch mixing {
    case .all, .roundRobin: return (0..<batchesPerEpoch).map { $0 % sets.count }
    case .one(let power):
      let sizes = sets.map { pow(Double($0.loader.dataset.count), power) }
      let total = sizes.reduce(0, +)
      return (0..<batchesPerEpoch).map { number in
        var random = SplitMix64(key: seed, UInt64(epoch), UInt64(number), 0x6d69_7865_64)
        var rest = Double(random.next() >> 11) * 0x1p-53 * total
        // Rounding may leave a rest after the last set.
        return sizes.firstIndex { size in
          rest -= size
          return rest < 0
        } ?? sizes.count - 1
      }
    }
  }

  /// The batches of an epoch by their numbers: the set of each, and its place among the set's own.
  private final class Plan: Sendable {
    private let loader: MixedLoader
    private let epoch: Int
    private let places: [(set: Int, number: Int)]
    private let orders: [[[Int]]]

    init(_ loader: MixedLoader, epoch: Int) {
      self.loader = loader
      self.epoch = epoch
      var taken = loader.sets.map { _ in 0 }
      places = loader.sequence(of: epoch).map { set in
        defer { taken[set] += 1 }
        return (set, taken[set])
      }
      orders = zip(loader.sets, taken).map { set, count in
        let own = set.loader.batchesPerEpoch
        return (0..<(count + own - 1) / own).map { set.loader.order(of: epoch, repetition: $0) }
      }
    }

    func batch(_ place: Int) throws -> Batch {
      let (set, number) = places[place]
      let own = loader.sets[set].loader
      let repetition = number / own.batchesPerEpoch
      var batch = try own.batch(
        number % own.batchesPerEpoch, of: epoch, repetition: repetition, order: orders[set][repetition])
      batch.set = set
      return batch
    }
  }
}
