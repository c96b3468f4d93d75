import Torch

/// Statistics of many tasks that are given many batches at once, because a tensor operation on a few numbers costs as
/// much as one on thousands.
final class ChunkedStatistics: StatisticStack {
  /// The samples that are gathered before the members see them.
  static let samples = 8192

  private let members: [any Statistic]
  /// `[batch, outputs, tasks]` and the targets of each batch.
  private var predictions: [Tensor] = []
  private var targets: [Tensor] = []
  private var waiting = 0

  /// - Parameter members: statistics that do not depend on how a split is divided into batches.
  init(_ members: [any Statistic]) { self.members = members }

  func update(_ predictions: Tensor, _ targets: Tensor) {
    self.predictions.append(predictions)
    self.targets.append(targets)
    waiting += predictions.size(0)
    if waiting >= Self.samples { pass() }
  }

  /// Gives what was gathered to the members.
  private func pass() {
    guard waiting > 0 else { return }
    let columns = zip(Tensor.cat(predictions).unbind(-1), Tensor.cat(targets).unbind(-1))
    for (member, (prediction, target)) in zip(members, columns) { member.update(prediction, target) }
    (predictions, targets, waiting) = ([], [], 0)
  }

  func summaries() throws -> [Result<Any?, any Error>] {
    withoutGradients { pass() }
    return members.map { member in Result { try member.anySummary() } }
  }
}
