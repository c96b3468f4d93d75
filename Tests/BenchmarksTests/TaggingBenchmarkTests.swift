import Testing
import Torch

@testable import Benchmarks

@Suite struct TaggingBenchmarkTests {
  @Test func everyRatioIsMeasuredInEveryRound() throws {
    var benchmark = TaggingBenchmark()
    (benchmark.batch, benchmark.rounds, benchmark.isCompared) = (2, 2, false)
    let report = try benchmark.run()
    #expect(report.rows.count == 1 && report.rows[0].ratios.count == 2)
    #expect(report.rows[0].ratios.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(report.words == 59 && report.omissions == ["PyTorch was left out, so nothing to compare with"])
  }
}
