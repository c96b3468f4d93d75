import ArgumentParser
import Benchmarks
import Torch

struct BenchSharing: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sharing",
    abstract: "What the ways to share parameters add to a step, each with its goal; steps next to LibMTL's.",
    discussion: """
      Three classifications share a trunk. Each line has a ratio of two things that are measured in turn, and the goal for it.
      LibMTL's steps are those of ResNet-18 at 64×64, whatever the model. They need Python with torch and scipy, and
      `pip install LibMTL==1.1.5 --no-deps`.

      EXAMPLE
        equipoise bench sharing
        equipoise bench sharing --model resnet18 --batch 32 --threads 2
        equipoise bench sharing --peers none --json
      """)

  @Option(help: "The trunk that is shared.")
  var model = SharingModel.vgg11

  @Option(help: "Samples of a batch.")
  var batch = 16

  @Option(help: "How often both sides of a ratio are measured, in turn.")
  var rounds = 7

  @Option(help: "Threads of one operation, here and at the peer.")
  var threads = 1

  @Option(help: "LibMTL's side: default or none.")
  var peers = PeerChoice.standard

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  @Option(parsing: .upToNextOption, help: .hidden)
  var worker: [String] = []

  func validate() throws {
    try BoundedOption.check("--batch", batch, in: SharingBenchmark.batches)
    try BoundedOption.check("--rounds", rounds, in: 1...1_000)
    try BoundedOption.check("--threads", threads, in: BoundedOption.threads)
    try peers.checkOne()
  }

  func run() throws {
    if !worker.isEmpty { return try SharingWorker(arguments: worker).serve() }
    HostMemory.keepFreed()
    var benchmark = SharingBenchmark(workerArguments: ["bench", "sharing", "--worker"])
    (benchmark.model, benchmark.batch) = (model, batch)
    (benchmark.rounds, benchmark.threads) = (rounds, threads)
    benchmark.isCompared = peers != .omitted
    benchmark.peer = peers == .omitted ? nil : .find(check: SharingBenchmark.peerCheck)
    let meter = Meter()
    let report = try benchmark.run { meter.note($0) }
    print(json ? try report.json() : report.table)
  }
}

extension SharingModel: ExpressibleByArgument {}
