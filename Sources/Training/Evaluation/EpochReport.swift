import Balancing
import OrderedCollections

/// The figures of one epoch.
public struct EpochReport: Sendable {
  /// The epoch's number, from 1.
  public var epoch: Int
  /// The number of updates since the start of the run.
  public var step: Int
  /// The learning rate of the first parameter group in the epoch's last update.
  public var learningRate: Double
  /// The mean loss of each task over the training batches that had labels for it. Each batch counts the same.
  public var trainLosses: OrderedDictionary<String, Double>
  /// The mean weight of each task's loss over the epoch; nil for a method that has no effective weights.
  public var weights: OrderedDictionary<String, Double>?
  /// How much each task's weight differs from batch to batch: its standard deviation over its mean; nil if there are no weights.
  public var weightSpreads: OrderedDictionary<String, Double>?
  /// The same of each task's loss times its weight.
  public var weightedLossSpreads: OrderedDictionary<String, Double>?
  /// The mean value of each of the network's own penalties over the training batches, without its weight.
  public var penalties: [String: Double] = [:]
  /// The validation split's figures; nil if there is no such split.
  public var validation: SplitFigures?
  /// The selection criterion's value; nil if it could not be computed or was not finite.
  public var criterion: Double?
  /// The seconds of training.
  public var trainSeconds: Double
  /// The seconds of validation.
  public var validationSeconds: Double
  /// The processor seconds of training and validation, summed over all threads of the process; nil on a device that
  /// computes apart from the processor.
  public var processorSeconds: Double?
  /// The seconds in which training waited for data.
  public var waitingSeconds: Double
  /// The relations between the tasks' gradients; nil if diagnostics are off.
  public var diagnostics: GradientDiagnostics.Epoch?
}

/// The figures of a network on one split.
public struct SplitFigures: Sendable, Codable {
  /// The loss of each task over the labels of the split, see `TaskLoss.sums(_:_:labels:)`; a task without labels is
  /// absent.
  public var losses: OrderedDictionary<String, Double>
  /// Each task's metrics by name. A metric without any label, or not defined for the labels of the split, is absent.
  public var metrics: OrderedDictionary<String, OrderedDictionary<String, Double>>
  /// The number of labels that metrics leave out, by task and metric. Metrics that leave out none are absent.
  public var leftOut: OrderedDictionary<String, OrderedDictionary<String, Int>> = [:]

  /// Creates figures by task, in the tasks' order.
  public init(
    losses: OrderedDictionary<String, Double>, metrics: OrderedDictionary<String, OrderedDictionary<String, Double>>
  ) {
    self.losses = losses
    self.metrics = metrics
  }
}

extension SplitFigures {
  /// Adds the figures of other tasks.
  mutating func add(_ other: SplitFigures) {
    losses.merge(other.losses) { $1 }
    metrics.merge(other.metrics) { $1 }
    leftOut.merge(other.leftOut) { $1 }
  }

  /// The same figures in an order of the tasks.
  func ordered(by tasks: [String]) -> SplitFigures {
    func ordered<Value>(_ values: OrderedDictionary<String, Value>) -> OrderedDictionary<String, Value> {
      OrderedDictionary(uniqueKeysWithValues: tasks.compactMap { task in values[task].map { (task, $0) } })
    }
    var figures = SplitFigures(losses: ordered(losses), metrics: ordered(metrics))
    figures.leftOut = ordered(leftOut)
    return figures
  }
}
