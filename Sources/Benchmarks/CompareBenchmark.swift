import Foundation
import Processes
import Runs

/// A benchmark of whole comparisons: the processor seconds of all their processes, next to those of their steps and
/// evaluations alone.
///
/// A comparison is the command `compare` in a process of its own, which starts one for each training at a time. The same numbers
/// of updates and evaluations of the same runs are then made in one process, see ``BareTrainings``. Everything lies in a
/// folder that is removed afterwards.
package struct CompareBenchmark {
  package var problems = ComparedProblem.allCases
  package var rounds = 1
  /// The sizes of the data and of the comparison.
  private(set) var size = ComparedProblem.Size()
  private let executable: URL
  /// The arguments that start a worker before the folder of its runs.
  private let workerArguments: [String]

  /// Creates a benchmark.
  ///
  /// - Parameter executable: this program.
  package init(
    epochs: Int = 10, seeds: Int = 1, jobs: Int = 1, executable: URL = BenchmarkPeer.currentProgram,
    workerArguments: [String]
  ) {
    self.executable = executable
    self.workerArguments = workerArguments
    (size.epochs, size.seeds, size.jobs) = (epochs, seeds, jobs)
  }

  init(_ size: ComparedProblem.Size, executable: URL, workerArguments: [String]) {
    self.init(executable: executable, workerArguments: workerArguments)
    self.size = size
  }

  /// Measures.
  ///
  /// - Parameter progress: called with what is measured next.
  /// - Throws: ``BenchmarkError`` if a command fails, or if the trainings alone are not those of the comparison.
  package func run(progress: (String) -> Void = { _ in }) throws -> CompareReport {
    var report = CompareReport(jobs: size.jobs, epochs: size.epochs, seeds: size.seeds)
    let load = ForeignLoad()
    for problem in problems {
      for _ in 0..<rounds {
        report.rounds.append(try measure(problem) { progress("\(problem.rawValue): \($0)") })
      }
    }
    report.foreignLoad = load.cores()
    return report
  }

  private func measure(_ problem: ComparedProblem, _ progress: (String) -> Void) throws -> CompareRound {
    let folder = FileManager.default.temporaryDirectory.appending(path: "equipoise-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var round = CompareRound(problem: problem, jobs: size.jobs)
    progress("making the data")
    let file = try problem.write(to: folder, size)
    progress("comparing")
    let start = ContinuousClock.now
    round.whole = try seconds(["compare", file.path, "--json"])
    round.wall = start.duration(to: .now) / .seconds(1)
    let runs = problem.runs(in: folder)
    let trainings = try BareTrainings(of: runs)
    round.trainings = trainings.count
    round.recorded = try recordedSeconds(in: runs)
    round.start = try seconds(["--version"])
    // Planning reads the data once more; the report draws its plots once more.
    round.planning = try seconds(["compare", file.path, "--dry-run"]) - round.start
    round.report = try seconds(["report", runs.path]) - round.start
    let worker = try BenchmarkProcess("equipoise", executable, workerArguments + [runs.path])
    defer { worker.quit() }
    for number in 1...max(1, trainings.count) {
      progress("steps and evaluations alone, run \(number) of \(trainings.count)")
      guard let cost = BareTrainings.Cost(try worker.ask("run \(number)")) else {
        throw BenchmarkError("a run alone should have six numbers.")
      }
      round.alone.add(cost)
    }
    return round
  }

  /// The processor seconds of this program with some arguments, and of all that it starts.
  ///
  /// - Throws: ``BenchmarkError`` with the last line of its output if it fails.
  private func seconds(_ arguments: [String]) throws -> Double {
    let before = ProcessorSeconds.children
    let (output, ending) = try ChildProcess(executable, arguments).end()
    guard ending == .status(0) else {
      let last = String(decoding: output, as: UTF8.self).split(separator: "\n").last ?? "no message"
      throw BenchmarkError("`equipoise \(arguments[0])` should have ended well. Found: \(last) (\(ending)).")
    }
    return ProcessorSeconds.children - before
  }

  /// The processor seconds that the runs themselves recorded, of their updates and their evaluations after epochs.
  private func recordedSeconds(in runs: URL) throws -> Double {
    try FileManager.default.contentsOfDirectory(atPath: runs.path).map { RunFolder(runs.appending(path: $0)) }
      .filter(\.isDone).reduce(0) { $0 + (try $1.result().processorSeconds ?? .nan) }
  }
}
