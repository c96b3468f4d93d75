import ArgumentParser
import Benchmarks

struct BenchTables: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables",
    abstract: "How long a large table takes to read, first and again, and its peak of memory; next to pandas.",
    discussion: """
      The table is made in the folder for temporary files. On Linux, `taskset -c 0` shows one processor.

      EXAMPLE
        equipoise bench tables
        taskset -c 0 equipoise bench tables --rows 100000
      """)

  @Option(help: "Rows.") var rows = 1_000_000
  @Option(help: "Columns of numbers, the last four of them targets.") var columns = 24

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  func validate() throws {
    if !(100...100_000_000).contains(rows) {
      throw ValidationError("`--rows` should lie in 100 … 100000000. Found \(rows).")
    }
    if !(5...10_000).contains(columns) {
      throw ValidationError("`--columns` should lie in 5 … 10000. Found \(columns).")
    }
  }

  func run() throws {
    var benchmark = TableBenchmark()
    (benchmark.rows, benchmark.columns) = (rows, columns)
    let meter = Meter()
    let report = try benchmark.run { meter.note($0) }
    print(json ? try report.json() : report.summary)
  }
}
