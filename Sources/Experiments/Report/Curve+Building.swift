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
    return curves
  }

  private init?(
    _ quantity: Quantity, _ task: String, _ runs: [RunFolder.Finished], _ value: (EpochRecord) -> Double?
  ) {
    var values: [Int: [Double]] = [:]
    for run in runs where run.result.tasks.contains(task) {
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
