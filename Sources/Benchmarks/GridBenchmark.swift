import Configuration
import Experiments
import Foundation
import Printing
import Statistics

/// A benchmark of comparisons: how much sooner one ends with a training on each core than with one training at a time
/// on all cores.
///
/// Both train the same runs, in turn, in folders that are removed afterwards.
package struct GridBenchmark {
  private let configuration: ExperimentConfiguration
  private let executable: URL
  private let rounds: Int

  package init(_ configuration: ExperimentConfiguration, executable: URL, rounds: Int) {
    self.configuration = configuration
    self.executable = executable
    self.rounds = rounds
  }

  /// The results of the benchmark.
  package struct Report: Codable, Sendable {
    /// The number of cores: the trainings at a time of one side, and the threads of each training of the other.
    package let cores: Int
    package let trainings: Int
    /// The seconds of each round with one training at a time on all cores.
    package internal(set) var inTurn: [Double] = []
    /// The seconds of each round with one training on each core.
    package internal(set) var atOnce: [Double] = []
    /// The number of cores that other programs kept busy meanwhile; nil if the system does not say.
    package internal(set) var foreignLoad: Double?

    /// The ratio of the two times in each round.
    package var ratios: [Double] { zip(inTurn, atOnce).map { $0 / $1 } }

    package func json() throws -> String { try JSONText.encode(self) }

    /// The report in one line: "12 trainings: 1 at a time with 2 threads 40.1 s, 2 at a time with 1 thread 25.3 s: 1.58
    /// times sooner (1.55–1.60)".
    package var text: String {
      func seconds(_ values: [Double]) -> String { NumberText.seconds(Statistics.median(values) ?? .nan) + " s" }
      let (low, high) = (ratios.min() ?? .nan, ratios.max() ?? .nan)
      let load = foreignLoad.map { "\nOther programs kept \(NumberText.fixed($0, 1)) of \(cores) cores busy." } ?? ""
      return "\(trainings) trainings: 1 at a time with \(cores) threads \(seconds(inTurn)), \(cores) at a time with 1 "
        + "thread \(seconds(atOnce)): \(NumberText.fixed(Statistics.median(ratios) ?? .nan, 2)) times sooner "
        + "(\(NumberText.fixed(low, 2))–\(NumberText.fixed(high, 2)) in \(ratios.count) rounds)" + load
    }
  }

  package func run(note: (String) -> Void) throws -> Report {
    let cores = configuration.cores
    let load = ForeignLoad()
    var report = Report(
      cores: cores, trainings: try ComparisonRunner(configuration, executable: executable).plan().total)
    for round in 0..<rounds {
      // Either side goes first in every other round.
      for isInTurn in round.isMultiple(of: 2) ? [true, false] : [false, true] {
        let seconds = try seconds(jobs: isInTurn ? 1 : cores, threads: isInTurn ? cores : 1)
        if isInTurn { report.inTurn.append(seconds) } else { report.atOnce.append(seconds) }
        note("round \(round + 1): \(isInTurn ? "in turn" : "at once") \(NumberText.seconds(seconds)) s")
      }
    }
    report.foreignLoad = load.cores()
    return report
  }

  private func seconds(jobs: Int, threads: Int) throws -> Double {
    let folder = FileManager.default.temporaryDirectory.appending(path: "equipoise-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var configuration = configuration
    configuration.output.folder = folder.path
    configuration.comparison.jobs = jobs
    configuration.training.threads = threads
    let start = ContinuousClock.now
    let outcome = try ComparisonRunner(configuration, executable: executable).run()
    if let failure = outcome.failures.first { throw SearchStopped(failures: [failure]) }
    return start.duration(to: .now).seconds
  }
}
