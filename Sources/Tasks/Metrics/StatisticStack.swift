import Torch

/// A statistic of which one object gathers for many tasks whose predictions and targets lie together in
/// ``TaskTensors``.
public protocol StackableStatistic: Statistic {
  /// Gathers for all of some statistics; nil if they differ in more than it can tell apart.
  static func stack(_ members: [Self]) -> (any StatisticStack)?
}

/// A quantity that is gathered over a split for many tasks at once.
public protocol StatisticStack: AnyObject {
  /// Adds a batch.
  ///
  /// - Parameters:
  ///   - predictions: `[batch, outputs, tasks]`, the tasks in the order of the members.
  ///   - targets: `[batch, tasks]`, or `[batch, outputs, tasks]`.
  func update(_ predictions: Tensor, _ targets: Tensor)

  /// The summary of each member, see ``Statistic/summary()``. This waits for the device.
  func summaries() throws -> [Result<Any?, any Error>]
}

extension ConfusionStatistic: StackableStatistic {
  public static func stack(_ members: [ConfusionStatistic]) -> (any StatisticStack)? {
    let first = members[0]
    guard let name = first.decision.name,
      members.allSatisfy({ $0.classes == first.classes && $0.decision.name == name })
    else { return nil }
    return ConfusionStack(first, count: members.count)
  }
}

/// The confusion matrices of many tasks.
private final class ConfusionStack: StatisticStack {
  private let member: ConfusionStatistic
  private let count: Int
  /// The counts of each member, `[tasks, counts]`.
  private var counts: Tensor?

  init(_ member: ConfusionStatistic, count: Int) {
    self.member = member
    self.count = count
  }

  func update(_ predictions: Tensor, _ targets: Tensor) {
    let batch = found(predictions, targets)
    counts = counts.map { $0 + batch } ?? batch
  }

  private func found(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
    if let threshold = member.decision.threshold {
      return ConfusionStatistic.counts(predictions, targets, threshold, over: [0, 1]).transpose(0, 1)
    }
    let size = member.classes * member.classes + 2, places = member.cells(predictions, targets)
    let starts = Tensor.arange(0, Double(count * size), step: Double(size), dtype: .float64).to(places.device, .int64)
    return (places + starts).flatten().bincount(minLength: count * size).view([count, size])
  }

  func summaries() throws -> [Result<Any?, any Error>] {
    guard let counts = try counts?.valid() else { return .init(repeating: .success(nil), count: count) }
    let all = counts.array(of: Double.self), size = counts.size(1)
    return (0..<count).map { task in
      Result { try member.matrix(all[task * size..<(task + 1) * size]) }
    }
  }
}

extension ScoreStatistic: StackableStatistic {
  public static func stack(_ members: [ScoreStatistic]) -> (any StatisticStack)? {
    members.allSatisfy { $0.form == .logits } ? ScoreStack(count: members.count) : nil
  }
}

/// The logits and yes-or-no labels of many tasks.
private final class ScoreStack: StatisticStack {
  private let count: Int
  /// `[tasks, batch, outputs]` each: a batch fits the processor's cache, where it is turned cheaply.
  private var predictions: [Tensor] = []
  private var labels: [Tensor] = []

  init(count: Int) { self.count = count }

  func update(_ predictions: Tensor, _ targets: Tensor) {
    func byTask(_ tensor: Tensor) -> Tensor { tensor.permute([2, 0, 1]).contiguous() }
    self.predictions.append(byTask(predictions))
    labels.append(byTask(BinaryLabels.filled(targets.shaped(like: predictions)).to(predictions.dtype)))
  }

  func summaries() throws -> [Result<Any?, any Error>] {
    guard let first = predictions.first else { return .init(repeating: .success(nil), count: count) }
    let scores = try Tensor.cat(predictions, 1).valid(), labels = try Tensor.cat(labels, 1).valid()
    return (0..<count).map { task in
      func row(_ all: Tensor) -> [Double] { all.select(0, index: task).array() }
      return .success(
        Scores(columns: first.size(2), scores: row(scores), labels: row(labels), BinaryAnswer.init(logit:)))
    }
  }
}
