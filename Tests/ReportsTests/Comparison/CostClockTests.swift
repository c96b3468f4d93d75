import ExperimentFixtures
import Foundation
import Testing

@testable import Reports
@testable import Runs

@Suite("Seconds of a report")
struct CostClockTests {
  /// Every run took ten times as long on the clock as on the processors; the last run may not know it.
  private func comparison(isLastKnown: Bool) throws -> (plain: Comparison, timed: Comparison) {
    let fixture = ReportFixture()
    var runs = fixture.runs()
    for index in runs.indices where isLastKnown || index < runs.count - 1 {
      runs[index].result.processorSeconds = runs[index].result.seconds / 10
      for epoch in runs[index].records.indices {
        runs[index].records[epoch].processorSeconds = runs[index].records[epoch].seconds / 10
      }
    }
    return (try fixture.comparison(), try Comparison(of: runs, context: ReportContext(experiment: "small")))
  }

  @Test func costIsInProcessorSecondsWhereEveryRunHasThem() throws {
    let (plain, timed) = try comparison(isLastKnown: true)
    #expect(plain.clock == .wall && timed.clock == .processor)
    for (plain, timed) in zip(plain.methods, timed.methods) {
      let seconds = try #require(plain.medianSeconds), spent = try #require(timed.medianSeconds)
      #expect(abs(spent - seconds / 10) < 1e-9 && abs(timed.cost.seconds - plain.cost.seconds / 10) < 1e-9)
    }
    #expect(timed.footnotes.contains { $0.hasPrefix("Seconds: processor seconds, ") })
    #expect(timed.recommendation.text.contains(" s of processor time instead of "))
    #expect(timed.tiles.contains { $0.detail.contains(" s of processor time, the 3 single-task trainings ") })
    #expect(Plot.seconds(timed)?.title == "Processor seconds a run" && Plot.seconds(plain)?.title == "Seconds a run")
    #expect(timed.json().contains(#""clock":"processor""#))
  }

  @Test func whereOneRunHasNoProcessorSecondsAllSecondsAreOnTheClockAndTheReportSaysSo() throws {
    let (plain, timed) = try comparison(isLastKnown: false)
    #expect(timed.clock == .wall && timed.methods.map(\.medianSeconds) == plain.methods.map(\.medianSeconds))
    #expect(timed.footnotes.contains { $0.hasPrefix("Seconds: seconds on the clock, ") })
  }

  @Test func recordsAndResultsKeepBothAndOlderOnesAreReadWithout() throws {
    var record = EpochRecord(epoch: 1, step: 2, learningRate: 0.1, seconds: 4, losses: [:])
    func read(_ record: EpochRecord) throws -> EpochRecord {
      try JSONDecoder().decode(EpochRecord.self, from: JSONEncoder().encode(record))
    }
    #expect(try read(record).processorSeconds == nil)
    record.processorSeconds = 3
    #expect(try read(record) == record && record.seconds == 4)
  }
}
