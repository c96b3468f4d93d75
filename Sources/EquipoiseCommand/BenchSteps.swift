import ArgumentParser
import Benchmarks
import Processes

struct BenchSteps: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "steps",
    abstract: "Speed and memory of training steps, next to PyTorch where Python has it, alternating in one run.",
    discussion: """
      The Python is that of EQUIPOISE_PYTHON, else python3. PyTorch's side is its default loop, and the fastest of its
      configurations: the channels last in memory, the fused optimiser, both, and both compiled by torch.compile,
      each in float32 and with bfloat16 autocast.

      EXAMPLE
        equipoise bench --models lenet,mlp
        equipoise bench --models segnet --peers eager
      """)

  @Option(help: "The models, with commas between: mlp, lenet, segnet, resnet18.")
  var models = BenchmarkModel.allCases.map(\.rawValue).joined(separator: ",")

  @Option(help: "Threads of one operation, here and at the peer; all cores by default.")
  var threads: Int?

  @Option(help: "Seconds of measuring for each model.")
  var seconds = 15.0

  @Option(help: "The order of images in memory: auto, contiguous or channels-last.")
  var memoryFormat = BenchmarkLayout.auto

  @Option(
    help: """
      PyTorch's loops to compare with: none, default, eager (without torch.compile, whose compilation takes up to \
      minutes) or best (all).
      """)
  var peers = PeerChoice.best

  @Flag(help: "Leaves out two trainings at a time.")
  var skipParallel = false

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  @Option(parsing: .upToNextOption, help: .hidden)
  var worker: [String] = []

  func validate() throws {
    try BoundedOption.check("--threads", threads, in: BoundedOption.threads)
    try BoundedOption.check("--seconds", seconds: seconds)
    _ = try chosenModels()
  }

  private func chosenModels() throws -> [BenchmarkModel] { try BenchmarkModel.named(models) }

  /// The arguments that start a worker of a benchmark, before its own.
  static let workerArguments = ["bench", "steps", "--worker"]

  func run() throws {
    if !worker.isEmpty { return try BenchmarkWorker(arguments: worker).serve() }
    var benchmark = StepBenchmark(
      threads: threads, peer: peers == .omitted ? nil : .find(), workerArguments: BenchSteps.workerArguments)
    benchmark.peers = peers
    benchmark.models = try chosenModels()
    benchmark.seconds = seconds
    benchmark.layout = memoryFormat
    benchmark.timesParallelRuns = !skipParallel
    let meter = Meter()
    let report = try benchmark.run { meter.note($0) }
    print(json ? try report.json() : report.table)
  }
}

extension BenchmarkLayout: ExpressibleByArgument {}
extension PeerChoice: ExpressibleByArgument {
  /// Checks the choice of a benchmark whose peer has one configuration.
  ///
  /// - Throws: `ValidationError` for a choice of several.
  func checkOne() throws {
    guard !hasSeveral else { throw ValidationError("`--peers` should be default or none. Found \(rawValue).") }
  }
}

extension BenchmarkModel: ExpressibleByArgument {}

extension BenchmarkModel {
  /// The models of a list of names with commas between.
  static func named(_ list: String) throws -> [BenchmarkModel] {
    try list.split(separator: ",").map {
      guard let model = BenchmarkModel(rawValue: String($0)) else {
        let known = BenchmarkModel.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("`--models` should name some of \(known). Found \($0).")
      }
      return model
    }
  }
}
