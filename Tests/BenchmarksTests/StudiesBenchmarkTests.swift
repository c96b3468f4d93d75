import Testing

@testable import Benchmarks

@Suite struct StudiesBenchmarkTests {
  @Test func aRowSaysWhetherItsGoalIsMet() {
    var report = StudiesBenchmark.Report()
    var fast = StudiesBenchmark.Row(name: "an update", goal: 0.003)
    fast.seconds = [0.001, 0.002, 0.003]
    var slow = StudiesBenchmark.Row(name: "a network", goal: 1)
    slow.seconds = [1.5, 2, 2.5]
    report.rows = [fast, slow]
    report.foreignLoad = 0.25
    #expect(
      report.table == """
        calculation      ms      quartiles    goal
        an update      2.00      1.50–2.50    3.00  met
        a network    2000.0  1750.0–2250.0  1000.0  missed
        other programs used 0.2 processors meanwhile
        """)
  }

  @Test func everyCalculationIsMeasured() throws {
    var benchmark = StudiesBenchmark()
    benchmark.seconds = 0
    let report = try benchmark.run()
    #expect(report.rows.count == 6 && report.rows.allSatisfy { $0.seconds.count == 3 && $0.seconds.median > 0 })
  }
}
