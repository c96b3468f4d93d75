import Torch

/// Turns a data set into batches, made ahead of time on threads of its own.
///
/// What batch `b` of epoch `e` contains, its order and its augmentation, depends on (seed, e, b) alone: not on threads,
/// nor on whether the epoch was begun at its start or resumed.
public final class DataLoader: Sendable {
  public let dataset: any Dataset
  public let batchSize: Int
  public let seed: UInt64
  public let shuffle: Bool
  /// Whether a last batch that is not full is left out.
  public let dropLast: Bool
  public let augmentation: (any Augmentation)?
  /// How many finished batches may wait; 0 makes each batch when it is asked for, on the asking thread.
  public let prefetch: Int
  /// How many threads make batches.
  public let workers: Int

  /// - Parameters:
  ///   - augmentation: changes the samples of each batch; nil leaves them as they are.
  ///   - prefetch: how many finished batches may wait. By default 2, or 0 where a batch is copied in less time than its
  ///     way between threads takes.
  ///   - workers: how many threads make batches.
  /// - Throws: `DatasetError` where a number is out of range or no batch would result.
  public init(
    _ dataset: any Dataset, batchSize: Int, seed: UInt64 = 0, shuffle: Bool = true, dropLast: Bool = false,
    augment augmentation: (any Augmentation)? = nil, prefetch: Int? = nil, workers: Int = 1
  ) throws {
    let copied = augmentation == nil ? dataset.copiedValuesPerSample : nil
    let isSmall = copied.map { $0 * batchSize <= Self.smallBatch } ?? false
    let prefetch = prefetch ?? (isSmall ? 0 : Self.defaultPrefetch)
    guard dataset.count > 0 else { throw DatasetError("A data set should have samples. Found none.") }
    guard batchSize > 0 else { throw DatasetError("`batchSize` should be positive. Found \(batchSize).") }
    guard prefetch >= 0 else { throw DatasetError("`prefetch` should be at least 0. Found \(prefetch).") }
    guard workers > 0 else { throw DatasetError("`workers` should be positive. Found \(workers).") }
    if dropLast && dataset.count < batchSize {
      throw DatasetError(
        "`batchSize` should be at most the number of samples, \(dataset.count), where the last batch is dropped. Found \(batchSize)."
      )
    }
    self.dataset = dataset
    self.batchSize = batchSize
    self.seed = seed
    self.shuffle = shuffle
    self.dropLast = dropLast
    self.augmentation = augmentation
    self.prefetch = prefetch
    self.workers = workers
  }

  /// One batch in work and one ready are enough where steps take longer than batches.
  public static let defaultPrefetch = 2

  /// Numbers in a batch up to which copying it takes less time than handing it over (measured: about 10 µs).
  static let smallBatch = 1 << 14

  /// The number of batches of an epoch.
  public var batchesPerEpoch: Int {
    dropLast ? dataset.count / batchSize : (dataset.count + batchSize - 1) / batchSize
  }

  /// The batches of an epoch.
  ///
  /// - Parameters:
  ///   - epoch: from 0; every epoch has an order of its own where `shuffle` is set.
  ///   - first: the batch to begin with, for a run that is resumed.
  ///   - together: how many batches are taken one right after the other. Where batches are made ahead, at least as many may
  ///     wait.
  public func batches(epoch: Int, from first: Int = 0, taking together: Int = 1) -> Batches {
    precondition(epoch >= 0, "`epoch` should be at least 0. Found \(epoch).")
    precondition((0...batchesPerEpoch).contains(first), "`from` should lie in 0 … \(batchesPerEpoch). Found \(first).")
    let order = order(of: epoch)
    let ahead = prefetch == 0 ? 0 : max(prefetch, together)
    return Batches(range: first..<batchesPerEpoch, prefetch: ahead, workers: workers) { [self] in
      try batch($0, of: epoch, order: order)
    }
  }

  /// The numbers of all samples in the order of an epoch.
  public func order(of epoch: Int) -> [Int] {
    if let order = dataset.order(epoch: epoch) { return order }
    guard shuffle else { return Array(0..<dataset.count) }
    var random = SplitMix64(key: seed, UInt64(epoch), 0x6f72_6465_72)
    return random.permutation(dataset.count)
  }

  /// Runs on any thread, so that what LibTorch refuses is caught here: error scopes belong to their threads.
  private func batch(_ number: Int, of epoch: Int, order: [Int]) throws -> Batch {
    try withTorchErrors {
      let indices = Array(order[number * batchSize..<min(order.count, (number + 1) * batchSize)])
      var batch = try dataset.batch(indices)
      if let augmentation {
        var random = SplitMix64(key: seed, UInt64(epoch), UInt64(number), 0x6175_676d_656e_74)
        try augmentation.augment(&batch, random: &random)
      }
      return batch
    }
  }
}
