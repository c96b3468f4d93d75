import Tasks
import Torch

/// Prefixes of a log as samples. Inputs are `[length, 6]` with zeros in front of the prefix. Targets are the code of
/// the next activity and two standardised times.
public struct PrefixDataset: Dataset {
  let examples: PrefixExamples
  /// The examples of the split, in their order.
  let numbers: [Int]
  private let prescribed: (@Sendable (Int) -> [Int])?

  /// Creates a data set of some examples.
  ///
  /// - Parameter order: the order of each epoch if one is prescribed.
  init(_ examples: PrefixExamples, _ numbers: [Int], order: (@Sendable (Int) -> [Int])? = nil) {
    (self.examples, self.numbers, prescribed) = (examples, numbers, order)
  }

  /// The names of the targets.
  static let nextActivity = "next-activity"
  static let nextTime = "next-time"
  static let remainingTime = "remaining-time"

  public var count: Int { numbers.count }

  /// The number of values that are copied for a prefix of usual length. The zeros in front cost almost nothing.
  public var copiedValuesPerSample: Int? {
    numbers.reduce(0) { $0 + examples.lengths[$1] } * PrefixExamples.features / max(1, numbers.count) + 3
  }

  public func order(epoch: Int) -> [Int]? { prescribed?(epoch) }

  public func batch(_ indices: [Int]) throws -> Batch {
    let chosen = indices.map { numbers[$0] }
    let names = [Self.nextActivity, Self.nextTime, Self.remainingTime]
    return Batch(
      inputs: inputs(chosen),
      targets: TaskTensors(
        uniqueKeysWithValues: zip(
          names,
          [
            Tensor(chosen.map { examples.activities[$0] }), Tensor(chosen.map { examples.nextTimes[$0] }),
            Tensor(chosen.map { examples.remainingTimes[$0] }),
          ])),
      labelled: Dictionary(uniqueKeysWithValues: names.map { ($0, true) }), count: indices.count)
  }

  private func inputs(_ chosen: [Int]) -> Tensor {
    let ranges = chosen.map { examples.starts[$0]..<examples.starts[$0] + examples.lengths[$0] }
    return PrefixExamples.inputs(of: examples.rows, ranges, length: examples.length)
  }
}
