import Torch

/// The options of a training besides network, tasks, weighting, optimiser and schedule. Every side effect has an
/// option: nothing clips, converts or accumulates unless it is set here.
public struct TrainingOptions: Sendable {
  /// The number of passes over the training data.
  public var epochs: Int
  /// The number of batches whose gradients add up to one update. The objective is divided by it, so that k batches of n
  /// samples weigh as much as one batch of k·n.
  public var accumulation = 1
  /// The largest Euclidean norm of the gradients of all parameters; nil leaves them as they are.
  public var clipNorm: Double?
  /// The type in which products and convolutions are computed; losses are always float32 or wider.
  public var precision: DType = .float32
  /// The memory order of images and convolution weights.
  public var memoryFormat: MemoryFormat = .contiguous
  /// The device of the network, to which the batches are moved.
  public var device: Device = .cpu
  /// The number of epochs without improvement of the selection criterion after which training ends; nil trains to the
  /// end.
  public var patience: Int?
  /// The number of updates between checkpoints inside an epoch; nil writes them only at the epochs' ends. A training
  /// that is asked to stop always writes one.
  public var checkpointEvery: Int?
  /// The unit that the schedule counts.
  public var scheduleUnit = ScheduleUnit.epoch

  /// The rule that lowers all rates, in addition to the schedule, when the selection criterion stops improving; nil
  /// never lowers them. An epoch without a value counts for nothing. Its state is part of the position.
  public var plateau: ReduceOnPlateau?

  /// Creates options for plain training on the CPU: every side effect is off.
  public init(epochs: Int) { self.epochs = epochs }
}
