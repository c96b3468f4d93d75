import Balancing
import Foundation

/// A benchmark of training steps and evaluations against the number of tasks, next to a PyTorch step that was written
/// by hand for these tasks: one wide head and one masked loss.
///
/// The frame is that of ``StepBenchmark``: a process for each side, small blocks of steps in turn, and ratios within a
/// round. Both begin with the same parameters and the same batch, and their losses have to agree before and after the
/// first steps.
package struct ManyTasksBenchmark {
  package static let usualCounts = [2, 5, 14, 40, 128, 617]
  package static let usualMethods = ["ew", "uw-so"]
  /// The largest number of tasks that can be asked for.
  package static let mostTasks = 10_000

  /// The numbers of tasks.
  package var counts = ManyTasksBenchmark.usualCounts
  package var methods = ManyTasksBenchmark.usualMethods
  /// The frame: threads, seconds of measuring for each number of tasks and method, and the peer.
  package var frame: StepBenchmark

  /// The methods that the peer has.
  private static let peerMethods: Set<String> = ["ew", "uw-so"]
  /// The relative difference between the two sides' losses that rounding explains.
  private static let tolerance = 1e-4
  private static let firstSteps = 3
  private static let blockSeconds = 0.1
  private static let mostStepsOfBlock = 400
  /// The share of the time that steps get; evaluations get the rest.
  private static let shareOfSteps = 0.6

  package init(_ frame: StepBenchmark) { self.frame = frame }

  /// Measures.
  ///
  /// - Parameter progress: called with what is measured next.
  /// - Throws: `SettingError` for a method that is not in the catalogue; ``BenchmarkError`` if the two sides disagree.
  package func run(progress: (String) -> Void = { _ in }) throws -> ManyTasksReport {
    for method in methods { _ = try Catalogue.find(method) }
    var report = ManyTasksReport(threads: frame.threads, isCompared: frame.peers != .omitted)
    let load = ForeignLoad()
    for count in counts {
      for method in methods {
        progress("\(count) tasks: \(method)")
        report.rows.append(try measure(count, method, &report))
      }
    }
    report.foreignLoad = load.cores()
    return report
  }

  private func measure(_ count: Int, _ method: String, _ report: inout ManyTasksReport) throws -> ManyTasksRow {
    let file = FileManager.default.temporaryDirectory.appending(path: "equipoise-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let ours = try BenchmarkProcess(
      "equipoise", frame.worker.program,
      frame.worker.arguments + ["\(count)", method, "\(frame.threads)", file.path])
    defer { ours.quit() }
    let peer = Self.peerMethods.contains(method) ? frame.peer : nil
    let theirs = try peer.map {
      try BenchmarkProcess("PyTorch", $0, file, method: method, threads: frame.threads)
    }
    defer { theirs?.quit() }
    report.version = ours.version
    if let theirs { report.peerVersion = theirs.version }
    var row = ManyTasksRow(tasks: count, method: method, parameterCount: ours.parameterCount)
    let first = try Self.firstSteps(of: ours, theirs)
    guard first.isFinite else {
      row.failure = ours.reason
      return row
    }
    let block = max(2, min(Self.mostStepsOfBlock, Int(Self.blockSeconds / first)))
    try frame.inRounds(of: frame.seconds * Self.shareOfSteps) {
      // The first step of a block meets cold caches and is left out.
      let peer = try theirs.map { try $0.ask("step \(block)").dropFirst().median }
      row.add(step: try ours.ask("step \(block)").dropFirst().median, peer: peer)
    }
    row.memory = Int(try ours.ask("memory")[0])
    row.peerMemory = try theirs.map { Int(try $0.ask("memory")[0]) }
    row.loading = try ours.ask("load \(ManyTasks.samples / ManyTasks.batchSize)").median
    for command in ["pass 1", "evaluate 1"] { _ = try ours.ask(command) }
    try frame.inRounds(of: frame.seconds * (1 - Self.shareOfSteps)) {
      row.add(pass: try ours.ask("pass 1")[0], evaluation: try ours.ask("evaluate 1")[0])
    }
    return row
  }

  /// Makes the first steps of both sides.
  ///
  /// - Returns: the seconds of one of ours; nan if the method has no update.
  /// - Throws: ``BenchmarkError`` if parameters or losses differ.
  static func firstSteps(of ours: BenchmarkProcess, _ theirs: BenchmarkProcess?) throws -> Double {
    guard let theirs else { return try ours.ask("step \(firstSteps)").min() ?? .nan }
    guard theirs.parameterCount == ours.parameterCount else {
      throw BenchmarkError(
        "both sides should have the same network. Found \(ours.parameterCount) and \(theirs.parameterCount) parameters."
      )
    }
    func compare(_ place: String) throws {
      let (own, other) = (try ours.ask("losses"), try theirs.ask("losses"))
      guard own.count == other.count else {
        throw BenchmarkError("both sides should have the same tasks. Found \(own.count) and \(other.count).")
      }
      for (task, (own, other)) in zip(own, other).enumerated() where !(abs(own - other) <= tolerance * abs(other)) {
        throw BenchmarkError(
          "both sides should have the same losses \(place). Found \(own) and PyTorch's \(other) for task \(task).")
      }
    }
    try compare("before the first step")
    let seconds = try ours.ask("step \(firstSteps)")
    _ = try theirs.ask("step \(firstSteps)")
    try compare("after \(firstSteps) steps")
    return seconds.min() ?? .nan
  }
}

extension BenchmarkProcess {
  /// Starts the peer of many tasks with the parameters and the batch in a file.
  convenience init(_ name: String, _ peer: BenchmarkPeer, _ file: URL, method: String, threads: Int) throws {
    let script = peer.script.deletingLastPathComponent().appendingPathComponent("tasks_peer.py")
    let arguments = [script.path, file.path, method, "\(threads)", "\(ManyTasksWorker.learningRate)"]
    try self.init(name, peer.python, arguments, environment: peer.environment)
  }
}
