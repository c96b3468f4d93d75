import ArgumentParser
import Benchmarks
import Foundation

struct BenchCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "What a whole comparison takes, next to its steps and evaluations alone, in processor seconds.",
    discussion: """
      The data are generated: a table of Adult's size, rooms that are drawn by each training, and the same rooms as files
      in NYUv2's format. The same updates and evaluations are then made in one process.

      EXAMPLE
        equipoise bench compare
        equipoise bench compare --problems table --epochs 3 --seeds 2
      """)

  @Option(help: "The problems, with commas between: table, scenes, files.")
  var problems = ComparedProblem.allCases.map(\.rawValue).joined(separator: ",")

  @Option(help: "Epochs of each training.")
  var epochs = 10

  @Option(help: "Seeds of each row.")
  var seeds = 1

  @Option(help: "Trainings at a time, each with one thread; at once they slow each other down.")
  var jobs = 1

  @Option(help: "How often each problem is measured.")
  var rounds = 1

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  @Option(help: .hidden)
  var worker: String?

  func validate() throws {
    try BoundedOption.check("--epochs", epochs, in: 1...1_000)
    try BoundedOption.check("--seeds", seeds, in: 1...100)
    try BoundedOption.check("--jobs", jobs, in: BoundedOption.threads)
    try BoundedOption.check("--rounds", rounds, in: 1...1_000)
    _ = try chosen()
  }

  private func chosen() throws -> [ComparedProblem] {
    try problems.split(separator: ",", omittingEmptySubsequences: false).map {
      guard let problem = ComparedProblem(rawValue: String($0)) else {
        let known = ComparedProblem.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("`--problems` should name some of \(known). Found \($0.isEmpty ? "nothing" : $0).")
      }
      return problem
    }
  }

  func run() throws {
    if let worker { return try BareTrainings(of: URL(filePath: worker)).serve() }
    var benchmark = CompareBenchmark(
      epochs: epochs, seeds: seeds, jobs: jobs, workerArguments: ["bench", "compare", "--worker"])
    benchmark.problems = try chosen()
    benchmark.rounds = rounds
    let meter = Meter()
    let report = try benchmark.run { meter.note($0) }
    print(json ? try report.json() : report.table)
  }
}
