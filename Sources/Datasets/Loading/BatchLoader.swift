/// The batches of a training or an evaluation: those of one data set, a ``DataLoader``, or of several, a ``MixedLoader``.
public protocol BatchLoader: Sendable {
  /// The data sets, each with its own loader.
  var sets: [LoadedSet] { get }

  /// The number of batches of an epoch.
  var batchesPerEpoch: Int { get }

  /// The number of batches that belong together in one update: 1, or one of each set.
  var batchesPerUpdate: Int { get }

  /// The batches of an epoch, in an order that depends on the seed and the epoch alone.
  ///
  /// - Parameters:
  ///   - epoch: from 0.
  ///   - first: the first batch, for a run that is resumed.
  ///   - together: the number of batches that the caller uses one right after the other.
  func batches(epoch: Int, from first: Int, taking together: Int) -> Batches
}

/// A data set in a loader, with the tasks that its batches have targets of.
public struct LoadedSet: Sendable {
  /// The names of the tasks; nil for all tasks that are trained.
  public let tasks: [String]?
  public let loader: DataLoader

  public init(tasks: [String]?, _ loader: DataLoader) {
    self.tasks = tasks
    self.loader = loader
  }
}

extension BatchLoader {
  /// The number of batches of an update that accumulates some of each set.
  public func batchesPerUpdate(accumulating accumulation: Int) -> Int { batchesPerUpdate * accumulation }

  /// The number of updates of an epoch. The last one may have fewer batches.
  public func updatesPerEpoch(accumulating accumulation: Int) -> Int {
    let together = batchesPerUpdate(accumulating: accumulation)
    return (batchesPerEpoch + together - 1) / together
  }

  /// The batches of an epoch from `first` on.
  public func batches(epoch: Int, from first: Int) -> Batches { batches(epoch: epoch, from: first, taking: 1) }

  /// The batches of a whole epoch.
  public func batches(epoch: Int) -> Batches { batches(epoch: epoch, from: 0, taking: 1) }
}

extension DataLoader: RepeatedBatches {
  public var sets: [LoadedSet] { [LoadedSet(tasks: nil, self)] }

  public var batchesPerUpdate: Int { 1 }
}
