import OrderedCollections
import Torch

/// Some samples with the targets of every task, in host memory.
public struct Batch: Sendable {
  /// `[sample, …]`, float32.
  public var inputs: Tensor
  /// By task, in the order of the tasks: `[sample, …]`. Classes are int64 (−1: no label), all else is float32 (numbers:
  /// NaN where there is no label; depth: 0; normals: the zero vector).
  public var targets: OrderedDictionary<String, Tensor>
  /// By task, whether any sample of the batch has a label: known here without asking a device.
  public var labelled: [String: Bool]
  /// The number of samples.
  public var count: Int

  public init(inputs: Tensor, targets: OrderedDictionary<String, Tensor>, labelled: [String: Bool], count: Int) {
    self.inputs = inputs
    self.targets = targets
    self.labelled = labelled
    self.count = count
  }

  /// One of `parts` equal parts, the last samples left out where their number does not divide; all of them keep the
  /// batch's ``labelled``.
  public func part(_ index: Int, of parts: Int) -> Batch {
    let size = count / parts
    func piece(_ tensor: Tensor) -> Tensor { tensor.narrow(0, start: index * size, length: size) }
    return Batch(inputs: piece(inputs), targets: targets.mapValues(piece), labelled: labelled, count: size)
  }
}
