import ArgumentParser
import Balancing
import Benchmarks

struct BenchProbe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "What comparing gradients (`training.diagnostics`) adds to the time of a training's steps.",
    discussion: """
      EXAMPLE
        equipoise bench probe
        equipoise bench probe --model mlp --batch 64 --every 10
      """)

  @Option(help: "The model.")
  var model = BenchmarkModel.lenet

  @Option(help: "Samples of a batch; those of the model by default, which are also the most.")
  var batch: Int?

  @Option(help: "Updates from one measurement to the next.")
  var every = 5

  @Option(help: "Samples that are compared, 2 to 8.")
  var samples = DiagnosticsSettings.mostGradients

  @Option(help: "How often all are measured, in turn.")
  var rounds = 20

  @Option(help: "Threads.")
  var threads = 1

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  func validate() throws {
    try BoundedOption.check("--every", every, in: 1...1_000)
    try BoundedOption.check("--samples", samples, in: 2...DiagnosticsSettings.mostGradients)
    try BoundedOption.check("--rounds", rounds, in: 1...1_000)
    try BoundedOption.check("--threads", threads, in: BoundedOption.threads)
  }

  func run() throws {
    var benchmark = ProbeBenchmark()
    (benchmark.model, benchmark.batch) = (model, batch)
    (benchmark.every, benchmark.samples, benchmark.rounds, benchmark.threads) = (every, samples, rounds, threads)
    let report = try benchmark.run()
    print(json ? try report.json() : report.table)
  }
}
