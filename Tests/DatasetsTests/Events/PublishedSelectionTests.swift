import Foundation
import Tasks
import TestSupport
import Testing

@testable import Components
@testable import Datasets

/// The published grids of results, selected as they say, give the published table and its Δm.
@Suite("Sepsis, published results", SepsisLog.present) struct PublishedSelectionTests {
  /// A model with a method on some tasks.
  private struct Row: Hashable {
    var model, method, tasks: String
  }

  /// What was tuned.
  private struct Setting: Hashable {
    var rate, method: String
  }

  private struct Run {
    var loss: Double
    var scores: [Double?]
  }

  private static let scores = ["NEXT_ACTIVITY", "NEXT_TIME", "REMAINING_TIME"]

  private static func table(_ name: String) throws -> (CSV, (Int, String) throws -> String) {
    let csv = try CSV(SepsisLog.folder!.appendingPathComponent("results/\(name).csv.gz"))
    return (csv, { row, column in csv.text(row, try csv.column(column)) })
  }

  /// Of each row, the runs of the setting whose mean best validation loss is lowest; runs without one are passed over.
  private func selected(_ name: String) throws -> [Row: (setting: Setting, runs: [Run])] {
    let (csv, cell) = try Self.table("\(name)_overall_results")
    var runs: [Row: [Setting: [Run]]] = [:]
    for row in 0..<csv.count {
      guard let loss = Double(try cell(row, "Best Validation Loss")) else { continue }
      let key = Row(model: try cell(row, "Model"), method: try cell(row, "MTL"), tasks: try cell(row, "Tasks"))
      let setting = Setting(rate: try cell(row, "Learning Rate"), method: try cell(row, "MTL HPO"))
      let scores = try Self.scores.map { Double(try cell(row, $0)) }
      runs[key, default: [:]][setting, default: []].append(Run(loss: loss, scores: scores))
    }
    return runs.mapValues { settings in
      let best = settings.min { mean($0.value.map(\.loss)) < mean($1.value.map(\.loss)) }!
      return (best.key, best.value)
    }
  }

  @Test(arguments: [("Sepsis", 165), ("Sepsis_small", 16)])
  func theRuleYieldsThePublishedRows(_ name: String, _ count: Int) throws {
    let selected = try selected(name)
    let (csv, cell) = try Self.table("\(name)_best_results")
    #expect(csv.count == count)
    for row in 0..<csv.count {
      let key = Row(model: try cell(row, "Model"), method: try cell(row, "MTL"), tasks: try cell(row, "Tasks"))
      let (setting, runs) = try #require(selected[key])
      #expect(Double(setting.rate) == Double(try cell(row, "Learning Rate")), "\(key)")
      #expect(setting.method == (try cell(row, "MTL HPO")), "\(key)")
      for (index, score) in Self.scores.enumerated() {
        guard let published = Double(try cell(row, score + "_mean")) else { continue }
        let found = runs.compactMap { $0.scores[index] }
        #expect(isClose(mean(found), published, .absolute(1e-9)), "\(key)")
        let spread = (found.reduce(0) { $0 + pow($1 - mean(found), 2) } / Double(found.count - 1)).squareRoot()
        guard found.count > 1, let deviation = Double(try cell(row, score + "_std")) else { continue }
        #expect(isClose(spread, deviation, .absolute(1e-9)), "\(key)")
      }
    }
  }

  @Test(arguments: [
    ("LSTM", "EW", -16.09), ("LSTM", "UW_SO", -16.86), ("LSTM", "GLS", -3.26), ("CNN", "EW", -6.41),
    ("CNN", "UW_SO", -5.02), ("CNN", "GLS", -7.68), ("CNN", "CAGrad", -8.77), ("Transformer", "UW_SO", -12.89),
    ("Transformer", "IMTL", -15.10),
  ])
  func deltaMIsThePublishedOne(_ model: String, _ method: String, _ published: Double) throws {
    let selected = try selected("Sepsis")
    func metrics(_ values: [Double]) -> [TaskMetrics] {
      [
        TaskMetrics("activity", [MetricValue("accuracy", values[0], .higherIsBetter)]),
        TaskMetrics("time", [MetricValue("mae", values[1], .lowerIsBetter)]),
        TaskMetrics("rest", [MetricValue("mae", values[2], .lowerIsBetter)]),
      ]
    }
    func means(_ row: Row) throws -> [Double?] {
      let runs = try #require(selected[row]).runs
      return (0..<3).map { index in
        let values = runs.compactMap { $0.scores[index] }
        return values.isEmpty ? nil : mean(values)
      }
    }
    let all = "('next_activity', 'next_time', 'remaining_time')"
    let own = try means(Row(model: model, method: method, tasks: all)).map { try #require($0) }
    let alone = try ["('next_activity',)", "('next_time',)", "('remaining_time',)"].enumerated().map { index, task in
      let row = try #require(selected.keys.first { $0.model == model && $0.tasks == task })
      return try #require(try means(row)[index])
    }
    let delta = try DeltaM(
      of: metrics(own), against: Baseline(identity: "published", seeds: [], tasks: metrics(alone)), .metricMean)
    #expect(isClose(delta.percent, published, .absolute(0.0051)))
  }
}
