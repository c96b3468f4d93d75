/// Receives the few events of a training, in order, on the training's thread. Every event has an empty default.
public protocol TrainingObserver: AnyObject {
  /// Before the first update. `step` is above zero where a run is resumed; `total` counts the updates of all epochs.
  func trainingStarted(step: Int, total: Int) throws
  /// After each update.
  func stepEnded(_ step: Int, epoch: Int) throws
  /// After validation and before the checkpoint of the epoch.
  func epochEnded(_ report: EpochReport) throws
  /// After the last epoch or an early stop.
  func trainingEnded(_ outcome: TrainingOutcome) throws
}

extension TrainingObserver {
  public func trainingStarted(step: Int, total: Int) throws {}
  public func stepEnded(_ step: Int, epoch: Int) throws {}
  public func epochEnded(_ report: EpochReport) throws {}
  public func trainingEnded(_ outcome: TrainingOutcome) throws {}
}

/// How a training ended.
public struct TrainingOutcome: Sendable {
  /// Epochs trained, all runs of the folder together.
  public var epochs: Int
  /// Updates, all runs of the folder together.
  public var steps: Int
  /// The epoch whose weights were kept, from 1.
  public var bestEpoch: Int
  /// The criterion's value at the kept epoch; nil where there was none.
  public var bestValue: Double?
  /// The epoch that each task keeps, where tasks keep epochs of their own; otherwise empty.
  public var taskEpochs: [TaskEpoch]
  /// Seconds spent on training and validation, all runs of the folder together.
  public var seconds: Double
  /// Processor seconds of the same, all threads of the process added up; nil on a device that computes beside the processor,
  /// and where some are not known.
  public var processorSeconds: Double?
  /// What the methods say about the training, a sentence each: ``BalancingMethod/remarks``.
  public var remarks: [String]
  /// Whether patience ended it before the last epoch.
  public var stoppedEarly: Bool
}
