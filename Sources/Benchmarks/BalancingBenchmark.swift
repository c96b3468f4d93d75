import Balancing
import Foundation

/// A benchmark of training steps with gradient methods and with loss weightings, in units of a step with equal weights,
/// compared with TorchJD's if Python has it.
///
/// The parts are those of ``StepBenchmark``. A visit to a method is a block of steps with equal weights, one of the
/// method and one of TorchJD's, then the same two of ours with bfloat16 products. Ratios are taken within a visit, so
/// that other work of the machine affects all alike. All methods are visited in turn, round after round.
package struct BalancingBenchmark {
  /// The methods that are measured by default: those that TorchJD has too, GradNorm, and one whose weights are found at each fourth step.
  package static let usualMethods = [
    "mgda", "mgda:every=4", "pcgrad", "cagrad", "imtl-g", "aligned-mtl", "upgrad", "nash-mtl", "gradnorm",
  ]
  /// The loss weightings that are measured by default: some with one pass each way, some with passes of their own, and a step at two points.
  package static let usualLossWeightings = ["uw-so", "imtl-l", "dwa", "famo", "auto-lambda", "ew:sharpness-aware=0.05"]

  package var models: [BenchmarkModel] = [.segnet, .lenet, .resnet18, .mlp]
  package var methods = BalancingBenchmark.usualMethods
  package var lossWeightings = BalancingBenchmark.usualLossWeightings
  /// The frame: threads, layout, seconds of measuring for each model, and the peer.
  package var frame: StepBenchmark

  /// The seconds of one block.
  private static let blockSeconds = 0.1
  /// The number of steps from which a block drops its first one, which meets cold caches. A block of one step has
  /// nothing else.
  private static let leastStepsToDropOne = 2

  package init(_ frame: StepBenchmark) { self.frame = frame }

  /// Measures.
  ///
  /// - Parameter progress: called with what is measured next.
  /// - Throws: `SettingError` for a name that is not in the catalogue, and for an option that the method does not have.
  package func run(progress: (String) -> Void = { _ in }) throws -> BalancingReport {
    let names = methods + lossWeightings
    for name in names { _ = try MeasuredMethod(name) }
    var report = BalancingReport(threads: frame.threads)
    for model in models {
      let load = ForeignLoad()
      var measured = try measure(model, names, &report, progress)
      measured.memory = try memory(model, names, progress)
      measured.foreignLoad = load.cores()
      report.models.append(measured)
    }
    return report
  }

  private func measure(
    _ model: BenchmarkModel, _ names: [String], _ report: inout BalancingReport, _ progress: (String) -> Void
  ) throws -> BalancingMeasurement {
    let ours = try frame.startWorker(model, threads: frame.threads)
    defer { ours.quit() }
    let python = try frame.startPeer(model)
    defer { python?.quit() }
    report.version = ours.version
    report.peerVersion = try python?.torchJD()
    var result = BalancingMeasurement(model: model, tasks: model.taskCount)
    result.rows = try names.flatMap(rows)
    for index in result.rows.indices {
      progress("\(model.rawValue): \(result.rows[index].name), passes")
      try prepare(&result.rows[index], ours)
    }
    let peerHas = try names.filter { try report.peerVersion != nil && python!.has($0) }
    let equal = BenchmarkPrecision.allCases.map { StepKind("ew", $0) }
    for kind in equal { _ = try ours.steps(3, kind) }
    try frame.inRounds(of: frame.seconds) {
      for index in result.rows.indices where result.rows[index].failure == nil {
        let row = result.rows[index]
        progress("\(model.rawValue): \(row.name)")
        let theirs = peerHas.contains(row.method) && row.family != .loss ? python : nil
        var visit = BalancingVisit()
        for kind in equal { visit.equal[kind.precision] = try block(ours, kind) }
        for precision in BenchmarkPrecision.allCases { visit.ours[precision] = try block(ours, row.kind(precision)) }
        if row.scope == .shared, let equal = visit.equal[.fp32] {
          visit.backward = try ours.ask("backward \(Self.steps(of: equal))").median
        }
        visit.peer = try theirs.flatMap { try block($0, row.kind(.fp32)) }
        result.rows[index].visits.append(visit)
        if visit.ours[.fp32] == nil { result.rows[index].failure = ours.reason }
        if theirs != nil && visit.peer == nil { result.rows[index].peerFailure = python!.reason }
      }
    }
    return result
  }

  /// The rows of a method: one for each scope in which it is measured; one for a loss weighting.
  private func rows(_ name: String) throws -> [BalancingRow] {
    try BalancingRow.scopes(of: name).map { BalancingRow(name, scope: $0) }
  }

  /// Counts the passes and times the solver. It also makes the first step of its kind.
  private func prepare(_ row: inout BalancingRow, _ ours: BenchmarkProcess) throws {
    if try ours.steps(1, row.kind(.fp32)).contains(where: \.isNaN) {
      row.failure = ours.reason
      return
    }
    let passes = try ours.ask("passes \(row.kind(.fp32).words)").map { Int($0) }
    row.passes = StepPasses(
      trunkForward: passes[0], trunkBackward: passes[1], headForward: passes[2], headBackward: passes[3])
    let solver = try ours.ask("solver \(row.kind(.fp32).words)")[0]
    row.solverSeconds = solver > 0 ? solver : nil
  }

  /// The number of repetitions of something in a block.
  private static func steps(of seconds: Double) -> Int { max(1, min(400, Int(blockSeconds / seconds))) }

  /// The median seconds of the steps of a block, or their mean if they repeat in periods; nil if the method has no answer.
  private func block(_ process: BenchmarkProcess, _ kind: StepKind) throws -> Double? {
    let first = try process.steps(1, kind)[0]
    guard first.isFinite else { return nil }
    let count = Self.steps(of: first), period = try MeasuredMethod(kind.method).every ?? 1
    if period > 1 {
      // Steps differ in what they do: whole periods, and their mean.
      let times = try process.steps((count + period - 1) / period * period, kind)
      return times.contains(where: \.isNaN) ? nil : times.reduce(0, +) / Double(times.count)
    }
    guard count >= Self.leastStepsToDropOne else { return first }
    let times = try process.steps(count, kind)
    return times.contains(where: \.isNaN) ? nil : times.median
  }

  /// The peak memory of a process that makes steps of one kind only.
  private func memory(
    _ model: BenchmarkModel, _ names: [String], _ progress: (String) -> Void
  ) throws -> BalancingMemory {
    func peak(_ kind: StepKind) throws -> Int {
      let process = try frame.startWorker(model, threads: frame.threads)
      defer { process.quit() }
      _ = try process.steps(3, kind)
      return Int(try process.ask("memory")[0])
    }
    progress("\(model.rawValue): memory")
    let method = try names.first {
      let type = try Catalogue.find(MeasuredMethod($0).name)
      return type is any GramianWeighting.Type && type.card.parts == 1
        && type.card.gradients?.permitted.contains(.shared) == true
    }
    return BalancingMemory(
      equal: try peak(StepKind("ew")),
      jacobian: try method.map { try peak(StepKind($0, scope: .shared, storage: .jacobian)) },
      gramian: try method.map { try peak(StepKind($0, scope: .shared, storage: .gramian)) })
  }
}
