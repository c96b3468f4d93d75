import Foundation
import OrderedCollections
import Printing

extension BenchmarkReport {
  /// The report as JSON: each round's figures, in seconds, bytes and operations a second.
  package func json() throws -> String { try JSONText.encode(self) }

  /// The report as text, at most 100 columns wide: a line for each model, one for each model and precision compared with
  /// PyTorch, then what else was measured.
  package var table: String {
    let own = [["model", "ms", "bf16 ms", "UW-SO", "GFLOP/s", "of matmul", "MB", "PyTorch MB", "rounds"]]
    var lines = TextColumns.lines(own + steps.map(row), right: own[0].indices.map { $0 > 0 })
    if peerVersion != nil {
      // Without other configurations, the best would be the default.
      let shown = peers.hasSeveral ? 7 : 4
      let header = ["PyTorch", "", "default ms", "ratio", "best ms", "ratio", "configuration"]
      let rows = [header] + steps.flatMap { step in BenchmarkPrecision.allCases.map { comparison(step, $0) } }
      let right = [false, false, true, true, true, true, false]
      lines += [""] + TextColumns.lines(rows.map { Array($0.prefix(shown)) }, right: Array(right.prefix(shown)))
    }
    return (lines + [""] + notes).joined(separator: "\n")
  }

  private static let width = 100
  /// The load of other programs, in cores, that a report mentions. A desktop at rest stays below.
  private static let noticeableLoad = 0.1

  private func row(_ step: StepMeasurement) -> [String] {
    [
      step.model.rawValue, BenchmarkText.milliseconds(step.seconds), BenchmarkText.milliseconds(step.halfSeconds),
      String(format: "%+.1f %%", 100 * step.softOverhead),
      String(format: "%.0f", step.rate / 1e9), String(format: "%.0f %%", 100 * step.share),
      BenchmarkText.megabytes(step.memory),
      step.peerMemory.map(BenchmarkText.megabytes) ?? "–", "\(step.equal.count)",
    ]
  }

  private func comparison(_ step: StepMeasurement, _ precision: BenchmarkPrecision) -> [String] {
    let best = step.best(precision)
    return [
      step.model.rawValue, precision.rawValue,
      step.peerSeconds.map(BenchmarkText.milliseconds) ?? "–",
      BenchmarkText.ratio(precision == .fp32 ? step.ratios : step.halfRatios),
      best.map { BenchmarkText.milliseconds($0.seconds.median) } ?? "–",
      BenchmarkText.ratio(step.bestRatios(precision)), best?.name ?? "–",
    ]
  }

  private var notes: [String] {
    var notes: [String] = []
    if let dispatch {
      let theirs = peerDispatch.map { String(format: ", PyTorch %.2f µs", 1e6 * $0) } ?? ""
      notes.append(String(format: "a small operation: %.2f µs", 1e6 * dispatch) + theirs)
    }
    for measurement in parallel {
      notes.append(
        "\(measurement.model.rawValue), two trainings at once with one thread each against in turn with \(threads): "
          + String(format: "%.2f×", measurement.gain))
    }
    let alone =
      peers == .omitted
      ? "; PyTorch was left out, so nothing to compare with" : "; Python has no torch, so nothing to compare with"
    notes.append("\(threads) threads, LibTorch \(version)" + (peerVersion.map { ", PyTorch \($0)" } ?? alone))
    if peerVersion != nil { notes += peerNotes }
    if let load = foreignLoads.compactMap({ $0 }).max(), load > Self.noticeableLoad {
      notes.append(
        String(format: "other programs kept up to %.1f cores busy meanwhile: repeat this on a quiet machine", load))
    }
    notes.append("ratios: our time over PyTorch's, the median of the rounds with their quartiles")
    return notes
  }

  private var peerNotes: [String] {
    var notes = ["default: PyTorch's loop without options (NCHW, float32, Adam), compared with both precisions"]
    if peers.hasSeveral {
      notes.append(
        "best: the fastest of its configurations in the same precision, bf16 by autocast"
          + (peers == .eager ? "; none compiled" : ""))
    }
    // One reason often holds for many models.
    var failures: OrderedDictionary<[String], [String]> = [:]
    for step in steps {
      for loop in step.configurations {
        guard let failure = loop.failure else { continue }
        failures[[loop.name, failure], default: []].append("\(step.model.rawValue) \(loop.precision.rawValue)")
      }
    }
    return notes
      + failures.map { what, places in
        TextWrap.wrapped("\(what[0]) on \(places.joined(separator: ", ")) \(what[1])", width: Self.width, indent: 2)
      }
  }
}
