import Printing
import Statistics

/// Curves of a run as a line of text each: `train.depth  ▇▅▃▂▁  1.2 → 0.31`.
enum RunCurve {
  private static let blocks = Array("▁▂▃▄▅▆▇█")
  /// The largest number of epochs in a line. Of more epochs, several share one block.
  private static let width = 40

  static func lines(_ records: [EpochRecord]) -> [String] {
    let series = series(records)
    let rows = series.map { name, values in
      ["  " + name, curve(values), "\(ends(values.first ?? nil)) → \(ends(values.last ?? nil))"]
    }
    return TextColumns.lines(rows, right: [false, false, false])
  }

  /// The losses, metrics, weights, penalties and Δm by name; nil for an epoch without one.
  private static func series(_ records: [EpochRecord]) -> [(name: String, values: [Double?])] {
    func flat(_ record: EpochRecord) -> [String: Double] {
      var values: [String: Double] = [:]
      for (split, tasks) in record.losses {
        for (task, loss) in tasks { values[IndexedRun.figure(split, task, "loss")] = loss }
      }
      for (split, tasks) in record.metrics {
        for (task, metrics) in tasks {
          for (metric, value) in metrics { values[IndexedRun.figure(split, task, metric)] = value }
        }
      }
      for (task, weight) in record.weights ?? [:] { values["weight.\(task)"] = weight }
      for (penalty, value) in record.penalties ?? [:] { values["penalty.\(penalty)"] = value }
      if let deltaM = record.deltaM { values["delta-m"] = deltaM }
      return values
    }
    let values = records.map(flat)
    return Set(values.flatMap(\.keys)).sorted().map { name in (name, values.map { $0[name] }) }
  }

  static func curve(_ values: [Double?]) -> String {
    let groups = max(1, (values.count + width - 1) / width)
    let points = stride(from: 0, to: values.count, by: groups).map { start -> Double? in
      let group = values[start..<min(start + groups, values.count)].compactMap(\.self).filter(\.isFinite)
      return Statistics.mean(group).flatMap { $0.isFinite ? $0 : nil }
    }
    let known = points.compactMap(\.self)
    guard let least = known.min(), let most = known.max() else { return String(repeating: " ", count: points.count) }
    return String(
      points.map { point in
        guard let point else { return " " }
        guard most > least else { return blocks[0] }
        // Halves, whose differences do not overflow.
        let share = (point / 2 - least / 2) / (most / 2 - least / 2)
        return share.isFinite ? blocks[min(blocks.count - 1, Int(share * Double(blocks.count)))] : blocks[0]
      })
  }

  private static func ends(_ value: Double?) -> String { value.map(RunValue.digits) ?? "–" }
}
