import Datasets
import Statistics
import Tasks
import Torch

/// Permutation importance: how much worse the first metric of each task gets if one column of a table is shuffled among
/// the samples of a split.
///
/// A column that a network does not use can be shuffled without a change. Columns that say the same can replace one
/// another, so that none of them may look important. A shuffled column makes samples that do not occur.
///
/// Sources: Breiman, "Random Forests" (Machine Learning 45, 2001); Fisher, Rudin, Dominici, "All Models are Wrong, but Many are
/// Useful" (Journal of Machine Learning Research 20, 2019).
struct PermutationImportance {
  /// The samples, with inputs `[input]`.
  let dataset: any Dataset
  let tasks: [LearningTask]
  /// The number of samples that are predicted at a time; no more are in memory.
  let batch: Int
  /// The seed of the permutations.
  let seed: UInt64
  /// The network's outputs for inputs `[sample, input]`.
  let predict: (Tensor) throws -> TaskTensors

  /// The first metrics of all tasks on the unchanged samples; nil for a metric that is not defined.
  func figures() throws -> [Double?] { try figures { try dataset.batch($0) } }

  /// The amount by which each task's first metric is worse, in its own unit, if some inputs of every sample come from
  /// another one.
  ///
  /// - Parameters:
  ///   - inputs: the inputs of one column, which move together.
  ///   - figures: the metrics on the unchanged samples.
  ///   - column: the number of the column, which gives each its own permutations.
  ///   - number: the number of the repeat.
  func drops(
    permuting inputs: [Int], from figures: [Double?], column: Int, repeat number: Int
  ) throws -> [Double?] {
    var random = SplitMix64(key: seed, UInt64(column), UInt64(number))
    let permutation = random.permutation(dataset.count)
    let width = try dataset.batch([0]).inputs.sole.size(1), chosen = Set(inputs)
    let isMoved = Tensor((0..<width).map { chosen.contains($0) ? 1 : 0 } as [Float]).greater(0.5)
    let found = try self.figures { samples in
      var batch = try dataset.batch(samples)
      let others = try dataset.batch(samples.map { permutation[$0] }).inputs.sole
      // A number and a zero are the number to the bit.
      batch.inputs = batch.inputs.map {
        $0.maskedFill(mask: isMoved, 0) + others.maskedFill(mask: isMoved.logicalNot(), 0)
      }
      return batch
    }
    return tasks.indices.map { index in
      guard let before = figures[index], let after = found[index] else { return nil }
      return tasks[index].metrics[0].direction == .higherIsBetter ? before - after : after - before
    }
  }

  private func figures(_ batchOf: ([Int]) throws -> Batch) throws -> [Double?] {
    let evaluations = tasks.map { Evaluation(task: $0.name, metrics: [$0.metrics[0]]) }
    for start in stride(from: 0, to: dataset.count, by: batch) {
      let batch = try batchOf(Array(start..<min(dataset.count, start + batch)))
      try withTorchErrors {
        try withoutGradients {
          let outputs = try predict(batch.inputs.sole)
          for (task, evaluation) in zip(tasks, evaluations) {
            guard let output = outputs[task.name], let target = batch.targets[task.name] else { continue }
            evaluation.update(output.to(.cpu), target, weights: batch.weights)
          }
        }
      }
    }
    return try evaluations.map { try $0.compute()[0].value }
  }
}
