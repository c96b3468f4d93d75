import Foundation
import Printing
import Runs
import Statistics

extension WeightingComparisonStudy {
  /// The gain of each strategy at each share of the digits, with the interval over the seeds.
  static func digitTable(_ results: StudyResults) throws -> ReportTable {
    let rows = try Digits.all.flatMap { set in
      try Digits.shares.map { share -> [ReportTable.Cell] in
        let name = set.pair(share).name
        return [.init(text: set.name), .init(text: "\(share)")]
          + (try strategies.map { strategy in
            let values = try results.values(of: .init(name, strategy)) {
              try results.deltaM(of: $0, overSingleTasksOf: name)
            }
            let effect = EffectEstimate(paired: values.sorted { $0.key < $1.key }.map(\.value))
            let interval = effect.interval(level: SeedBootstrap.defaultLevel)
            return .init(
              text: NumberText.signed(effect.value, 1) + (interval.map { " \(NumberText.interval($0, 1))" } ?? ""))
          })
      }
    }
    return ReportTable(
      title: "Gain by share of the data",
      columns: [.init(title: "Data", isNumeric: false), .init(title: "Share", detail: "%")]
        + strategies.map { .init(title: $0, detail: "% of Δm", arrow: "↑") },
      rows: rows, naming: 2)
  }

  /// What each target of a set gains, trained with each other one by the sum of the losses: the mean over seeds, in percent.
  static func matrix(of set: Mulan, _ results: StudyResults) throws -> ReportTable {
    var cells: [Int: [Int: Double]] = [:]
    for (first, second) in set.positions {
      let name = set.pair(first, second).name
      let runs = try results.runs(name)
      for (own, other) in [(first, second), (second, first)] {
        let task = set.targets[own]
        let gains = try runs.filter { $0.result.label == "EW" }.map { run -> Double in
          guard let alone = runs.first(where: { $0.result.tasks == [task] && $0.result.seed == run.result.seed }) else {
            throw StudyResults.Missing(description: "\(name) has no single-task run of \(task)")
          }
          let base = try alone.metric("rrmse", of: task)
          return 100 * (base - (try run.metric("rrmse", of: task))) / base
        }
        cells[own, default: [:]][other] = Statistics.mean(gains)
      }
    }
    return ReportTable(
      title: "Pairwise gains on \(set.name)",
      columns: [.init(title: "gain of", isNumeric: false)]
        + set.targets.map { .init(title: "with \($0)", detail: "%", arrow: "↑") },
      rows: set.targets.indices.map { own in
        [.init(text: set.targets[own])]
          + set.targets.indices.map { other in
            cells[own]?[other].map { .init(text: NumberText.signed($0, 1)) } ?? .absent
          }
      })
  }
}
