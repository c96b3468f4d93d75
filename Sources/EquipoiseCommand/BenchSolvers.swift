import ArgumentParser
import Benchmarks

struct BenchSolvers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solvers",
    abstract: "Residual and time of the solvers behind the gradient methods, next to TorchJD on the same Gramians.",
    discussion: """
      The residual is that of the method's own optimality condition: 0 is exact.

      EXAMPLE
        equipoise bench solvers --methods mgda,nash-mtl --tasks 2,10
      """)

  @Option(help: "The methods, with commas between.")
  var methods = SolverBenchmark.known.joined(separator: ",")

  @Option(help: "Numbers of tasks, with commas between.")
  var tasks = "2,3,10,40,64,128,256"

  @Option(help: "Seconds of measuring one method on one Gramian.")
  var seconds = 0.05

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  func validate() throws {
    try BoundedOption.check("--seconds", seconds: seconds)
    _ = try counts()
    _ = try chosen()
  }

  private func counts() throws -> [Int] { try BoundedOption.counts("--tasks", tasks, in: 2...10_000) }

  private func chosen() throws -> [String] {
    try methods.split(separator: ",").map {
      guard SolverBenchmark.known.contains(String($0)) else {
        let known = SolverBenchmark.known.joined(separator: ", ")
        throw ValidationError("`--methods` should name some of \(known). Found \($0).")
      }
      return String($0)
    }
  }

  func run() throws {
    var benchmark = SolverBenchmark()
    benchmark.methods = try chosen()
    benchmark.counts = try counts()
    benchmark.seconds = seconds
    let meter = Meter()
    let report = try benchmark.run { meter.note($0) }
    print(json ? try report.json() : report.table)
  }
}
