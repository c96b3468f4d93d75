import Foundation
import OrderedCollections
import Statistics
import Tasks

/// Yes-or-no tasks of one input, in groups whose labelling functions contradict each other.
///
/// Task t of group g answers yes if w_t · x + s_g κ ((v_p · x)² − 1) > 0. Symbols: x the input, normal of variance 1; w_t the
/// task's own direction, close to its group's; v_p a direction that two groups share, and s_g = ±1 the sign with which each of
/// the two takes it; κ the strength of the conflict. Where the second term decides, the two groups of a pair demand opposite
/// answers of the same feature. Where the first decides, the groups have nothing in common.
///
/// Source: our own, for the experiment of G. Strezoski et al., [Many Task Learning with Task
/// Routing](https://arxiv.org/abs/1903.12117), ICCV 2019, at a small scale.
public struct ConflictingLabels: Sendable, Hashable {
  /// The number of groups.
  public var groups = 6
  /// The number of tasks in each group.
  public var tasks = 5
  /// The numbers of an input.
  public var inputs = 40
  /// The strength of the conflict, κ; 0 for linear tasks.
  public var conflict = 1.0
  /// The cosine between the directions of a task and of its group.
  public var kinship = 0.9
  /// The seed of the tasks and of the samples.
  public var seed: UInt64 = 0

  public init() {}

  /// The names of the tasks, those of a group one after the other.
  public var taskNames: [String] { (0..<groups * tasks).map { "task \($0 + 1)" } }

  /// The group of each task, from 0.
  public var groupOfTask: [Int] { (0..<groups * tasks).map { $0 / tasks } }

  /// The parts of the data that have random streams of their own.
  private enum Stream: UInt64 { case group, own, contested, samples }

  /// A direction of length 1.
  private func direction(_ stream: Stream, _ number: Int) -> [Double] {
    var random = SplitMix64(key: seed, stream.rawValue, UInt64(number))
    let vector = (0..<inputs).map { _ in random.normal() }
    let size = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { $0 / size }
  }

  /// The two directions of each task, and the sign of the second.
  private var rules: [(own: [Double], contested: [Double], sign: Double)] {
    groupOfTask.enumerated().map { task, group in
      let rest = (1 - kinship * kinship).squareRoot()
      let own = zip(direction(.group, group), direction(.own, task)).map { kinship * $0 + rest * $1 }
      return (own, direction(.contested, group / 2), group % 2 == 0 ? 1 : -1)
    }
  }

  /// The samples of a split, each with a label of every task.
  private func dataset(_ count: Int, _ split: Split) -> InMemoryDataset {
    let x = (0..<count).map { sample in
      var random = SplitMix64(key: seed, Stream.samples.rawValue, split.number, UInt64(sample))
      return (0..<inputs).map { _ in Float(random.normal()) }
    }
    let targets = zip(taskNames, rules).map { name, rule in
      let labels = x.map { input -> Float in
        func along(_ direction: [Double]) -> Double { zip(direction, input).reduce(0) { $0 + $1.0 * Double($1.1) } }
        let contested = along(rule.contested)
        return along(rule.own) + rule.sign * conflict * (contested * contested - 1) > 0 ? 1 : 0
      }
      return (name, Field(labels, shape: [1]))
    }
    return InMemoryDataset(
      inputs: Field(x.flatMap { $0 }, shape: [inputs]), targets: OrderedDictionary(uniqueKeysWithValues: targets))
  }

  /// Generates the samples.
  ///
  /// - Parameter train: the number of samples of this split; `validation` and `test` likewise. All are positive.
  public func source(train: Int, validation: Int, test: Int) -> DataSource {
    DataSource(
      name: "conflicting-labels", train: dataset(train, .train), validation: dataset(validation, .validation),
      test: dataset(test, .test), tasks: taskNames.map { .binary($0, isComplete: true) }, input: .vector(inputs))
  }
}
