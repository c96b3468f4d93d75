import Balancing
import Components
import Foundation
import Tasks
import Torch

/// A benchmark of the Gramian weightings that solve a problem: residual and time, compared with TorchJD's on the same
/// Gramians if Python has it.
package struct SolverBenchmark {
  package var methods = OptimalityCondition.methods
  package var counts = [2, 3, 10, 40, 64, 128, 256]
  /// The number of Gramians of each kind up to 10 tasks; above there is one.
  package var seeds = 3
  /// The seconds of measuring one method on one Gramian.
  package var seconds = 0.05
  package var peer: BenchmarkPeer?

  /// The seconds of a call above which the peer is not asked about larger problems.
  private static let peerPatience = 3.0
  private static let fewTasks = 10

  package init(peer: BenchmarkPeer? = .find()) { self.peer = peer }

  /// The names of the methods that can be measured.
  package static var known: [String] { OptimalityCondition.methods }

  /// Measures.
  ///
  /// - Parameter progress: called with what is measured next.
  package func run(progress: (String) -> Void = { _ in }) throws -> SolverReport {
    // As at the peer.
    let threads = Threads.count
    Threads.count = 1
    defer { Threads.count = threads }
    let present = Set(Catalogue.gramianWeightings.map { $0.card.name })
    var report = SolverReport(missing: methods.filter { !present.contains($0) })
    let python = try peer.map { try BenchmarkProcess("PyTorch", $0, .mlp, threads: 1) }
    defer { python?.quit() }
    let version = try python?.torchJD()
    report.peerVersion = version
    for method in methods where present.contains(method) {
      let theirs = try version.flatMap { _ in try python!.has(method) ? python : nil }
      var isTooSlow = false
      for count in counts {
        progress("\(method): \(count) tasks")
        let row = try measure(method, count, isTooSlow ? nil : theirs)
        isTooSlow = isTooSlow || (row.peer?.seconds.max() ?? 0) > Self.peerPatience
        report.rows.append(row)
      }
    }
    return report
  }

  private func measure(_ method: String, _ count: Int, _ python: BenchmarkProcess?) throws -> SolverMeasurement {
    var row = SolverMeasurement(method: method, tasks: count, ours: .init(), peer: python.map { _ in .init() })
    for kind in SampleGramians.allCases {
      for seed in 0..<UInt64(count <= Self.fewTasks ? seeds : 1) {
        let gramian = kind.gramian(tasks: count, seed: seed)
        row.ours.add(method, gramian, kind, try ours(method, gramian))
        if let python { row.peer!.add(method, gramian, kind, try python.weigh(method, gramian, seconds: seconds)) }
      }
    }
    return row
  }

  /// The parameters that make a method solve the peer's problem.
  private static func parameters(_ method: String) -> [String: SettingValue] {
    switch method {
    case "cagrad": ["c": .number(OptimalityCondition.radius)]
    case "fairgrad": ["alpha": .number(OptimalityCondition.alpha)]
    case "upgrad", "dualproj": ["reg-eps": .number(OptimalityCondition.regularisation)]
    default: [:]
    }
  }

  private static func weighting(_ method: String, tasks: Int) throws -> any GramianWeighting {
    let setup = BalancingSetup((0..<tasks).map { .init("task\($0)") }, parameters: parameters(method))
    return try Catalogue.gramianWeighting(method, setup)
  }

  /// The weights of one call.
  static func weights(_ method: String, _ gramian: Gramian) throws -> [Double] {
    try weighting(method, tasks: gramian.count).weigh(gramian)
  }

  private func ours(_ method: String, _ gramian: Gramian) throws -> SolverAnswer? {
    let weighting = try Self.weighting(method, tasks: gramian.count)
    do {
      // The first call meets cold caches.
      var weights = try weighting.weigh(gramian)
      var times: [Double] = []
      let start = ContinuousClock.now
      repeat {
        weighting.reset()
        let start = ContinuousClock.now
        weights = try weighting.weigh(gramian)
        times.append(start.duration(to: .now) / .seconds(1))
      } while start.duration(to: .now) / .seconds(1) < seconds
      return SolverAnswer(weights: weights, seconds: times.median)
    } catch is BalancingError {
      return nil
    }
  }
}

/// The weights of a solver and the seconds of a call.
struct SolverAnswer {
  let weights: [Double]
  let seconds: Double
}

extension BenchmarkProcess {
  /// TorchJD's version in the peer; nil if it is not installed.
  func torchJD() throws -> String? {
    let parts = try ask("torchjd")
    return parts == [0] ? nil : parts.map { "\(Int($0))" }.joined(separator: ".")
  }

  /// Whether the peer's TorchJD has a method.
  func has(_ method: String) throws -> Bool { try ask("has \(method)") == [1] }

  /// TorchJD's weights and the seconds of a call; nil if it has no answer.
  func weigh(_ method: String, _ gramian: Gramian, seconds: Double) throws -> SolverAnswer? {
    let values = gramian.values.map { "\($0)" }.joined(separator: " ")
    let answer = try ask("weigh \(method) \(seconds) \(values)")
    return answer.count == gramian.count + 1
      ? SolverAnswer(weights: Array(answer.dropFirst()), seconds: answer[0]) : nil
  }

  /// Starts the peer with one model.
  convenience init(_ name: String, _ peer: BenchmarkPeer, _ model: BenchmarkModel, threads: Int) throws {
    try self.init(
      name, peer.python, [peer.script.path, model.rawValue, "\(threads)"], environment: peer.environment)
  }
}
