/// An observer of a training: it receives the events in order, on the training's thread. Every event does nothing by
/// default.
public protocol TrainingObserver: AnyObject {
  /// The training starts; no update was made yet. `step` is above zero for a resumed run; `total` counts the updates of
  /// all epochs.
  func trainingStarted(step: Int, total: Int) throws
  /// An update ended.
  func stepEnded(_ step: Int, epoch: Int) throws
  /// An epoch ended: validation is done, the epoch's checkpoint is not yet written.
  func epochEnded(_ report: EpochReport) throws
  /// The training ended after the last epoch, or early.
  func trainingEnded(_ outcome: TrainingOutcome) throws
}

extension TrainingObserver {
  public func trainingStarted(step: Int, total: Int) throws {}
  public func stepEnded(_ step: Int, epoch: Int) throws {}
  public func epochEnded(_ report: EpochReport) throws {}
  public func trainingEnded(_ outcome: TrainingOutcome) throws {}
}

/// The outcome of a training.
public struct TrainingOutcome: Sendable {
  /// The epochs trained, in all runs of the folder together.
  public var epochs: Int
  /// The updates made, in all runs of the folder together.
  public var steps: Int
  /// The epoch whose weights were kept, from 1.
  public var bestEpoch: Int
  /// The criterion's value at the kept epoch; nil if there was none.
  public var bestValue: Double?
  /// The epoch that each task keeps; empty unless tasks keep epochs of their own.
  public var taskEpochs: [TaskEpoch]
  /// The seconds of training and validation, in all runs of the folder together.
  public var seconds: Double
  /// The processor seconds of training and validation, all threads and all runs of the folder together; nil on a device
  /// that computes apart from the processor, and if some are not known.
  public var processorSeconds: Double?
  /// The remarks of the methods on the training, a sentence each: ``BalancingMethod/remarks``.
  public var remarks: [String]
  /// Whether patience ended it before the last epoch.
  public var stoppedEarly: Bool
}
