import Balancing

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
  /// The remarks of the network and of the methods on the training, a sentence each: `MultiTaskNetwork.remarks` and
  /// `BalancingMethod.remarks`.
  public var remarks: [String]
  /// Whether patience ended it before the last epoch.
  public var stoppedEarly: Bool
}
