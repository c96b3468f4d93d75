import Statistics

/// A data set: numbered samples with the targets of every task.
public protocol Dataset: Sendable {
  /// The number of samples.
  var count: Int { get }

  /// The samples with the given numbers, in their order, in host memory. Several threads call this at once.
  func batch(_ indices: [Int]) throws -> Batch

  /// The number of values in one sample and its targets, if a batch is made by copying them; nil otherwise. A loader
  /// makes small batches of such data on the calling thread, which is quicker than passing them between threads.
  var copiedValuesPerSample: Int? { get }

  /// The numbers of all samples in the order that the data's protocol prescribes for an epoch. A loader follows it
  /// whether it shuffles or not. It is nil if the protocol prescribes none.
  ///
  /// - Parameter epoch: from 0.
  func order(epoch: Int) -> [Int]?

  /// The numbers of the samples that have a label of any of these tasks and a weight above 0, in ascending order; nil if
  /// that is not known without reading the samples.
  func labelledSamples(of tasks: [String]) -> [Int]?

  /// Whether each sample has the event of a task of survival times; a sample without a label has none. For tasks of other kinds the
  /// values mean nothing. It is nil if labels are not known without reading the samples.
  func events(of task: String) -> [Bool]?

  /// The weights of all samples in their order; nil if all samples weigh the same.
  var weights: [Float]? { get }

  /// The length of each sample, if a batch is filled up to its longest. A loader that shuffles then puts samples of similar length
  /// together. It is nil if all samples have one length.
  var lengths: [Int]? { get }
}

extension Dataset {
  public var copiedValuesPerSample: Int? { nil }

  public func order(epoch: Int) -> [Int]? { nil }

  public func labelledSamples(of tasks: [String]) -> [Int]? { nil }

  public func events(of task: String) -> [Bool]? { nil }

  public var weights: [Float]? { nil }

  public var lengths: [Int]? { nil }

  /// The samples with a label of any of these tasks, so that a training of a few tasks has no step without a label.
  /// These are all samples if each has one, if labels are not known without reading the samples, or if the data
  /// prescribes the order of an epoch.
  ///
  /// - Throws: `DatasetError` if no sample has a label.
  public func labelled(for tasks: [String]) throws -> any Dataset {
    guard let labelled = part(for: tasks) else { return self }
    guard !labelled.isEmpty else {
      let names = tasks.map { "`\($0)`" }.joined(separator: ", ")
      throw DatasetError("Training should have a sample with a label of \(names). Found none among \(count).")
    }
    return Subset(of: self, indices: labelled)
  }

  /// The samples of those batches in which a sample has a label of any of these tasks, in ascending order; nil for all
  /// samples, as in ``labelled(for:)``, and if none has a label.
  ///
  /// Use it for figures. A loader that does not shuffle makes the same batches of these samples as of all, less those
  /// without any label, so every sum over batches stays the same to the bit. If single samples were left out, the
  /// batches would change.
  public func samplesOfLabelledBatches(for tasks: [String], batchSize: Int) -> [Int]? {
    guard let labelled = part(for: tasks), !labelled.isEmpty else { return nil }
    let kept = Set(labelled.map { $0 / batchSize })
    let samples = (0..<count).filter { kept.contains($0 / batchSize) }
    return samples.count < count ? samples : nil
  }

  /// The number of samples that ``labelled(for:)`` leaves out.
  public func unlabelledCount(for tasks: [String]) -> Int { count - (part(for: tasks)?.count ?? count) }

  /// The samples with a label; nil for all.
  private func part(for tasks: [String]) -> [Int]? {
    guard order(epoch: 0) == nil, let labelled = labelledSamples(of: tasks) else { return nil }
    return labelled.count < count ? labelled : nil
  }

  /// The first `count` samples.
  ///
  /// - Throws: `DatasetError` if there are fewer.
  public func first(_ count: Int) throws -> any Dataset {
    guard (1...self.count).contains(count) else {
      throw DatasetError("`count` of a subset should lie in 1 … \(self.count), the samples there are. Found \(count).")
    }
    return count == self.count ? self : Subset(of: self, indices: Array(0..<count))
  }

  /// `count` samples chosen at random, in the order of their numbers.
  public func sample(_ count: Int, seed: UInt64) throws -> any Dataset {
    guard (1...self.count).contains(count) else {
      throw DatasetError("`count` of a subset should lie in 1 … \(self.count), the samples there are. Found \(count).")
    }
    var random = SplitMix64(key: seed, 0x7375_6273_6574)
    return Subset(of: self, indices: random.permutation(self.count)[..<count].sorted())
  }
}

/// Some samples of another data set.
public struct Subset: Dataset {
  private let base: any Dataset
  private let indices: [Int]

  /// Creates a subset.
  ///
  /// - Parameter indices: the numbers of the samples in `base`, in the order that they get.
  public init(of base: any Dataset, indices: [Int]) {
    precondition(
      indices.allSatisfy { (0..<base.count).contains($0) }, "`indices` should lie in 0 ..< \(base.count).")
    self.base = base
    self.indices = indices
  }

  public var count: Int { indices.count }

  public var copiedValuesPerSample: Int? { base.copiedValuesPerSample }

  public func batch(_ indices: [Int]) throws -> Batch { try base.batch(indices.map { self.indices[$0] }) }

  public func labelledSamples(of tasks: [String]) -> [Int]? {
    base.labelledSamples(of: tasks).map { labelled in
      let labelled = Set(labelled)
      return indices.indices.filter { labelled.contains(indices[$0]) }
    }
  }

  public func events(of task: String) -> [Bool]? {
    base.events(of: task).map { events in indices.map { events[$0] } }
  }

  public var weights: [Float]? { base.weights.map { weights in indices.map { weights[$0] } } }

  public var lengths: [Int]? { base.lengths.map { lengths in indices.map { lengths[$0] } } }
}

/// The samples of another data set with the targets of some tasks only.
struct SelectedTargets: Dataset {
  let base: any Dataset
  let tasks: Set<String>

  var count: Int { base.count }

  var copiedValuesPerSample: Int? { base.copiedValuesPerSample }

  func labelledSamples(of tasks: [String]) -> [Int]? {
    base.labelledSamples(of: tasks.filter(self.tasks.contains))
  }

  func events(of task: String) -> [Bool]? { tasks.contains(task) ? base.events(of: task) : nil }

  var weights: [Float]? { base.weights }

  var lengths: [Int]? { base.lengths }

  func batch(_ indices: [Int]) throws -> Batch {
    var batch = try base.batch(indices)
    batch.targets = batch.targets.only(batch.targets.keys.filter(tasks.contains))
    batch.labelled = batch.labelled.filter { tasks.contains($0.key) }
    return batch
  }
}

extension Dataset {
  /// This data set with the targets of these tasks only, so that no other target is augmented or moved to a device.
  public func keeping(_ tasks: [String]) -> any Dataset { SelectedTargets(base: self, tasks: Set(tasks)) }
}
