import Foundation
import OrderedCollections
import Statistics
import Tasks

/// Yes-or-no tasks on features that all have in common: task t answers yes if u_t · tanh(W x) > 0.
///
/// Symbols: x the input, normal of variance 1; W the features' weights, `[features, inputs]`, normal of standard deviation
/// 3 / √inputs; u_t the task's own weights, normal of variance 1. Each sample belongs to one task and has no label of the others, so
/// that the samples of different tasks are independent of each other.
///
/// Source: our own, for the experiments of H. Zakerinia, D. Ghobadi, C. Lampert, [From Low Intrinsic Dimensionality to Non-Vacuous
/// Generalization Bounds in Deep Multi-Task Learning](https://arxiv.org/abs/2501.19067), 2025, at a small scale.
public struct SharedFeatures: Sendable, Hashable {
  /// The number of tasks.
  public var tasks = 30
  /// The numbers of an input.
  public var inputs = 20
  /// The number of features.
  public var features = 4
  /// The number of the only task, from 1; nil for all. Its samples are those that it has among all.
  public var only: Int?
  /// The seed of the tasks and of the samples.
  public var seed: UInt64 = 0

  public init() {}

  private var numbers: ClosedRange<Int> { only.map { $0...$0 } ?? 1...tasks }

  /// The names of the tasks.
  public var taskNames: [String] { numbers.map { "task \($0)" } }

  /// The parts of the data that have random streams of their own.
  private enum Stream: UInt64 { case features, task, samples }

  /// The features' weights, `[feature][input]`.
  private var weights: [[Double]] {
    var random = SplitMix64(key: seed, Stream.features.rawValue)
    let size = 3 / Double(inputs).squareRoot()
    return (0..<features).map { _ in (0..<inputs).map { _ in size * random.normal() } }
  }

  /// A task's weights of the features.
  private func weights(of task: Int) -> [Double] {
    var random = SplitMix64(key: seed, Stream.task.rawValue, UInt64(task))
    return (0..<features).map { _ in random.normal() }
  }

  /// The samples of a split: `count` of each task, those of a task one after the other.
  private func dataset(_ count: Int, _ split: Split) -> InMemoryDataset {
    let shared = weights, total = count * numbers.count
    var x: [Float] = []
    var targets: OrderedDictionary<String, Field> = [:]
    for (place, task) in numbers.enumerated() {
      let own = weights(of: task)
      var labels = [Float](repeating: .nan, count: total)
      for sample in 0..<count {
        var random = SplitMix64(key: seed, Stream.samples.rawValue, split.number, UInt64(task), UInt64(sample))
        let input = (0..<inputs).map { _ in Float(random.normal()) }
        let score = zip(own, shared).reduce(0) { sum, feature in
          sum + feature.0 * tanh(zip(feature.1, input).reduce(0) { $0 + $1.0 * Double($1.1) })
        }
        labels[place * count + sample] = score > 0 ? 1 : 0
        x += input
      }
      targets[taskNames[place]] = Field(labels, shape: [1], absence: .nan)
    }
    return InMemoryDataset(inputs: Field(x, shape: [inputs]), targets: targets)
  }

  /// Generates the samples.
  ///
  /// - Parameter train: the number of samples of each task in this split; `validation` and `test` likewise. All are positive.
  public func source(train: Int, validation: Int, test: Int) -> DataSource {
    DataSource(
      name: "shared-features", train: dataset(train, .train), validation: dataset(validation, .validation),
      test: dataset(test, .test), tasks: taskNames.map { .binary($0, isComplete: only != nil) }, input: .vector(inputs))
  }
}
