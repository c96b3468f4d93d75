import Torch

/// What a training step saw, on the device of the losses until someone asks.
public struct StepRecord {
  /// One batch of the update.
  public struct Row {
    /// `[K]`, without a graph; of a batch that was looked at in parts the mean over those that had labels.
    public var losses: Tensor
    /// The factor of each task's gradient, `[K]`; nil for a method that has no such numbers.
    public var weights: Tensor?
    /// Whether each task had labels.
    public var present: [Bool]
  }

  /// One for each batch.
  public var rows: [Row] = []

  /// Gives all batches the weights of their update, where there are any.
  mutating func complete(weights: Tensor?) {
    guard let weights else { return }
    for index in rows.indices { rows[index].weights = weights }
  }
}

extension StepRecord.Row {
  /// A batch that was looked at in parts. A task's loss is the mean over the parts that had labels for it.
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
