import Foundation
import Printing

extension BenchmarkReport {
  /// The report as JSON: each round's figures, in seconds, bytes and operations a second.
  package func json() throws -> String { try JSONText.encode(self) }

  /// The report as text: one line a model, then what else was measured.
  package var table: String {
    let header = [
      "model", "ms", "PyTorch", "ratio", "bf16 ms", "ratio", "UW-SO", "GFLOP/s", "of matmul", "MB", "PyTorch", "rounds",
    ]
    let lines = TextColumns.lines([header] + steps.map(row), right: header.indices.map { $0 > 0 })
    return (lines + notes).joined(separator: "\n")
  }

  /// The load of other programs, in cores, that a report mentions. A desktop at rest stays below.
  private static let noticeableLoad = 0.1

  private func row(_ step: StepMeasurement) -> [String] {
    [
      step.model.rawValue, BenchmarkText.milliseconds(step.seconds),
      step.peerSeconds.map(BenchmarkText.milliseconds) ?? "–", BenchmarkText.ratio(step.ratios),
      BenchmarkText.milliseconds(step.halfSeconds), BenchmarkText.ratio(step.halfRatios),
      String(format: "%+.1f %%", 100 * step.softOverhead),
      String(format: "%.0f", step.rate / 1e9), String(format: "%.0f %%", 100 * step.share),
      BenchmarkText.megabytes(step.memory),
      step.peerMemory.map(BenchmarkText.megabytes) ?? "–", "\(step.equal.count)",
    ]
  }

  private var notes: [String] {
    var notes = [""]
    if let dispatch {
      let theirs = peerDispatch.map { String(format: ", PyTorch %.2f µs", 1e6 * $0) } ?? ""
      notes.append(String(format: "a small operation: %.2f µs", 1e6 * dispatch) + theirs)
    }
    for measurement in parallel {
      notes.append(
        "\(measurement.model.rawValue), two trainings at once with one thread each against in turn with \(threads): "
          + String(format: "%.2f×", measurement.gain))
    }
    notes.append(
      "\(threads) threads, LibTorch \(version)"
        + (peerVersion.map { ", PyTorch \($0), its default loop (NCHW, float32, Adam)" }
          ?? "; Python has no torch, so nothing to compare with"))
    if let load = foreignLoads.compactMap({ $0 }).max(), load > Self.noticeableLoad {
      notes.append(
        String(format: "other programs kept up to %.1f cores busy meanwhile: repeat this on a quiet machine", load))
    }
    notes.append("ratios: our time over PyTorch's, the median of the rounds with their quartiles")
    return notes
  }
}
