import Configuration
import Foundation
import Printing
import Runs
import Tasks

/// The plan of a search: what it will train at most, and about how long that takes.
package struct SearchPlan: Sendable {
  /// One row of the search. The single tasks are one row.
  package struct Row: Sendable, Hashable {
    package var label: String
    /// The trainings of each stage. The finer grid depends on the best point; its largest size counts.
    package var grid = 0
    package var refinement = 0
    package var weightDecays = 0
    package var final = 0
    /// The epochs of all trainings, less what pruning saves at least.
    package var epochs = 0
    /// The pruning of the grid in words; nil for none.
    package var pruning: String?

    package var total: Int { grid + refinement + weightDecays + final }
  }

  package let rows: [Row]
  /// The number of trainings that an earlier start has finished.
  package let done: Int
  /// The estimated time of the rest, in seconds.
  package let seconds: Double
  package let width: Int
  private let pace: String
  private let limit: Int

  /// The largest number of trainings.
  package var total: Int { rows.reduce(0) { $0 + $1.total } }

  init(
    _ rows: [SearchRow], _ configuration: ExperimentConfiguration, _ record: SearchRecord, _ pace: SearchPace,
    preparation: Double, width: Int
  ) {
    var planned: [Row] = []
    var seconds = 0.0
    for row in rows {
      let own = Row(row, configuration)
      let cost: Double =
        if case .method(let method) = row.subject { method.balancing.trainingCost(tasks: row.tasks) } else { 1 }
      seconds += Double(own.epochs) * cost * pace.secondsPerEpoch
      if let last = planned.indices.last, planned[last].label == own.label {
        planned[last].add(own)
      } else {
        planned.append(own)
      }
    }
    self.rows = planned
    done = record.cells.count { $0.bestEpoch != nil || $0.failure != nil }
    let trained = record.cells.reduce(0) { $0 + $1.epochsTrained }
    let all = max(planned.reduce(0) { $0 + $1.epochs }, 1)
    let training = seconds * Double(max(all - trained, 0)) / Double(all)
    let left = planned.reduce(0) { $0 + $1.total } - done
    self.seconds = (training + Double(max(left, 0)) * preparation) / Double(max(width, 1))
    self.width = width
    self.pace = pace.source
    limit = configuration.search.limit
  }

  /// Checks the size of the search.
  ///
  /// - Throws: `ConfigurationError` if the search is larger than `search.limit` and the user has not agreed to that.
  package func check(agreed: Bool) throws {
    guard total > limit, !agreed else { return }
    throw ConfigurationError(
      "A search should have at most \(limit) trainings (`search.limit`) where `--yes` is not given. Found \(total).")
  }

  /// The plan for a person: a table, the time, and what is pruned when.
  package var text: String {
    let titles = ["grid", "finer", "decays", "final", "trainings", "epochs"]
    let table = ReportTable(
      title: "Plan", columns: [.init(title: "", isNumeric: false)] + titles.map { .init(title: $0) },
      rows: rows.map { row in
        let counts = [row.grid, row.refinement, row.weightDecays, row.final, row.total, row.epochs]
        return ([row.label] + counts.map(NumberText.grouped)).map { ReportTable.Cell(text: $0) }
      })
    var lines = [TextTable.render(table, width: 110)]
    let rest = done > 0 ? ", \(done) of them done" : ""
    lines.append(
      "At most \(total) trainings\(rest), \(width) at a time: about \(Self.duration(seconds)), judged \(pace).")
    for row in rows { if let pruning = row.pruning { lines.append(TerminalText.escaped("\(row.label): \(pruning).")) } }
    return lines.joined(separator: "\n")
  }

  /// A duration in words: "3 h 20 min".
  static func duration(_ seconds: Double) -> String {
    let minutes = Int((seconds / 60).rounded())
    if seconds < 120 { return "\(Int(seconds.rounded(.up))) s" }
    if minutes < 120 { return "\(minutes) min" }
    let hours = minutes / 60
    return hours < 72 ? "\(hours) h \(minutes % 60) min" : "\(hours / 24) days \(hours % 24) h"
  }
}

extension SearchPlan.Row {
  /// Counts the trainings and epochs of a row. The best point is not known yet, so the refinement with the most points
  /// is counted.
  fileprivate init(_ row: SearchRow, _ configuration: ExperimentConfiguration) {
    let comparison = configuration.comparison
    let points = row.grid
    let finest = points.max { row.refinement(around: $0).count < row.refinement(around: $1).count }
    let epochs = points.first?.point.training.number("epochs").map { Int($0) } ?? configuration.training.epochs
    let rungs = PruningRung.rungs(of: row, configuration.search.pruning, epochs: epochs)
    label = row.label
    grid = points.count * comparison.selectSeeds
    refinement = (finest.map { row.refinement(around: $0).count } ?? 0) * comparison.selectSeeds
    weightDecays = (points.first.map { row.weightDecays(at: $0).count } ?? 0) * comparison.selectSeeds
    final = comparison.seeds.count - comparison.selectSeeds
    var (alive, before, gridEpochs) = (points.count, 0, 0)
    for rung in rungs {
      gridEpochs += alive * (rung.epoch - before)
      (alive, before) = (rung.survivors(of: alive, row: row), rung.epoch)
    }
    gridEpochs += alive * (epochs - before)
    self.epochs = gridEpochs * comparison.selectSeeds + (refinement + weightDecays + final) * epochs
    if let first = rungs.first {
      let moments = NumberText.list(rungs.map { "\($0.epoch)" })
      pruning =
        "\(first.rule.rawValue) after epoch \(moments) of \(epochs), at most \(alive) of \(points.count) points go on"
    }
  }

  fileprivate mutating func add(_ other: SearchPlan.Row) {
    grid += other.grid
    refinement += other.refinement
    weightDecays += other.weightDecays
    final += other.final
    epochs += other.epochs
  }
}

extension ConfigurationDocument {
  /// Makes a search choose epochs, like everything else, by Δm on the validation split, unless the experiment says
  /// otherwise.
  package mutating func chooseByDeltaM() throws {
    guard root["training.select.criterion"] == nil else { return }
    try set("training.select.criterion", to: "delta-m", option: "equipoise tune")
  }
}
