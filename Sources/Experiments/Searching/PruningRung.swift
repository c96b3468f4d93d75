import Configuration
import Foundation
import Statistics
import Tasks

/// A moment before the end of a grid's trainings at which some of them are stopped.
struct PruningRung: Sendable {
  let rule: SearchConfiguration.Pruning.Rule
  /// The epochs after which it judges.
  let epoch: Int
  let factor: Int

  /// The rungs of a row, the earliest first; empty for a row that is not pruned.
  ///
  /// Single-task trainings are never pruned. `quarter` needs a grid of the method's own parameters.
  static func rungs(of row: SearchRow, _ pruning: SearchConfiguration.Pruning, epochs: Int) -> [PruningRung] {
    guard row.task == nil else { return [] }
    func rung(_ share: Double) -> PruningRung {
      PruningRung(
        rule: rule(of: row, pruning), epoch: max(1, Int((share * Double(epochs)).rounded(.up))), factor: pruning.factor)
    }
    let rungs: [PruningRung] =
      switch rule(of: row, pruning) {
      case .auto, .none: []
      case .quarter, .median: [rung(pruning.share)]
      case .halving:
        // The shares are 1 / factor, 1 / factor², … down to the earliest one. The small number keeps a share that
        // equals it in spite of rounding.
        sequence(first: 1 / Double(pruning.factor), next: { $0 / Double(pruning.factor) })
          .prefix { $0 >= pruning.share - 1e-9 }.reversed().map(rung)
      }
    return rungs.filter { $0.epoch < epochs }
  }

  /// The rule that `auto` means for a row, and whether `quarter` has anything to judge.
  static func rule(
    of row: SearchRow, _ pruning: SearchConfiguration.Pruning
  ) -> SearchConfiguration.Pruning.Rule {
    switch pruning.rule {
    case .auto:
      guard row.axes.count == 1, case .list(let values) = row.axes[0].values, values.allSatisfy({ $0.number != nil }),
        values.count > 3
      else { return .none }
      return .quarter
    case .quarter: return row.axes.isEmpty ? .none : .quarter
    case .median, .halving, .none: return pruning.rule
    }
  }

  /// The reason why each of some trainings is stopped; nil for those that continue.
  ///
  /// - Parameters:
  ///   - points: those that are still trained.
  ///   - scores: the Δm so far as a loss, the smaller the better; nil if there is none, which is the worst.
  ///   - text: a score as the report shows it.
  func judge(
    _ points: [SearchPoint], _ scores: [Double?], of row: SearchRow, text: (Double) -> String
  ) -> [String?] {
    let known = scores.map { $0 ?? .infinity }
    func reason(_ index: Int, _ rest: String) -> String {
      "\(scores[index].map { "Δm \(text($0))" } ?? "no Δm") after epoch \(epoch), \(rest)"
    }
    func named(_ index: Int) -> String {
      "\(scores[index].map(text) ?? "none") at \(row.title(of: points[index]))"
    }
    switch rule {
    case .quarter:
      return points.indices.map { index in
        let group = points.indices.filter { points[$0].learningRate == points[index].learningRate }
        // Equal scores are decided by the order of the grid, so that every process stops the same trainings.
        guard let best = group.min(by: { (known[$0], $0) < (known[$1], $1) }), best != index else { return nil }
        return areNeighbours(points[index], points[best], of: row)
          ? nil : reason(index, "and not next to the best, \(named(best))")
      }
    case .median:
      guard let median = Statistics.median(known.filter(\.isFinite)) else { return points.map { _ in nil } }
      return points.indices.map { known[$0] <= median ? nil : reason($0, "above the median, \(text(median))") }
    case .halving:
      let kept = points.indices.sorted { (known[$0], $0) < (known[$1], $1) }
        .prefix(Int((Double(points.count) / Double(factor)).rounded(.up)))
      return points.indices.map { kept.contains($0) ? nil : reason($0, "not among the best \(kept.count)") }
    case .auto, .none: return points.map { _ in nil }
    }
  }

  /// Whether two points differ in one own parameter only, and are neighbours there.
  private func areNeighbours(_ one: SearchPoint, _ other: SearchPoint, of row: SearchRow) -> Bool {
    let different = row.axes.indices.filter { one.values[$0] != other.values[$0] }
    guard different.count == 1 else { return false }
    return row.axes[different[0]].areNeighbours(one.values[different[0]], other.values[different[0]])
  }

  /// The largest number of a row's trainings that continue, for an estimate.
  func survivors(of count: Int, row: SearchRow) -> Int {
    switch rule {
    case .quarter:
      let rates = max(row.rates?.values(tasks: row.tasks).count ?? 1, 1)
      let neighbours = row.axes.reduce(0) { sum, axis in
        if case .simplex = axis.values { sum + row.tasks * (row.tasks - 1) } else { sum + 2 }
      }
      return min(count, rates * (1 + neighbours))
    case .median: return (count + 1) / 2
    case .halving: return (count + factor - 1) / factor
    case .auto, .none: return count
    }
  }
}
