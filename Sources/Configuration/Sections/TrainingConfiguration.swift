import Balancing
import Components
import Datasets
import Torch

/// The training of a network.
package struct TrainingConfiguration: Sendable {
  package enum Precision: String, CaseIterable, Sendable {
    /// The value that a measured rule finds faster for the network and the machine, so figures may differ between
    /// machines.
    case auto
    case fp32, bf16
  }

  package enum MemoryFormat: String, CaseIterable, Sendable {
    case auto
    case channelsLast = "channels-last"
    case contiguous
  }

  package enum DeviceChoice: String, CaseIterable, Sendable {
    /// A GPU if there is one.
    case auto
    case cpu, cuda, mps
  }

  /// The default number of epochs without a better value after which training ends.
  static let usualPatience = 20

  package var epochs: Int
  /// The epoch after which training ends, if it is earlier than the last; the schedule stays that of ``epochs``.
  package var until: Int?
  /// Whether validation and test samples are trained on too. There is then nothing to select an epoch by or to measure
  /// on.
  package var takesAllSamples = false
  /// The share of the training samples that is trained on; nil for all.
  package var share: Double?
  /// The samples of a batch.
  package var batch = 32
  /// Whether an epoch's last batch trains if it is not full. Otherwise it is left out, unless it is the only one.
  package var keepsLastBatch = false
  /// The samples of a batch that have the event of the task of survival times; nil draws without regard to events.
  package var eventsPerBatch: Int?
  /// The batches whose gradients are added up before the optimiser steps.
  package var accumulate = 1
  /// The updates of an epoch; nil for those of one pass through the training samples.
  package var updatesPerEpoch: Int?
  package var optimizer: Chosen<OptimizerCard>
  package var learningRate = 1e-3
  package var weightDecay: Double
  /// The rate of the scales that methods such as UW learn.
  package var scaleLearningRate: Double
  package var schedule: ScheduleConfiguration
  /// The largest norm of the gradient of all parameters; nil leaves it unchanged.
  package var clip: Double?
  package var precision: Precision
  package var memoryFormat: MemoryFormat
  package var select: SelectionConfiguration
  /// The epochs without a better value of the selection's criterion after which training ends; nil trains to the end.
  package var patience: Int?
  package var augmentation: [Chosen<AugmentationCard>]
  /// The settings by which the tasks' gradients are compared; nil for never.
  package var diagnostics: DiagnosticsSettings?
  /// The updates between two checkpoints within an epoch; nil for checkpoints at the ends of epochs only.
  package var checkpointEvery: Int?
  /// The threads that prepare batches.
  package var workers = 1
  /// The batches that are ready ahead of the step.
  package var prefetch = 2
  /// The threads of one operation; nil leaves the number to the program.
  package var threads: Int?
  package var device: DeviceChoice

  /// Reads the section.
  ///
  /// - Parameter usualEpochs: the default of the number of epochs for this kind of data.
  init(reading section: ConfigurationSection, usualEpochs: Int, catalogue: ExperimentCatalogue) throws {
    epochs = try section.int("epochs", default: usualEpochs, in: Bounds.epochs)
    until = try section.optionalInt("until", in: Bounds.epochs)
    takesAllSamples = try section.optionalWord("samples", among: ["train", "all"]) == "all"
    share = try section.unwritten("share") { try section.double($0, in: .positive(upTo: 1)) }
    batch = try section.int("batch", default: batch, in: Bounds.batch)
    keepsLastBatch = try section.optionalWord("last-batch", among: ["drop", "keep"]) == "keep"
    eventsPerBatch = try section.unwritten("events-per-batch") { try section.int($0, in: Bounds.batch) }
    accumulate = try section.int("accumulate", default: accumulate, in: Bounds.accumulated)
    updatesPerEpoch = try section.unwritten("updates-per-epoch") { try section.int($0, in: Bounds.updates) }
    optimizer = try section.section("optimizer", shorthand: "kind").component(
      of: catalogue.optimizers, default: Adam.card.name)
    learningRate = try section.double("learning-rate", default: learningRate, in: .positive)
    weightDecay = try section.double("weight-decay", default: optimizer.card.usualWeightDecay, in: .nonNegative)
    scaleLearningRate = try section.double("scale-learning-rate", default: learningRate, in: .positive)
    select = try SelectionConfiguration(reading: section.section("select"))
    let selects = select.criterion != .last
    schedule = try ScheduleConfiguration(
      reading: section.section("schedule", shorthand: "kind"), selects: selects, schedules: catalogue.schedules)
    clip = try section.optionalDouble("clip", in: .positive)
    precision = try section.choice("precision", default: .fp32)
    memoryFormat = try section.choice("memory-format", default: .auto)
    patience = try section.patience(default: selects ? Self.usualPatience : nil)
    augmentation = try section.components(named: "augmentation", of: catalogue.augmentations)
    diagnostics = try section.optionalSection("diagnostics", shorthand: "every").map {
      try DiagnosticsSettings(reading: $0)
    }
    checkpointEvery = try section.optionalInt("checkpoint-every", in: Bounds.updates)
    workers = try section.int("workers", default: workers, in: Bounds.workers)
    prefetch = try section.int("prefetch", default: prefetch, in: Bounds.prefetched)
    threads = try section.intOrAuto("threads", in: Bounds.threads)
    device = try section.choice("device", default: .auto)
    try checkSamples(section)
    try checkEvents(section)
  }

  /// The last epoch, unless early stopping ends the training before.
  package var lastEpoch: Int { min(epochs, until ?? epochs) }

  private func checkSamples(_ section: ConfigurationSection) throws {
    if takesAllSamples, share != nil {
      throw ConfigurationError(
        "`\(section.path(of: "share"))` should stand with training samples alone. Found `samples: all`.",
        at: section.given("share")?.origin ?? .default)
    }
    guard takesAllSamples, select.criterion != .last || patience != nil else { return }
    throw ConfigurationError(
      "`\(section.path(of: "samples")): all` should stand with `select.criterion: last` and without `early-stopping`: no sample "
        + "is left that could choose an epoch.", at: section.given("samples")?.origin ?? .default)
  }

  private func checkEvents(_ section: ConfigurationSection) throws {
    guard let eventsPerBatch else { return }
    let key = "events-per-batch", origin = section.given(key)?.origin ?? .default
    guard eventsPerBatch <= batch else {
      throw ConfigurationError(
        "`\(section.path(of: key))` should be at most `batch`, \(batch). Found \(eventsPerBatch).", at: origin)
    }
    guard !keepsLastBatch else {
      throw ConfigurationError(
        "`\(section.path(of: key))` should stand with full batches alone. Found `last-batch: keep`.", at: origin)
    }
  }
}

