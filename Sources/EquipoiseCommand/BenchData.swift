import ArgumentParser
import Benchmarks
import Torch

struct BenchData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "How long an experiment's batches take to make, compared with a step of its network; one thread each.",
    discussion: """
      EXAMPLE
        equipoise bench data examples/nyuv2-segnet.yaml --set data.folder=generated/nyuv2 --set training.batch=8
      """)

  @OptionGroup var options: ExperimentOptions

  @Option(help: "Batches that are measured.") var batches = 20
  @Option(help: "Steps that are measured; 0 leaves them out.") var steps = 3

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  func validate() throws {
    try BoundedOption.check("--batches", batches, in: 1...1_000_000)
    try BoundedOption.check("--steps", steps, in: 0...1_000_000)
  }

  func run() throws {
    HostMemory.keepFreed()
    var benchmark = LoadingBenchmark()
    (benchmark.batches, benchmark.steps) = (batches, steps)
    let meter = Meter()
    let report = try benchmark.run(options.configuration()) { meter.note($0) }
    print(json ? try report.json() : report.text)
  }
}
