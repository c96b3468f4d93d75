import Torch

/// What a training does besides network, tasks, weighting, optimiser and schedule. Every side effect is named here;
/// nothing clips, casts or accumulates unless it says so.
public struct TrainingOptions: Sendable {
  /// Passes over the training data.
  public var epochs: Int
  /// Batches whose gradients add up to one update. The objective is divided by it, so that k batches of n samples
  /// weigh what one batch of k·n does.
  public var accumulation = 1
  /// The largest Euclidean norm of the gradients of all parameters; nil leaves them as they are.
  public var clipNorm: Double?
  /// The type in which products and convolutions are computed; losses are always float32 or wider.
  public var precision: DType = .float32
  /// The memory order of images and convolution weights.
  public var memoryFormat: MemoryFormat = .contiguous
  /// Where the network is and the batches go.
  public var device: Device = .cpu
  /// Epochs without improvement of the selection criterion after which training ends; nil trains to the end.
  public var patience: Int?
  /// Updates between checkpoints inside an epoch; nil keeps those at the epochs' ends only. A training that is asked to
  /// stop writes one wherever it stands.
  public var checkpointEvery: Int?
  /// What the schedule counts.
  public var scheduleUnit = ScheduleUnit.epoch

  /// Lowers all rates, beside the schedule, when the selection criterion stops improving; nil never does. An epoch without
  /// a value counts for nothing. Its state is part of the position.
  public var plateau: ReduceOnPlateau?

  /// Plain training on the CPU: every side effect is off.
  public init(epochs: Int) { self.epochs = epochs }
}

/// What a learning-rate schedule counts.
public enum ScheduleUnit: String, Sendable, CaseIterable {
  /// Completed epochs: the rate is the same for all updates of one.
  case epoch
  /// Updates since the start.
  case update
}
