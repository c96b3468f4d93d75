import ArgumentParser
import Benchmarks

struct BenchStudies: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "studies",
    abstract: "What studies calculate outside of training steps, each with its goal; one thread.",
    discussion: """
      EXAMPLE
        equipoise bench studies
        equipoise bench studies --seconds 2 --json
      """)

  @Option(help: "Seconds of measuring for each calculation; at least three rounds are made.")
  var seconds = 5.0

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  func validate() throws { try BoundedOption.check("--seconds", seconds: seconds) }

  func run() throws {
    var benchmark = StudiesBenchmark()
    benchmark.seconds = seconds
    let meter = Meter()
    let report = try benchmark.run { meter.note($0) }
    print(json ? try report.json() : report.table)
  }
}
