import Foundation

/// The content of the index for one run: a line of `runs/index.sqlite`.
struct IndexedRun: Sendable {
  /// The path `<experiment>/<cell>` below the folder of runs.
  var path: String
  /// The stamp of the files that were read; see ``IndexStamp``. It is empty if they should be read again.
  var stamp: String
  var state: RunState
  /// The values of ``IndexColumn/fixed`` that the run has.
  var fixed: [String: RunValue] = [:]
  /// The hyper-parameters, configuration and figures by their names.
  var facts: [String: RunValue] = [:]
  /// The direction in which each figure is better.
  var better: [String: Better] = [:]
  /// The values from which Δm on the test split is computed.
  var comparing: Comparing?
  /// The figures of a task that was trained alone, which others are compared with.
  var alone: Alone?

  enum Better: String, Sendable { case lower, higher }

  struct Comparing: Sendable {
    var job: RunJob
    var result: RunResult
  }

  struct Alone: Sendable {
    var task: String
    var validation: [String: Double]
    var test: [String: Double]
  }

  /// The name of Δm on a split.
  static func deltaM(_ split: String) -> String { "\(split).delta-m" }

  /// The name of a figure of a task. It holds the task's name unchanged: tasks "a b" and "a-b" have a figure each.
  static func figure(_ split: String, _ task: String, _ metric: String) -> String {
    "\(split).\(task).\(plain(metric))"
  }

  /// A name that is easy to type: "abs. error" is `abs-error`, "mIoU" is `miou`.
  static func plain(_ name: String) -> String {
    name.lowercased().split { !($0.isLetter || $0.isNumber || "-_.°+".contains($0)) }
      .map { $0.last == "." ? $0.dropLast() : $0 }.filter { !$0.isEmpty }.joined(separator: "-")
  }
}
