import ArgumentParser
import Benchmarks
import Torch

struct BenchTagging: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tagging",
    abstract: "Steps of taggers of texts next to PyTorch's, and what a low-level task at a lower layer saves.",
    discussion: """
      Each line has a ratio of two things that are measured in turn, and the goal for it. PyTorch's steps are those of `nn.LSTM` on
      packed sequences; they need Python with torch.

      EXAMPLE
        equipoise bench tagging
        equipoise bench tagging --batch 64 --threads 2
        equipoise bench tagging --peers none --json
      """)

  @Option(help: "Texts of a batch.")
  var batch = 16

  @Option(help: "How often both sides of a ratio are measured, in turn.")
  var rounds = 7

  @Option(help: "Threads of one operation, here and at the peer.")
  var threads = 1

  @Option(help: "PyTorch's side: default or none.")
  var peers = PeerChoice.standard

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  func validate() throws {
    try BoundedOption.check("--batch", batch, in: TaggingBenchmark.batches)
    try BoundedOption.check("--rounds", rounds, in: 1...1_000)
    try BoundedOption.check("--threads", threads, in: BoundedOption.threads)
    try peers.checkOne()
  }

  func run() throws {
    HostMemory.keepFreed()
    var benchmark = TaggingBenchmark()
    (benchmark.batch, benchmark.rounds, benchmark.threads) = (batch, rounds, threads)
    benchmark.isCompared = peers != .omitted
    benchmark.peer = peers == .omitted ? nil : .find()
    let meter = Meter()
    let report = try benchmark.run { meter.note($0) }
    print(json ? try report.json() : report.table)
  }
}
