import Foundation
import OrderedCollections
import Statistics
import Tasks

/// Linear regressions in groups: the weight vectors of a group's tasks are positive multiples of one direction, and the
/// directions of different groups have nothing to do with each other.
///
/// Each sample belongs to one task and has no label of the others, so with few samples a task can only be learned together with
/// its group. Inputs are uniform in −1 … 1. The length of a weight vector is 0.2 + 8 u^1.571 with u uniform in 0 … 1, of mean 3.3.
///
/// Source: the law of the data of Z. Kang, K. Grauman, F. Sha, "Learning with Whom to Share in Multi-task Feature Learning",
/// ICML 2011, as used by E. Meyerson, R. Miikkulainen, [Modular Universal
/// Reparameterization](https://arxiv.org/abs/1906.00097), NeurIPS 2019. The law of the lengths is a reconstruction. It gives the
/// published error of tasks that are learned alone, 1.35: from n samples in d dimensions without noise the shortest solution has an
/// error of √(1 − n / d) / √3 times the length.
public struct GroupedLinear: Sendable, Hashable {
  /// The number of groups.
  public var groups = 3
  /// The number of tasks in each group.
  public var tasks = 10
  /// The numbers of an input.
  public var inputs = 20
  /// The standard deviation of the targets' noise; 0 for exact targets.
  public var noise = 0.31
  /// The seed of the tasks and of the samples.
  public var seed: UInt64 = 0

  public init() {}

  /// The names of the tasks, those of a group one after the other.
  public var taskNames: [String] { (0..<groups * tasks).map { "task \($0 + 1)" } }

  /// The group of each task, from 0.
  public var groupOfTask: [Int] { (0..<groups * tasks).map { $0 / tasks } }

  /// The parts of the data that have random streams of their own.
  private enum Stream: UInt64 { case direction, length, samples }

  /// The weight vector of each task, `[task][input]`.
  public var weights: [[Double]] {
    groupOfTask.enumerated().map { task, group in
      var random = SplitMix64(key: seed, Stream.direction.rawValue, UInt64(group))
      let direction = (0..<inputs).map { _ in random.normal() }
      let size = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      var own = SplitMix64(key: seed, Stream.length.rawValue, UInt64(task))
      let length = 0.2 + 8 * pow(Double(own.uniform()), 1.571)
      return direction.map { $0 * length / size }
    }
  }

  /// The samples of a split: `count` of each task, those of a task one after the other.
  private func dataset(_ count: Int, _ split: Split, _ weights: [[Double]]) -> InMemoryDataset {
    let total = count * weights.count
    var x: [Float] = []
    var targets = [[Float]](repeating: [Float](repeating: .nan, count: total), count: weights.count)
    for (task, vector) in weights.enumerated() {
      for sample in 0..<count {
        var random = SplitMix64(key: seed, Stream.samples.rawValue, split.number, UInt64(task), UInt64(sample))
        let input = (0..<inputs).map { _ in random.uniform(-1, 1) }
        let exact = zip(vector, input).reduce(0) { $0 + $1.0 * Double($1.1) }
        targets[task][task * count + sample] = Float(exact + noise * random.normal())
        x += input
      }
    }
    return InMemoryDataset(
      inputs: Field(x, shape: [inputs]),
      targets: OrderedDictionary(
        uniqueKeysWithValues: zip(taskNames, targets.map { Field($0, absence: .nan) })))
  }

  /// Generates the samples.
  ///
  /// - Parameter train: the number of samples of each task in this split; `validation` and `test` likewise. All are positive.
  public func source(train: Int, validation: Int, test: Int) -> DataSource {
    let weights = weights
    return DataSource(
      name: "grouped-linear", train: dataset(train, .train, weights),
      validation: dataset(validation, .validation, weights), test: dataset(test, .test, weights),
      tasks: taskNames.map { .regression($0) }, input: .vector(inputs))
  }
}
