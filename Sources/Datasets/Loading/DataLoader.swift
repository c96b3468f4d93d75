import Statistics
import Torch

/// A loader that turns a data set into batches, made ahead of time on its own threads.
///
/// The content, order and augmentation of batch `b` of epoch `e` depend on (seed, e, b) alone. They do not depend on
/// threads, nor on whether the epoch was begun at its start or resumed.
public final class DataLoader: Sendable {
  /// The samples.
  public let dataset: any Dataset
  /// The number of samples in a batch.
  public let batchSize: Int
  /// The seed of the order and of the augmentation.
  public let seed: UInt64
  /// Whether each epoch has its own random order. Samples of different lengths are in batches of similar ones then, see
  /// ``Dataset/lengths``.
  public let shuffle: Bool
  /// Whether a last batch that is not full is left out.
  public let dropLast: Bool
  /// The events of each batch; nil draws samples without regard to events. An epoch is then a pass of ``StratifiedEvents``, and lengths
  /// of samples do not count.
  public let stratification: StratifiedEvents?
  /// The change of each batch's samples; nil for none.
  public let augmentation: (any Augmentation)?
  /// The number of finished batches that may wait. With 0 each batch is made on the calling thread when it is asked
  /// for.
  public let prefetch: Int
  /// The number of threads that make batches.
  public let workers: Int

  /// Creates a loader.
  ///
  /// - Parameters:
  ///   - stratification: the events of each batch, for a loader that shuffles; nil draws samples without regard to events.
  ///   - augmentation: changes the samples of each batch; nil leaves them unchanged.
  ///   - prefetch: the number of finished batches that may wait. The default is 2, or 0 if copying a batch is quicker
  ///     than passing it between threads.
  ///   - workers: the number of threads that make batches.
  /// - Throws: `DatasetError` if a number is out of range, there would be no batch, or stratified batches are of other samples or of
  ///   another size.
  public init(
    _ dataset: any Dataset, batchSize: Int, seed: UInt64 = 0, shuffle: Bool = true, dropLast: Bool = false,
    stratify stratification: StratifiedEvents? = nil, augment augmentation: (any Augmentation)? = nil,
    prefetch: Int? = nil, workers: Int = 1
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
    try stratification?.check(dataset, batchSize: batchSize, shuffle: shuffle)
    self.dataset = dataset
    self.batchSize = batchSize
    self.seed = seed
    self.shuffle = shuffle
    self.dropLast = dropLast
    self.stratification = stratification
    self.augmentation = augmentation
    self.prefetch = prefetch
    self.workers = workers
  }

  /// The default number of waiting batches. One batch in work and one ready are enough if steps take longer than
  /// batches.
  public static let defaultPrefetch = 2

  /// The largest number of values in a batch for which copying is quicker than passing it between threads (measured:
  /// about 10 µs).
  static let smallBatch = 1 << 14

  /// The number of batches of an epoch.
  public var batchesPerEpoch: Int {
    if let stratification { return stratification.batchesPerPass }
    return dropLast ? dataset.count / batchSize : (dataset.count + batchSize - 1) / batchSize
  }

  public func batchMaker(epoch: Int) -> @Sendable (Int) throws -> Batch {
    let order = order(of: epoch)
    return { [self] in try batch($0, of: epoch, order: order) }
  }

  public func ahead(taking together: Int) -> Int { prefetch == 0 ? 0 : max(prefetch, together) }

  public var threads: Int { workers }

  /// The numbers of all samples in the order of an epoch.
  public func order(of epoch: Int) -> [Int] { order(of: epoch, repetition: 0) }

  /// The order in which an epoch goes through the samples once more.
  func order(of epoch: Int, repetition: Int) -> [Int] {
    if let order = dataset.order(epoch: epoch) { return order }
    guard shuffle else { return Array(0..<dataset.count) }
    var random = SplitMix64(key: [seed, UInt64(epoch), 0x6f72_6465_72] + again(repetition))
    if let stratification { return stratification.order(&random) }
    if let lengths = dataset.lengths { return LengthBuckets.order(lengths, batchSize: batchSize, &random) }
    return random.permutation(dataset.count)
  }

  /// The part of a key that tells repetitions apart; nothing for the first time.
  private func again(_ repetition: Int) -> [UInt64] { repetition == 0 ? [] : [UInt64(repetition)] }

  /// Makes a batch. It runs on any thread, so errors of LibTorch are caught here: error scopes belong to their threads.
  ///
  /// - Parameter repetition: how often the epoch's samples have been gone through before, in an epoch of several sets.
  func batch(_ number: Int, of epoch: Int, repetition: Int = 0, order: [Int]) throws -> Batch {
    try withTorchErrors {
      let indices = Array(order[number * batchSize..<min(order.count, (number + 1) * batchSize)])
      var batch = try dataset.batch(indices)
      if let augmentation {
        var random = SplitMix64(key: [seed, UInt64(epoch), UInt64(number), 0x6175_676d_656e_74] + again(repetition))
        try augmentation.augment(&batch, random: &random)
      }
      return batch
    }
  }
}

extension StratifiedEvents {
  /// Checks that a loader can draw its batches by events.
  fileprivate func check(_ dataset: any Dataset, batchSize: Int, shuffle: Bool) throws(DatasetError) {
    guard count == dataset.count else {
      throw DatasetError(
        "Stratified batches should be of the samples of the data set, \(dataset.count). Found \(count).")
    }
    guard size == batchSize else {
      throw DatasetError("`batchSize` should be the size of the stratified batches, \(size). Found \(batchSize).")
    }
    guard shuffle else { throw DatasetError("`shuffle` should be true with stratified batches. Found false.") }
    guard dataset.order(epoch: 0) == nil else {
      throw DatasetError("Stratified batches should be of data without an order of its own. Found data with one.")
    }
  }
}