extension ConfigurationSection {
  /// The patience of `early-stopping`, which `none` turns off.
  fileprivate func patience(default usual: Int?) throws -> Int? {
    let (key, name) = ("early-stopping", "patience")
    guard let usual, given(key)?.isNone != true else {
      return try optionalSection(key, shorthand: name)?.int(name, in: Bounds.epochs)
    }
    return try section(key, shorthand: name).int(name, default: usual, in: Bounds.epochs)
  }
}

extension DiagnosticsSettings {
  fileprivate init(reading section: ConfigurationSection) throws {
    let every = try section.int("every", default: Self.usual.every, in: Bounds.updates)
    let samples = try section.int("samples", of: Self.permittedSamples, default: Self.usual.samples)
    let isPerSample = try section.unwritten("per") { try section.choice($0, of: ["sample"]) } != nil
    if isPerSample, samples == 0 {
      throw ConfigurationError(
        "`\(section.path(of: "per")): sample` should stand with samples, `samples`. Found 0.",
        at: section.given("per")?.origin ?? .default)
    }
    let isOfLastLayer = try section.unwritten("scope") { try section.choice($0, of: ["last-layer"]) } != nil
    self.init(every: every, samples: samples, isPerSample: isPerSample, isOfLastLayer: isOfLastLayer)
  }
}

/// The rule that selects the epoch whose weights are kept, and the split that decides.
package struct SelectionConfiguration: Sendable {
  package enum Criterion: String, CaseIterable, Sendable {
    /// The best Δm against the single-task baselines.
    case deltaM = "delta-m"
    /// The lowest sum of the losses.
    case loss
    /// The best main metrics of the tasks, the first of each.
    case metric
    /// The last epoch, without regard to its figures.
    case last
  }

  package var split: Split
  package var criterion: Criterion
  package var allowTestSelection: Bool
  /// Whether each task keeps the weights of its own best epoch.
  package var isPerTask: Bool

  init(reading section: ConfigurationSection) throws {
    split = try section.choice("split", default: .validation)
    criterion = try section.choice("criterion", default: .loss)
    allowTestSelection = try section.bool("allow-test-selection", default: false)
    isPerTask = try section.optionalWord("per", among: ["task"]) != nil
    if isPerTask, ![.loss, .metric].contains(criterion) {
      throw ConfigurationError(
        "`\(section.path(of: "per")): task` should stand with `criterion: loss` or `metric`. Found `\(criterion.rawValue)`.",
        at: section.given("per")?.origin ?? .default)
    }
    if split == .test, criterion != .last, !allowTestSelection {
      throw ConfigurationError(
        "`\(section.path(of: "split"))` should be `validation`: figures of the split that chose the epoch are too good. "
          + "Found \"test\". To do so all the same, set `allow-test-selection: true` next to it.",
        at: section.given("split")?.origin ?? .default)
    }
  }
}
