/// Epochs of a given number of batches: the passes of another loader through its samples, one after the other.
///
/// Batch `b` of epoch `e` is batch `e · n + b` of all passes, so a training that was stopped resumes to the same bits.
///
/// ```swift
/// let loader = ContinuedLoader(DataLoader(dataset, batchSize: 32), batches: 1_000)   // validation after 1,000 updates
/// ```
public final class ContinuedLoader: BatchLoader {
  private let base: any RepeatedBatches
  public let batchesPerEpoch: Int

  /// Creates a loader.
  ///
  /// - Parameter batches: the batches of an epoch, a multiple of those of an update.
  public init(_ base: any RepeatedBatches, batches: Int) {
    precondition(
      batches > 0 && batches % base.batchesPerUpdate == 0,
      "`batches` should be a positive multiple of \(base.batchesPerUpdate). Found \(batches).")
    self.base = base
    batchesPerEpoch = batches
  }

  public var sets: [LoadedSet] { base.sets }

  public var batchesPerUpdate: Int { base.batchesPerUpdate }

  public func batches(epoch: Int, from first: Int, taking together: Int) -> Batches {
    precondition(epoch >= 0, "`epoch` should be at least 0. Found \(epoch).")
    precondition((0...batchesPerEpoch).contains(first), "`from` should lie in 0 … \(batchesPerEpoch). Found \(first).")
    let start = epoch * batchesPerEpoch, length = base.batchesPerEpoch
    let passes = (start + first) / length..<(start + batchesPerEpoch - 1) / length + 1
    let makers = passes.map { base.batchMaker(epoch: $0) }
    return Batches(
      range: first..<batchesPerEpoch, prefetch: base.ahead(taking: together), workers: base.threads
    ) { batch in
      let (pass, place) = (start + batch).quotientAndRemainder(dividingBy: length)
      return try makers[pass - passes.lowerBound](place)
    }
  }
}

/// A loader whose batches can be asked for by their numbers.
public protocol RepeatedBatches: BatchLoader {
  /// Makes the batches of an epoch by their numbers, on any thread.
  func batchMaker(epoch: Int) -> @Sendable (Int) throws -> Batch

  /// The number of finished batches that may wait.
  ///
  /// - Parameter together: the number of batches that the caller uses one right after the other.
  func ahead(taking together: Int) -> Int

  /// The number of threads that make batches.
  var threads: Int { get }
}

extension RepeatedBatches {
  public func batches(epoch: Int, from first: Int, taking together: Int) -> Batches {
    precondition(epoch >= 0, "`epoch` should be at least 0. Found \(epoch).")
    precondition((0...batchesPerEpoch).contains(first), "`from` should lie in 0 … \(batchesPerEpoch). Found \(first).")
    return Batches(
      range: first..<batchesPerEpoch, prefetch: ahead(taking: together), workers: threads,
      make: batchMaker(epoch: epoch))
  }
}
