import ExperimentFixtures
import Foundation
import Testing

@testable import Printing
@testable import Reports
@testable import Runs
@testable import Statistics

/// An invented search: UW-SO over temperatures and learning rates, then over weight decays.
struct SearchFixture {
  static let temperatures = [1.0, 5, 10, 15, 20]
  static let rates = [1e-3, 1e-4]

  static func cell(
    _ temperature: Double, _ rate: Double, _ decay: Double, _ percent: Double, stage: SearchRecord.Stage = .grid,
    seed: Int = 0, chosen: Bool = false, pruned: SearchRecord.Pruning? = nil
  ) -> SearchRecord.Cell {
    .init(
      cell: "t\(temperature)-\(rate)-\(decay)-\(seed)", method: "uw-so", label: "UW-SO",
      point: ["temperature": NumberText.printed(temperature)], learningRate: rate, weightDecay: decay, seed: seed,
      stage: stage, rung: pruned == nil ? 0 : 1, epochsTrained: pruned?.epoch ?? 40, epochs: 40,
      bestEpoch: pruned == nil ? 33 : nil, validationDeltaM: percent, isChosen: chosen, pruned: pruned,
      seconds: pruned == nil ? 14 : 4, steps: pruned == nil ? 3200 : 800)
  }

  static var record: SearchRecord {
    var record = SearchRecord(experiment: "scenes", convention: .metricMean, selectSeeds: [0], seeds: [0, 1, 2])
    for rate in rates {
      for temperature in temperatures {
        let percent = 0.05 * (temperature - 15) * (temperature - 15) - (rate == 1e-3 ? 5 : 3)
        let pruning = SearchRecord.Pruning(
          epoch: 10, rule: "quarter", reason: "Δm +\(percent) after 10 epochs, neighbours of the best excepted.")
        let isPruned = temperature == 1
        record.cells.append(
          cell(
            temperature, rate, 1e-5, percent, chosen: temperature == 15 && rate == 1e-3,
            pruned: isPruned ? pruning : nil))
      }
    }
    for decay in [0, 1e-4, 1e-3] {
      record.cells.append(cell(15, 1e-3, decay, -4.5 + 100 * decay, stage: .weightDecay))
    }
    for seed in [1, 2] { record.cells.append(cell(15, 1e-3, 1e-5, -5.2, stage: .final, seed: seed, chosen: true)) }
    record.rows = [
      .init(
        method: "uw-so", label: "UW-SO", point: ["temperature": "15"], learningRate: 1e-3, weightDecay: 1e-5,
        validationDeltaM: -5, runs: 15, searchRuns: 13, prunedRuns: 2, failedRuns: 0, steps: 43_200,
        searchSteps: 36_800, seconds: 190, searchSeconds: 162, secondsToKeptEpoch: 11.5,
        notes: ["The best temperature is not at an end of its grid."])
    ]
    record.isComplete = true
    return record
  }

  static func comparison() throws -> Comparison {
    try Comparison(
      of: ReportFixture().runs(), options: .init(bootstrap: SeedBootstrap(samples: 100)),
      context: ReportFixture().context, search: record)
  }
}

@Suite struct SearchTests {
  func points(_ panel: Plot.Panel, layer: Int) throws -> [[String: Any]] {
    let spec = try JSONSerialization.jsonObject(with: Data(panel.spec.text.utf8)) as? [String: Any]
    let layers = try #require(spec?["layer"] as? [[String: Any]])
    return try #require((layers[layer]["data"] as? [String: Any])?["values"] as? [[String: Any]])
  }

  @Test func aLineForEachLearningRate() throws {
    var record = SearchFixture.record
    // A second seed that chooses; those of the best point and other weight decays, which the fixture has, take no part.
    record.cells.append(SearchFixture.cell(15, 1e-3, 1e-5, -5.2, seed: 1))
    let plot = try #require(Plot.sensitivity(record))
    #expect(plot.panels.map(\.title) == ["UW-SO, temperature"])
    #expect(plot.legend.map(\.label) == ["1e-3", "1e-4"])
    let means = try points(plot.panels[0], layer: 2)
    #expect(means.count == 8)  // what was stopped has a dot and no place on the line
    let best = try #require(means.first { $0["value"] as? Double == 15 && $0["rate"] as? String == "1e-3" })
    // −5 and −5.2: mean −5.1, Student's t 12.706 times 0.1414 / √2.
    #expect(abs((best["mean"] as? Double ?? 0) + 5.1) < 1e-9)
    #expect(abs((best["low"] as? Double ?? 0) - (-5.1 - 12.7062047364 * 0.1)) < 1e-6)
    let dots = try points(plot.panels[0], layer: 3)
    #expect(dots.count == 11 && dots.count { $0["stopped"] as? String == "yes" } == 2)
  }

  @Test func theHeatMapHasTheBestOfEachPlace() throws {
    let plot = try #require(Plot.ratesAndDecays(SearchFixture.record))
    let spec = try JSONSerialization.jsonObject(with: Data(plot.panels[0].spec.text.utf8)) as? [String: Any]
    let values = try #require((spec?["data"] as? [String: Any])?["values"] as? [[String: Any]])
    #expect(values.count == 5)
    let chosen = values.filter { $0["chosen"] as? Bool == true }
    #expect(chosen.count == 1 && chosen[0]["text"] as? String == "−5.0" && chosen[0]["decay"] as? String == "1e-5")
    #expect(values.contains { $0["rate"] as? String == "1e-4" && $0["text"] as? String == "−3.0" })
  }

  @Test func theSearchCountsWhatItSpent() throws {
    let comparison = try SearchFixture.comparison()
    let method = try #require(comparison.methods.first { $0.label == "UW-SO" })
    #expect(method.runs == 15 && method.cost.prunedRuns == 2 && method.cost.searchSeconds == 162)
    #expect(comparison.costTable.columns.contains { $0.title == "stopped early" })
    #expect(comparison.methods.first { $0.label == "EW" }?.runs == 3)
  }

  @Test func whatWasStoppedIsInTheReport() throws {
    let comparison = try SearchFixture.comparison()
    #expect(comparison.prunedTable?.rows.count == 2)
    let page = try comparison.html()
    #expect(page.contains("2 trainings stopped before the end, and why") && page.contains("10 of 40 epochs"))
    #expect(comparison.markdown().contains("## Stopped early"))
    #expect(comparison.searchCSV()?.split(separator: "\r\n").count == 16)
    #expect(comparison.searchTable?.rows[0].map(\.text).prefix(4) == ["UW-SO", "1e-3", "1e-5", "temperature = 15"])
  }

  @Test func withoutASearchNothingIsSaidOfIt() throws {
    let comparison = try ReportFixture().comparison()
    #expect(comparison.searchTable == nil && comparison.searchCSV() == nil)
    #expect(try !comparison.html().contains("id=\"search"))
  }

  @Test(arguments: [(1e-3, "1e-3"), (5e-4, "5e-4"), (0, "0"), (0.05, "0.05"), (2.5e-5, "2.5e-5")])
  func rates(value: Double, text: String) { #expect(NumberText.scientific(value) == text) }
}
