import Balancing
import Foundation
import Printing
import Torch

/// A benchmark of the gradient probe: what comparing the gradients of tasks and samples adds to the time of a training's steps.
///
/// Steps with and without a probe are made in turn, so that both meet the same load of other programs.
package struct ProbeBenchmark {
  package var model = BenchmarkModel.lenet
  /// The samples of a batch; nil for the model's own number.
  package var batch: Int?
  /// The updates from one measurement to the next.
  package var every = 5
  /// The samples that are compared.
  package var samples = DiagnosticsSettings.mostGradients
  package var rounds = 20
  package var threads = 1

  package init() {}

  /// The measurements a round makes of each probe.
  private static let measurements = 4

  private var probes: [(name: String, settings: DiagnosticsSettings)] {
    [
      ("tasks on the batch", DiagnosticsSettings(every: every, samples: 0)),
      ("tasks on the batch, samples of one task", DiagnosticsSettings(every: every, samples: samples)),
      ("each task on each sample", DiagnosticsSettings(every: every, samples: samples, isPerSample: true)),
    ]
  }

  /// Measures.
  ///
  /// - Throws: `BenchmarkError` for more samples than the model's batch has.
  package func run() throws -> Report {
    let batch = batch ?? model.batch
    guard (samples...model.batch).contains(batch) else {
      throw BenchmarkError(
        "the batch of `\(model.rawValue)` should have \(samples) to \(model.batch) samples. Found \(batch).")
    }
    let before = Threads.count
    Threads.count = threads
    defer { Threads.count = before }
    let steps = try BenchmarkSteps(model, format: .contiguous, samples: batch)
    let count = every * Self.measurements
    var report = Report(model: model.rawValue, batch: batch, threads: threads, every: every, samples: samples)
    report.rows = probes.map { Report.Row(probe: $0.name) }
    let load = ForeignLoad()
    _ = try steps.seconds(of: count, probing: probes.last?.settings)
    for _ in 0..<rounds {
      let plain = try steps.seconds(of: count, probing: nil)
      report.plain.append(plain / Double(count))
      for (index, probe) in probes.enumerated() {
        report.rows[index].shares.append(try steps.seconds(of: count, probing: probe.settings) / plain - 1)
      }
    }
    report.foreignLoad = load.cores()
    return report
  }
}

extension ProbeBenchmark {
  /// The results of the benchmark.
  package struct Report: Codable, Sendable {
    /// One way to probe.
    package struct Row: Codable, Sendable {
      package let probe: String
      /// The time that it adds, as a share of that of the same steps without it, of each round.
      package internal(set) var shares: [Double] = []
    }

    package let model: String
    package let batch, threads, every, samples: Int
    /// The seconds of a step without a probe, of each round.
    package internal(set) var plain: [Double] = []
    package internal(set) var rows: [Row] = []
    /// The processors that other programs used meanwhile; nil if the system does not say.
    package internal(set) var foreignLoad: Double?

    package func json() throws -> String { try JSONText.encode(self) }

    /// The report as text: a line for each way to probe, with the median over rounds and its quartiles.
    package var table: String {
      let rows = rows.map { [$0.probe, BenchmarkText.ratio($0.shares.map { 100 * $0 })] }
      let load = foreignLoad.map { "other programs used \(NumberText.fixed($0, 1)) processors meanwhile" }
      return
        (TextColumns.lines([["probe", "more time (%)"]] + rows, right: [false, true])
        + [
          "",
          "\(model), \(batch) samples, \(threads) threads: a step takes \(BenchmarkText.milliseconds(plain.median)) ms; every "
            + "\(every) steps, \(samples) samples",
        ] + [load].compactMap { $0 }).joined(separator: "\n")
    }
  }
}
