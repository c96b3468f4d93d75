import Corruptions
import TestSupport
import Testing

@testable import Benchmarks

@Suite struct CorruptionsBenchmarkTests {
  @Test func everyKindIsTimedAtEverySeverity() throws {
    var benchmark = CorruptionsBenchmark()
    (benchmark.height, benchmark.width, benchmark.seconds) = (8, 8, 0)
    benchmark.kinds = ["contrast", "fog"].map { Corruptions.all[$0]! }
    let report = try benchmark.run()
    #expect(report.rows.map(\.kind) == ["contrast", "fog"])
    #expect(report.rows.allSatisfy { $0.seconds.count == 5 && $0.seconds.allSatisfy { $0 > 0 } && $0.peerRate == nil })
    #expect(report.table.contains("Python has no imagecorruptions, so nothing to compare with"))
  }

  @Test func meansLeaveGlassBlurOut() {
    var report = CorruptionsReport(height: 8, width: 8, peerVersion: "1.1.2")
    for (kind, own, peer) in [("fog", 0.001, 0.002), ("snow", 0.002, 0.016), ("glass-blur", 0.001, 9)] {
      var row = CorruptionsReport.Row(kind: kind)
      (row.seconds, row.peerSeconds) = ([own], [peer])
      report.rows.append(row)
    }
    #expect(report.table.contains("mean of images/s  750 against 281: 2.67 times as many"))
    #expect(report.table.contains("as many of each kind  667 against 111 images/s: 6.00 times as many"))
    #expect(report.table.contains("geometric mean of the ratios  4.00"))
  }
}
