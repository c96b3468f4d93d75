import Foundation

/// A benchmark of training steps of fixed models, compared with PyTorch's if Python has it: with its default loop and
/// with the fastest of the configurations that it offers, in the same precision.
///
/// Each side is a process of its own that holds one model. The two make small blocks of steps in turn, so that other
/// work of the machine affects both alike. A round is one block of each. Ratios are taken within a round, and the
/// report has the median over the rounds. The clock of a step starts and ends inside the process that makes it.
package struct StepBenchmark {
  package var models: [BenchmarkModel] = BenchmarkModel.allCases
  /// The threads of each operation, on both sides.
  package var threads: Int
  package var layout = BenchmarkLayout.auto
  /// The seconds of measuring for each model.
  package var seconds = 15.0
  /// Whether two trainings at a time are timed too.
  package var timesParallelRuns = true
  package var peer: BenchmarkPeer?
  /// The loops of PyTorch to compare with.
  package var peers = PeerChoice.best
  /// The program and its arguments before those of `BenchmarkWorker`.
  let worker: (program: URL, arguments: [String])

  /// The seconds of one block: long enough for a median, short enough to meet the same conditions as the other side's.
  private static let blockSeconds = 0.1
  private static let leastRounds = 3
  private static let roundsForEachRate = 8

  /// Creates a benchmark.
  ///
  /// - Parameters:
  ///   - threads: the threads of each operation; nil for the machine's cores.
  ///   - program: starts a `BenchmarkWorker` when it is given `workerArguments` followed by the worker's own.
  package init(
    threads: Int? = nil, peer: BenchmarkPeer? = .find(), program: URL = BenchmarkPeer.currentProgram,
    workerArguments: [String]
  ) {
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    self.peer = peer
    worker = (program, workerArguments)
  }

  /// Measures.
  ///
  /// - Parameter progress: called with what is measured next.
  package func run(progress: (String) -> Void = { _ in }) throws -> BenchmarkReport {
    var report = BenchmarkReport(threads: threads, peers: peers)
    for model in models {
      let load = ForeignLoad()
      report.steps.append(try measure(model, &report) { progress("\(model.rawValue): \($0)") })
      report.foreignLoads.append(load.cores())
    }
    for model in models where timesParallelRuns && model != .resnet18 && threads > 1 {
      progress("\(model.rawValue): two trainings at a time")
      report.parallel.append(try measureParallel(model))
    }
    return report
  }

  func startWorker(_ model: BenchmarkModel, threads: Int) throws -> BenchmarkProcess {
    try BenchmarkProcess(
      "equipoise", worker.program, worker.arguments + [model.rawValue, "\(threads)", layout.rawValue])
  }

  func startPeer(_ model: BenchmarkModel) throws -> BenchmarkProcess? {
    try peer.map { try BenchmarkProcess("PyTorch", $0, model, threads: threads) }
  }

  /// Starts PyTorch's configurations and prepares them; nil if none but the default loop is asked for.
  private func startLoops(_ model: BenchmarkModel, _ progress: (String) -> Void) throws -> PeerLoops? {
    guard peers.hasSeveral, let process = try startPeer(model) else { return nil }
    let loops = BenchmarkPrecision.allCases.flatMap { precision in
      PeerConfiguration.all(on: model, compiled: peers == .best).map { PeerLoop($0, precision) }
    }
    // The default loop in float32 has a process of its own, whose memory is reported.
    var started = PeerLoops(process, loops.filter { $0.configuration != .standard || $0.precision != .fp32 })
    started.prepare(progress: progress)
    return started
  }

  private func measure(
    _ model: BenchmarkModel, _ report: inout BenchmarkReport, _ progress: (String) -> Void
  ) throws -> StepMeasurement {
    let ours = try startWorker(model, threads: threads)
    defer { ours.quit() }
    let theirs = try startPeer(model)
    defer { theirs?.quit() }
    if let theirs, theirs.parameterCount != ours.parameterCount {
      throw BenchmarkError(
        "both sides should have the same network. Found \(ours.parameterCount) and \(theirs.parameterCount) parameters."
      )
    }
    report.version = ours.version
    report.peerVersion = theirs?.version
    if report.dispatch == nil {
      report.dispatch = try ours.ask("dispatch")[0]
      report.peerDispatch = try theirs?.ask("dispatch")[0]
    }
    var loops = try startLoops(model, progress)
    progress("steps")
    var result = StepMeasurement(
      model: model, parameterCount: ours.parameterCount, operations: ours.operationsPerStep)
    let warm = try ours.steps(3) + ours.steps(3, "uw-so")
    _ = try theirs?.steps(3)
    let block = max(2, min(400, Int(Self.blockSeconds / warm.min()!)))
    try inRounds(of: seconds * 0.65) {
      // The first step of a block meets cold caches and is left out.
      let reference = try theirs.map { try $0.steps(block).dropFirst().median }
      let equal = try ours.steps(block).dropFirst().median
      loops?.time(block, .fp32)
      let soft = try ours.steps(block, "uw-so").dropFirst().median
      if result.equal.count % Self.roundsForEachRate == 0 { result.add(rate: try ours.ask("rate")[0]) }
      result.add(equal: equal, soft: soft, peer: reference)
    }
    result.memory = Int(try ours.ask("memory")[0])
    result.peerMemory = try theirs.map { Int(try $0.ask("memory")[0]) }
    _ = try ours.steps(2, "ew", .bf16)
    try inRounds(of: seconds * 0.35) {
      let reference = try theirs.map { try $0.steps(block).dropFirst().median }
      result.add(half: try ours.steps(block, "ew", .bf16).dropFirst().median, peer: reference)
      loops?.time(block, .bf16)
    }
    if theirs != nil {
      result.configurations = [PeerLoop(.standard, .fp32, seconds: result.peer)] + (loops?.all ?? [])
    }
    return result
  }

  func inRounds(of seconds: Double, _ body: () throws -> Void) throws {
    let start = ContinuousClock.now
    var rounds = 0
    while rounds < Self.leastRounds || start.duration(to: .now) / .seconds(1) < seconds {
      try body()
      rounds += 1
    }
  }

  /// Times two trainings at once with one thread each, and the same two in turn with all threads.
  private func measureParallel(_ model: BenchmarkModel) throws -> ParallelMeasurement {
    let pair = try (0..<2).map { _ in try startWorker(model, threads: 1) }
    defer { pair.forEach { $0.quit() } }
    let alone = try startWorker(model, threads: threads)
    defer { alone.quit() }
    _ = try pair.map { try $0.steps(3) }
    let count = max(3, min(1000, Int(8 * Self.blockSeconds / (try alone.steps(5).min()!))))
    var result = ParallelMeasurement(model: model)
    try inRounds(of: seconds * 0.5) {
      let inTurn = try timed { for _ in 0..<2 { _ = try alone.steps(count) } }
      let atOnce = try timed {
        for worker in pair { try worker.tell("step \(count) ew fp32") }
        for worker in pair { _ = try worker.answer() }
      }
      result.gains.append(inTurn / atOnce)
    }
    return result
  }

  private func timed(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return start.duration(to: .now) / .seconds(1)
  }
}
