import Foundation
import OrderedCollections
import Printing

extension ManyTasksReport {
  /// The report as text: a line for each number of tasks and method, then the steps drawn as bars, then what to know.
  package var table: String {
    let lines = TextColumns.lines([Self.header] + rows.map(Self.row), right: Self.header.indices.map { $0 != 1 })
    return (lines + [""] + chart + [""] + notes).joined(separator: "\n")
  }

  private static let header = [
    "K", "method", "ms", "PyTorch", "ratio", "eval ms", "of forward", "batch ms", "MB", "PyTorch", "ratio",
  ]

  private static func row(_ row: ManyTasksRow) -> [String] {
    guard row.failure == nil else { return ["\(row.tasks)", row.method] + header.dropFirst(2).map { _ in "–" } }
    func milliseconds(_ seconds: [Double]) -> String {
      seconds.isEmpty ? "–" : BenchmarkText.milliseconds(seconds.median)
    }
    return [
      "\(row.tasks)", row.method, milliseconds(row.steps), milliseconds(row.peerSteps),
      BenchmarkText.ratio(row.stepRatios), milliseconds(row.evaluations), BenchmarkText.ratio(row.evaluationRatios),
      row.loading.map(BenchmarkText.milliseconds) ?? "–", row.memory.map(BenchmarkText.megabytes) ?? "–",
      row.peerMemory.map(BenchmarkText.megabytes) ?? "–", row.memoryRatio.map { String(format: "%.2f", $0) } ?? "–",
    ]
  }

  // MARK: bars

  /// The characters of the longest bar.
  private static let barWidth = 60

  /// The milliseconds of a step as bars, all on one scale: for each method and number of tasks one of ours, and one of
  /// PyTorch's below it.
  private var chart: [String] {
    let longest = rows.flatMap { [$0.steps, $0.peerSteps] }.filter { !$0.isEmpty }.map(\.median).max() ?? 0
    guard longest > 0 else { return [] }
    func bar(_ seconds: [Double]) -> String {
      let length = max(1, Int((Double(Self.barWidth) * seconds.median / longest).rounded()))
      return String(repeating: "█", count: length) + " " + BenchmarkText.milliseconds(seconds.median)
    }
    let methods = OrderedSet(rows.map(\.method))
    let shown = methods.flatMap { method in rows.filter { $0.method == method && !$0.steps.isEmpty } }
    let lines = shown.flatMap { row in
      [["\(row.method) \(row.tasks)", "equipoise", bar(row.steps)]]
        + (row.peerSteps.isEmpty ? [] : [["", "PyTorch", bar(row.peerSteps)]])
    }
    return ["milliseconds of a step"] + TextColumns.lines(lines, right: [false, false, false])
  }

  // MARK: notes

  private static let noticeableLoad = 0.1

  private var notes: [String] {
    let goals = ManyTasksRow.goals
    var notes = [
      "goals: a step at most \(goals.step) of PyTorch's, an evaluation at most \(goals.evaluation) of its forward passes, "
        + "peak memory at most \(goals.memory) of PyTorch's"
    ]
    if !missed.isEmpty { notes.append("missed: " + missed.joined(separator: "; ")) }
    for row in rows {
      if let failure = row.failure { notes.append("\(row.method) with \(row.tasks) tasks has no answer: \(failure)") }
    }
    notes.append("\(threads) threads, LibTorch \(version)" + peer)
    notes.append(
      "eval: \(ManyTasks.samples) samples in batches of \(ManyTasks.batchSize), made before; batch: making one of them")
    if let load = foreignLoad, load > Self.noticeableLoad {
      notes.append(
        String(format: "other programs kept %.1f cores busy meanwhile: repeat this on a quiet machine", load))
    }
    notes.append("ratios: the median of the rounds with their quartiles")
    return notes.map { TextWrap.wrapped($0, width: Self.width, indent: 2) }
  }

  private static let width = 100

  private var peer: String {
    if let peerVersion {
      return
        ", PyTorch \(peerVersion) with one head and one masked loss for all tasks and Adam(fused=True), from the same "
        + "parameters and batch"
    }
    return isCompared
      ? "; nothing to compare with: Python has no torch, or the peer none of these methods"
      : "; PyTorch was left out, so nothing to compare with"
  }

  /// What missed its goal: "step of ew with 40, 617 tasks".
  private var missed: [String] {
    let missed = rows.flatMap { row in row.missed.map { (what: "\($0) of \(row.method)", tasks: "\(row.tasks)") } }
    return OrderedDictionary(grouping: missed, by: \.what).map { what, rows in
      "\(what) with \(rows.map(\.tasks).joined(separator: ", ")) tasks"
    }
  }
}
