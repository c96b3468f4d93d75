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
  /// The counts of a member's cells, and of labels out of range and missing ones.
  private let cells: Int
  /// `[tasks · cells]`.
  private var counts: Tensor?

  init(_ member: ConfusionStatistic, count: Int) {
    self.member = member
    self.count = count
    cells = member.classes * member.classes + 2
  }

  func update(_ predictions: Tensor, _ targets: Tensor) {
    let found = member.cells(predictions, targets)
    let starts = Tensor.arange(0, Double(count * cells), step: Double(cells), dtype: .float64).to(found.device, .int64)
    let batch = (found + starts).flatten().bincount(minLength: count * cells)
    counts = counts.map { $0 + batch } ?? batch
  }

  func summaries() throws -> [Result<Any?, any Error>] {
    guard let all = try counts?.valid().array(of: Double.self) else {
      return .init(repeating: .success(nil), count: count)
    }
    return (0..<count).map { task in
      Result { try member.matrix(all[task * cells..<(task + 1) * cells]) }
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
  /// `[batch, outputs, tasks]` each.
  private var predictions: [Tensor] = []
  private var labels: [Tensor] = []

  init(count: Int) { self.count = count }

  func update(_ predictions: Tensor, _ targets: Tensor) {
    self.predictions.append(predictions)
    labels.append(targets.shaped(like: predictions))
  }

  func summaries() throws -> [Result<Any?, any Error>] {
    guard let first = predictions.first else { return .init(repeating: .success(nil), count: count) }
    func byTask(_ pieces: [Tensor]) throws -> [Double] {
      try Tensor.cat(pieces).permute([2, 0, 1]).contiguous().valid().array(of: Double.self)
    }
    let scores = try byTask(predictions), labels = try byTask(labels.map { $0.nanToNumber(nan: -1) })
    let columns = first.size(1), size = scores.count / count
    return (0..<count).map { task in
      let range = task * size..<(task + 1) * size
      return .success(
        Scores(columns: columns, scores: scores[range], labels: labels[range], BinaryAnswer.init(logit:)))
    }
  }
}
