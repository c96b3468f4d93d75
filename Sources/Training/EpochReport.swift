import Balancing
import OrderedCollections

/// What an epoch left behind.
public struct EpochReport: Sendable {
  /// The epoch's number, from 1.
  public var epoch: Int
  /// Updates since the start of the run.
  public var step: Int
  /// The learning rate of the first parameter group in the epoch's last update.
  public var learningRate: Double
  /// Mean loss of each task over the training batches that had labels for it, each batch counting the same.
  public var trainLosses: OrderedDictionary<String, Double>
  /// Mean weight of each task's loss over the epoch; nil for a method that has no effective weights.
  public var weights: OrderedDictionary<String, Double>?
  /// The validation split's figures; nil where there is none.
  public var validation: SplitFigures?
  /// The selection criterion's value; nil where it could not be computed or was not finite.
  public var criterion: Double?
  /// Seconds of training.
  public var trainSeconds: Double
  /// Seconds of validation.
  public var validationSeconds: Double
  /// Processor seconds of training and validation, all threads of the process added up; nil on a device that computes beside
  /// the processor.
  public var processorSeconds: Double?
  /// Seconds in which training waited for data.
  public var waitingSeconds: Double
  /// How the tasks' gradients related; nil where nobody looked.
  public var diagnostics: GradientDiagnostics.Epoch?
}

/// Figures of a network on one split.
public struct SplitFigures: Sendable, Codable {
  /// Loss of each task over the labels of the split, see `TaskLoss.sums(_:_:labels:)`; a task without any is absent.
  public var losses: OrderedDictionary<String, Double>
  /// Each task's metrics by name; a metric without any label, or not defined for those of the split, is absent.
  public var metrics: OrderedDictionary<String, OrderedDictionary<String, Double>>
  /// How many labels metrics leave out, by task and metric; those that leave out none are absent.
  public var leftOut: OrderedDictionary<String, OrderedDictionary<String, Int>> = [:]

  /// Figures by task, in the tasks' order.
  public init(
    losses: OrderedDictionary<String, Double>, metrics: OrderedDictionary<String, OrderedDictionary<String, Double>>
  ) {
    self.losses = losses
    self.metrics = metrics
  }
}
