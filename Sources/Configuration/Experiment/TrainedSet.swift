import Datasets
import Sharing
import Tasks

/// A set of an experiment's data with those of the trained tasks that it has.
struct TrainedSet {
  let source: DataSource
  /// The names of the tasks, in the order in which they are trained.
  let tasks: [String]
  /// The samples of an evaluation's loader, by split, if batches without a label of these tasks are left out.
  private let shown: [Split: [Int]]
  /// Whether it is one of several sets.
  private let isMember: Bool

  /// Creates the set; nil for a set without any of the tasks.
  init?(
    _ source: DataSource, of trained: [LearningTask], _ training: TrainingConfiguration, isMember: Bool
  ) throws {
    let own = Set(source.tasks.map(\.name))
    let tasks = trained.map(\.name).filter(own.contains)
    guard !tasks.isEmpty else { return nil }
    self.source = source
    self.tasks = tasks
    self.isMember = isMember
    shown = Split.allCases.reduce(into: [:]) { shown, split in
      shown[split] = source[split].samplesOfLabelledBatches(for: tasks, batchSize: training.batch)
    }
  }

  /// What a network has to know of it.
  var shape: NetworkConfiguration.SetShape { (name: source.name, tasks: tasks, input: source.input) }

  /// The samples that are trained on, with and without a label.
  func samples(_ training: TrainingConfiguration) -> any Dataset {
    training.takesAllSamples ? source.wholeSamples : source.train
  }

  /// The loader of the training samples that have a label of these tasks.
  ///
  /// - Parameter stratification: the events of each batch; nil draws without regard to events.
  func trainLoader(
    for trained: [LearningTask], _ training: TrainingConfiguration, stratifying stratification: BatchStratification?,
    seed: Int
  ) throws -> DataLoader {
    let labelled = try samples(training).labelled(for: tasks)
    let own = trained.filter { tasks.contains($0.name) }
    let isWhole = tasks.count == source.tasks.count
    // Augmentations are for pictures; among several sets, the others are left as they are.
    let isAugmented = !isMember || source.input.form == .image
    let chosen = try isAugmented ? training.augmentation(for: own) : nil
    let changes = [source.augmentation, chosen].compactMap(\.self)
    return try DataLoader(
      isWhole ? labelled : labelled.keeping(tasks), batchSize: training.batch, seed: UInt64(seed),
      shuffle: true, dropLast: !training.keepsLastBatch && labelled.count > training.batch,
      stratify: stratification?.events(of: labelled, for: own, in: source.name),
      augment: changes.count > 1 ? AugmentationChain(changes) : changes.first,
      prefetch: training.prefetch, workers: training.workers)
  }

  /// The loader of a split's samples in order, without batches that have no label of these tasks.
  ///
  /// - Parameter change: changes the samples of pictures; the default leaves them unchanged.
  func evaluationLoader(
    _ split: Split, _ training: TrainingConfiguration, changing change: (any Dataset) -> any Dataset = { $0 }
  ) throws -> DataLoader {
    let dataset = source.input.form == .image ? change(source[split]) : source[split]
    return try DataLoader(
      shown[split].map { Subset(of: dataset, indices: $0) } ?? dataset, batchSize: training.batch, seed: 0,
      shuffle: false, dropLast: false, augment: nil, prefetch: training.prefetch, workers: training.workers)
  }

  /// The number in the split of a sample of an evaluation's loader.
  func number(ofShown sample: Int, _ split: Split) -> Int { shown[split]?[sample] ?? sample }
}
