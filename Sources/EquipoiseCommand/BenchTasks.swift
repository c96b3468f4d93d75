import ArgumentParser
import Benchmarks

struct BenchTasks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks",
    abstract: "What steps and evaluations cost with 2 to 617 tasks, next to a PyTorch step written for them.",
    discussion: """
      The network is an MLP 1024-256-128 with yes-or-no tasks of which a fifth of the labels is known, as in ToxCast.
      PyTorch's step has one head and one masked loss for all tasks, and starts from the same parameters and batch. It has
      EW and UW-SO; other methods are timed alone.

      EXAMPLE
        equipoise bench tasks --tasks 40,617
        equipoise bench tasks --tasks 40 --methods ew,pcgrad --peers none
      """)

  @Option(help: "Numbers of tasks, with commas between.")
  var tasks = ManyTasksBenchmark.usualCounts.map(String.init).joined(separator: ",")

  @Option(help: "Balancing methods, with commas between.")
  var methods = ManyTasksBenchmark.usualMethods.joined(separator: ",")

  @Option(help: "Threads of one operation, here and at the peer; all cores by default.")
  var threads: Int?

  @Option(help: "Seconds of measuring for each number of tasks and method; at least three rounds are made.")
  var seconds = 8.0

  @Option(help: "PyTorch's side: default or none.")
  var peers = PeerChoice.standard

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  @Option(parsing: .upToNextOption, help: .hidden)
  var worker: [String] = []

  func validate() throws {
    try BoundedOption.check("--threads", threads, in: BoundedOption.threads)
    try BoundedOption.check("--seconds", seconds: seconds)
    try peers.checkOne()
    _ = try BoundedOption.counts("--tasks", tasks, in: 2...ManyTasksBenchmark.mostTasks)
  }

  func run() throws {
    if !worker.isEmpty { return try ManyTasksWorker(arguments: worker).serve() }
    var frame = StepBenchmark(
      threads: threads, peer: peers == .omitted ? nil : .find(), workerArguments: ["bench", "tasks", "--worker"])
    frame.peers = peers
    frame.seconds = seconds
    var benchmark = ManyTasksBenchmark(frame)
    benchmark.counts = try BoundedOption.counts("--tasks", tasks, in: 2...ManyTasksBenchmark.mostTasks)
    benchmark.methods = methods.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let meter = Meter()
    let report = try benchmark.run { meter.note($0) }
    print(json ? try report.json() : report.table)
  }
}
