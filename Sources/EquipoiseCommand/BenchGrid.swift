import ArgumentParser
import Benchmarks
import Foundation

struct BenchGrid: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grid",
    abstract: "How much sooner a comparison ends with one training on each core than with one at a time on all.",
    discussion: """
      EXAMPLE
        equipoise bench grid examples/multimnist.yaml --set data.train=5000 --set training.epochs=1
      """)

  @OptionGroup var options: ExperimentOptions

  @Option(help: "How often both are measured, in turn.")
  var rounds = 3

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  func validate() throws {
    try BoundedOption.check("--rounds", rounds, in: 1...1_000)
  }

  func run() throws {
    let meter = Meter()
    let report = try GridBenchmark(
      options.configuration(), executable: CommandLine.executable, rounds: rounds
    ).run { meter.note($0) }
    print(json ? try report.json() : report.text)
  }
}
