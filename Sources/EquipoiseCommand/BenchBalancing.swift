import ArgumentParser
import Benchmarks

struct BenchBalancing: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "balancing",
    abstract: "What a step with each balancing method costs, in steps with equal weights, next to TorchJD, in turn.",
    discussion: """
      Counts passes through trunk and heads too. Forty tasks of a ResNet-18 take minutes a method: --models and --methods
      choose. A method may have an option: mgda:every=4, ew:sharpness-aware=0.05.

      EXAMPLE
        equipoise bench balancing --models segnet,lenet --methods mgda,upgrad
      """)

  @Option(help: "The models, with commas between: segnet, lenet, resnet18, mlp.")
  var models = "segnet,lenet,resnet18,mlp"

  @Option(help: "Methods that look at gradients, with commas between.")
  var methods = BalancingBenchmark.usualMethods.joined(separator: ",")

  @Option(help: "Loss weightings, with commas between; none for nothing.")
  var lossWeightings = BalancingBenchmark.usualLossWeightings.joined(separator: ",")

  @Option(help: "Threads of one operation, here and at the peer; all cores by default.")
  var threads: Int?

  @Option(help: "Seconds of measuring for each model; every method is visited at least three times.")
  var seconds = 60.0

  @Option(help: "The order of images in memory: auto, contiguous or channels-last.")
  var memoryFormat = BenchmarkLayout.auto

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  func validate() throws {
    try BoundedOption.check("--threads", threads, in: BoundedOption.threads)
    try BoundedOption.check("--seconds", seconds: seconds)
    _ = try BenchmarkModel.named(models)
  }

  func run() throws {
    var frame = StepBenchmark(threads: threads, workerArguments: BenchSteps.workerArguments)
    frame.seconds = seconds
    frame.layout = memoryFormat
    var benchmark = BalancingBenchmark(frame)
    benchmark.models = try BenchmarkModel.named(models)
    benchmark.methods = names(methods)
    benchmark.lossWeightings = names(lossWeightings)
    let meter = Meter()
    let report = try benchmark.run { meter.note($0) }
    print(json ? try report.json() : report.table)
  }

  private func names(_ list: String) -> [String] {
    list == "none" ? [] : list.split(separator: ",").map(String.init)
  }
}
