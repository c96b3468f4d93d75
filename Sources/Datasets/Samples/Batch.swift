import Tasks
import Torch

/// A batch: some samples with the targets of every task, in host memory.
public struct Batch: Sendable {
  /// The inputs, float32.
  public var inputs: Inputs
  /// The targets by task, in the order of the tasks: `[sample, …]`. Classes are int64 (−1: no label), all other labels
  /// are float32 (numbers: NaN without a label; depth: 0; normals: the zero vector).
  public var targets: TaskTensors
  /// Whether any sample of the batch with a weight above 0 has a label, by task. It is known without asking a device.
  public var labelled: [String: Bool]
  /// The number of samples.
  public var count: Int
  /// The weight of each sample, `[sample]` in float32, each at least 0; nil if all samples weigh the same. All elements of a
  /// sample have its weight.
  public var weights: Tensor?
  /// The place of the batch's set among those of the data; 0 for data of one set.
  public var set = 0

  /// Creates a batch.
  ///
  /// - Parameter labelled: whether any sample has a label, by task. A task that is not named has some.
  public init(inputs: Inputs, targets: TaskTensors, labelled: [String: Bool], count: Int) {
    self.inputs = inputs
    self.targets = targets
    self.labelled = labelled
    self.count = count
  }

  /// Creates a batch whose inputs are one tensor, `[sample, …]`.
  public init(inputs: Tensor, targets: TaskTensors, labelled: [String: Bool], count: Int) {
    self.init(inputs: Inputs(inputs), targets: targets, labelled: labelled, count: count)
  }

  /// One of `parts` equal parts of the batch. If the number of samples does not divide, the last samples are left out.
  /// All parts keep the batch's ``labelled``.
  public func part(_ index: Int, of parts: Int) -> Batch {
    let size = count / parts
    func piece(_ tensor: Tensor) -> Tensor { tensor.narrow(0, start: index * size, length: size) }
    var part = self
    part.inputs = inputs.narrow(start: index * size, length: size)
    part.targets = targets.map(piece)
    part.weights = weights.map(piece)
    part.count = size
    return part
  }
}
