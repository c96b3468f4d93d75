import OrderedCollections
import Torch

/// A batch: some samples with the targets of every task, in host memory.
public struct Batch: Sendable {
  /// The inputs, `[sample, …]`, float32.
  public var inputs: Tensor
  /// The targets by task, in the order of the tasks: `[sample, …]`. Classes are int64 (−1: no label), all other labels
  /// are float32 (numbers: NaN without a label; depth: 0; normals: the zero vector).
  public var targets: OrderedDictionary<String, Tensor>
  /// Whether any sample of the batch has a label, by task. It is known without asking a device.
  public var labelled: [String: Bool]
  /// The number of samples.
  public var count: Int

  public init(inputs: Tensor, targets: OrderedDictionary<String, Tensor>, labelled: [String: Bool], count: Int) {
    self.inputs = inputs
    self.targets = targets
    self.labelled = labelled
    self.count = count
  }

  /// One of `parts` equal parts of the batch. If the number of samples does not divide, the last samples are left out.
  /// All parts keep the batch's ``labelled``.
  public func part(_ index: Int, of parts: Int) -> Batch {
    let size = count / parts
    func piece(_ tensor: Tensor) -> Tensor { tensor.narrow(0, start: index * size, length: size) }
    return Batch(inputs: piece(inputs), targets: targets.mapValues(piece), labelled: labelled, count: size)
  }
}
