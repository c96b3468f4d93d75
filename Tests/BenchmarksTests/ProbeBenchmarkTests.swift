import TestSupport
import Testing

@testable import Benchmarks

@Suite struct ProbeBenchmarkTests {
  @Test func everyProbeIsTimedInEveryRound() throws {
    var benchmark = ProbeBenchmark()
    (benchmark.model, benchmark.batch, benchmark.every, benchmark.rounds) = (.mlp, 16, 2, 2)
    let report = try benchmark.run()
    #expect(report.plain.count == 2 && report.plain.allSatisfy { $0 > 0 })
    #expect(
      report.rows.count == 3 && report.rows.allSatisfy { $0.shares.count == 2 && $0.shares.allSatisfy { $0 > -1 } })
    #expect(report.table.contains("each task on each sample") && report.table.contains("mlp, 16 samples, 1 threads"))
  }

  @Test func aBatchThatTheModelDoesNotHaveIsRefused() {
    var benchmark = ProbeBenchmark()
    benchmark.batch = 300
    #expect(
      errorText { try benchmark.run() } == "the batch of `lenet` should have 8 to 256 samples. Found 300.")
    benchmark.batch = 4
    #expect(
      errorText { try benchmark.run() } == "the batch of `lenet` should have 8 to 256 samples. Found 4.")
  }
}
