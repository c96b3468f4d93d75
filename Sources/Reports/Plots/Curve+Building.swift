import Balancing
import Runs
import Statistics

extension Curve {
  /// The curves of the runs of one method. A quantity that no epoch has gives no curve; an epoch that lacks it gives a gap.
  static func all(of runs: [RunFolder.Finished], tasks: [String]) -> [Curve] {
    var curves: [Curve] = []
    for task in tasks {
      for split in ["train", "validation"] {
        let curve = Curve(.loss(split: split), task, runs) { $0.losses[split]?[task] }
        if let curve { curves.append(curve) }
      }
      if let curve = Curve(.weight, task, runs, { $0.weights?[task] }) { curves.append(curve) }
    }
    return curves + gradients(of: runs, tasks: tasks)
  }

  /// The curves of the gradients' diagnostics; empty if no epoch has any.
  private static func gradients(of runs: [RunFolder.Finished], tasks: [String]) -> [Curve] {
    let measured = runs.filter { $0.records.contains { $0.diagnostics != nil } }
    guard !measured.isEmpty else { return [] }
    var curves: [Curve] = []
    for (index, first) in tasks.enumerated() {
      for second in tasks[(index + 1)...] {
        let curve = Curve(.cosine, pairName(first, second), of: measured) { record in
          record.diagnostics?.pairs.first { $0.tasks == [first, second] }?.similarity.cosine.mean
        }
        if let curve { curves.append(curve) }
      }
    }
    for compared in Compared.allCases {
      curves += [
        Curve(.magnitude(of: compared), "", of: measured) { record in
          mean(compared, record) { ($0.magnitude.mean, $0.magnitude.count) }
        },
        Curve(.conflict(of: compared), "", of: measured) { record in
          mean(compared, record) { ($0.conflicting, $0.cosine.count) }
        },
      ].compactMap { $0 }
    }
    let condition = Curve(.logConditionNumber, "", of: measured) { $0.diagnostics?.logConditionNumber?.mean }
    return curves + (condition.map { [$0] } ?? [])
  }

  static func pairName(_ first: String, _ second: String) -> String { "\(first) · \(second)" }

  /// The mean over all pairs of an epoch.
  private static func mean(
    _ compared: Compared, _ record: EpochRecord,
    _ part: (GradientDiagnostics.Similarity) -> (mean: Double, count: Int)
  ) -> Double? {
    guard let diagnostics = record.diagnostics else { return nil }
    let similarities =
      switch compared {
      case .tasks: [diagnostics.tasks].compactMap { $0 }
      case .samples: Array(diagnostics.samples.values)
      case .tasksOfSamples: [diagnostics.tasksOfSamples].compactMap { $0 }
      case .across: [diagnostics.across].compactMap { $0 }
      }
    let parts = similarities.map(part)
    let count = parts.map(\.count).saturatedSum()
    let sum = parts.reduce(0.0) { $0 + $1.mean * Double($1.count) }
    return count == 0 ? nil : sum / Double(count)
  }

  private init?(
    _ quantity: Quantity, _ task: String, _ runs: [RunFolder.Finished], _ value: (EpochRecord) -> Double?
  ) {
    self.init(quantity, task, of: runs.filter { $0.result.tasks.contains(task) }, value)
  }

  private init?(
    _ quantity: Quantity, _ task: String, of runs: [RunFolder.Finished], _ value: (EpochRecord) -> Double?
  ) {
    var values: [Int: [Double]] = [:]
    for run in runs {
      for record in run.records { values[record.epoch, default: []] += value(record).map { [$0] } ?? [] }
    }
    guard values.values.contains(where: { !$0.isEmpty }) else { return nil }
    self.quantity = quantity
    self.task = task
    points = values.keys.sorted().map { epoch in
      let finite = (values[epoch] ?? []).filter(\.isFinite)
      return Point(epoch: epoch, mean: Statistics.mean(finite), low: finite.min(), high: finite.max())
    }
  }
}
