import Foundation
import Printing

extension BalancingReport {
  /// The report as text: a table for each model, then what was left out.
  package var table: String { (models.map(text) + [notes.joined(separator: "\n")]).joined(separator: "\n\n") }

  private static let header = [
    "method", "scope", "ms", "EW steps", "of limit", "of TorchJD", "bf16 EW steps", "of TorchJD", "trunk f+b",
    "heads f+b", "solver", "visits",
  ]

  private func text(_ measured: BalancingMeasurement) -> String {
    let equal = BenchmarkPrecision.allCases.map {
      "\(BenchmarkText.milliseconds(measured.equalSeconds($0))) ms \($0.rawValue)"
    }.joined(separator: ", ")
    let title =
      "\(measured.model.rawValue): \(measured.tasks) tasks; a step with equal weights (EW) \(equal)"
      + (measured.limit.map { String(format: "; limit %.2f EW steps", $0) } ?? "")
    let rows = measured.rows.map { row($0, measured) }
    var lines = [title] + TextColumns.lines([Self.header] + rows, right: Self.header.indices.map { $0 > 0 })
    if let memory = measured.memory { lines.append(text(memory)) }
    if measured.limit != nil {
      let beyond = measured.beyondLimit.map { "\($0.row.name) (\(String(format: "%.2f", $0.share)))" }
      lines.append("beyond the limit: \(beyond.isEmpty ? "none" : beyond.joined(separator: ", "))")
    }
    for row in measured.rows {
      if let failure = row.failure { lines.append("\(row.name) has no answer: \(failure)") }
      if let failure = row.peerFailure { lines.append("TorchJD's \(row.name) has no answer: \(failure)") }
    }
    if let load = measured.foreignLoad, load > Self.noticeableLoad {
      lines.append(
        String(format: "other programs kept %.1f cores busy meanwhile: repeat this on a quiet machine", load))
    }
    return lines.joined(separator: "\n")
  }

  /// The load of other programs, in cores, that a report mentions. A desktop at rest stays below.
  private static let noticeableLoad = 0.1

  private func row(_ row: BalancingRow, _ measured: BalancingMeasurement) -> [String] {
    guard row.failure == nil else {
      return [row.method, row.scopeName ?? "–"] + Self.header.dropFirst(2).map { _ in "–" }
    }
    let share = row.shareOfLimit(tasks: measured.tasks)
    return [
      row.method, row.scopeName ?? "–", BenchmarkText.milliseconds(row.seconds(.fp32)),
      BenchmarkText.ratio(row.equalSteps(.fp32)),
      share.map { String(format: "%.2f", $0) } ?? "–",
      BenchmarkText.ratio(row.peerRatios(.fp32)), BenchmarkText.ratio(row.equalSteps(.bf16)),
      BenchmarkText.ratio(row.peerRatios(.bf16)),
      "\(row.passes.trunkForward)+\(row.passes.trunkBackward)", "\(row.passes.headForward)+\(row.passes.headBackward)",
      row.solverShare.map { String(format: "%.2f %%", 100 * $0) } ?? "–", "\(row.visits.count)",
    ]
  }

  private func text(_ memory: BalancingMemory) -> String {
    let kept = [("gradients kept", memory.jacobian), ("their inner products alone", memory.gramian)].compactMap {
      name, bytes in
      bytes.map {
        "\(name) \(BenchmarkText.megabytes($0)) (\(String(format: "%.2f×", Double($0) / Double(memory.equal))))"
      }
    }
    return "peak memory in MB: " + (["EW \(BenchmarkText.megabytes(memory.equal))"] + kept).joined(separator: ", ")
  }

  private var notes: [String] {
    var notes = ["\(threads) threads, LibTorch \(version)"]
    notes[0] +=
      peerVersion.map { ", TorchJD \($0) (NCHW, float32)" }
      ?? "; Python has no torchjd, so nothing to compare with"
    notes.append(
      "EW steps: time over that of a step with equal weights of the same precision; of TorchJD: over its float32 time; "
        + "medians of the visits with their quartiles")
    notes.append("limit: an EW step and a backward pass through the network for each further task")
    notes.append("solver: share of a float32 step; f+b: passes forward and backward of one step")
    return notes
  }
}
