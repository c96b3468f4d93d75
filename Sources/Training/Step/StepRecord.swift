import OrderedCollections
import Torch

/// The losses and weights of a training step. They stay on the device of the losses until they are read.
public struct StepRecord {
  /// The losses and weights of one batch of the update.
  public struct Row {
    /// The losses, `[K]`, without a graph. For a batch that was divided into parts, the mean over the parts that had
    /// labels.
    public var losses: Tensor
    /// The factor of each task's gradient, `[K]`; nil for a method that has no such numbers.
    public var weights: Tensor?
    /// Whether each task had labels.
    public var present: [Bool]
    /// The values of the network's own penalties by name, without weight and graph. For a batch that was divided into
    /// parts, their mean.
    public var penalties: OrderedDictionary<String, Tensor> = [:]
  }

  /// The batches of the update, one row for each.
  public var rows: [Row] = []

  /// Gives all batches the weights of their update, if there are any.
  mutating func complete(weights: Tensor?) {
    guard let weights else { return }
    for index in rows.indices { rows[index].weights = weights }
  }
}

extension StepRecord.Row {
  /// Creates the row of a batch that was divided into parts. A task's loss is the mean over the parts that had labels
  /// for it.
  init(parts: [TaskLosses]) {
    let first = parts[0].values.detach()
    guard parts.count > 1 else {
      self.init(losses: first, weights: nil, present: parts[0].present)
      return
    }
    let counts = parts[0].present.indices.map { task in parts.count { $0.present[task] } }
    let mean = parts.reduce(first.zerosLike()) { sum, part in
      let shares = counts.enumerated().map { part.present[$0.offset] ? 1 / Double($0.element) : 0 }
      return sum + part.values.detach() * Tensor(shares).to(first.device, first.dtype)
    }
    self.init(losses: mean, weights: nil, present: counts.map { $0 > 0 })
  }
}
