import Balancing
import Printing

/// The cost of steps with gradient methods and loss weightings, in steps with equal weights.
package struct BalancingReport: Codable, Sendable {
  package let threads: Int
  /// LibTorch's version, and TorchJD's; nil if Python has none.
  package internal(set) var version = ""
  package internal(set) var peerVersion: String?
  package internal(set) var models: [BalancingMeasurement] = []

  init(threads: Int) { self.threads = threads }

  /// The report as JSON: each visit's figures, in seconds and bytes.
  package func json() throws -> String { try JSONText.encode(self) }
}

/// The methods' steps on one model.
package struct BalancingMeasurement: Codable, Sendable {
  package let model: BenchmarkModel
  /// The number of tasks, K.
  package let tasks: Int
  package internal(set) var rows: [BalancingRow] = []
  package internal(set) var memory: BalancingMemory?
  /// The number of cores that other programs kept busy; nil if the system does not say.
  package internal(set) var foreignLoad: Double?

  init(model: BenchmarkModel, tasks: Int) {
    self.model = model
    self.tasks = tasks
  }

  /// The limit of methods that look at all shared parameters, in steps with equal weights: such a step with a backward pass
  /// for each further task, as both were measured here; nil if there is no such method.
  ///
  /// A step with equal weights that gets faster takes as many seconds from the limit, and not K times as many, unless its
  /// passes got faster.
  package var limit: Double? {
    let limits = rows.flatMap { $0.limits(tasks: tasks) { limit, visit in visit.equal[.fp32].map { limit / $0 } } }
    return limits.isEmpty ? nil : limits.median
  }

  /// The rows that take longer than their limit by more than the noise, with their share of it.
  var beyondLimit: [(row: BalancingRow, share: Double)] {
    rows.compactMap { row in row.shareOfLimit(tasks: tasks).flatMap { $0 > 1 + Self.noise ? (row, $0) : nil } }
  }

  /// The part by which medians of a few visits differ from run to run.
  private static let noise = 0.05

  /// The seconds of a step with equal weights.
  func equalSeconds(_ precision: BenchmarkPrecision) -> Double {
    rows.flatMap { $0.visits.compactMap { $0.equal[precision] } }.median
  }
}

/// The peak memory of processes that make steps of one kind, in bytes.
package struct BalancingMemory: Codable, Sendable {
  package let equal: Int
  /// The memory with K gradients kept, and with only their inner products; nil if no method was measured.
  package let jacobian: Int?
  package let gramian: Int?
}

/// One method in one scope.
package struct BalancingRow: Codable, Sendable {
  enum Family: String, Codable { case loss, gradient }

  package let method: String
  /// The scope's name; nil for a loss weighting.
  let scopeName: String?
  package internal(set) var visits: [BalancingVisit] = []
  var passes = StepPasses()
  /// The seconds of a Gramian weighting's own arithmetic in a step; nil for other methods.
  package internal(set) var solverSeconds: Double?
  /// The reason why there are no figures; nil if there are.
  package internal(set) var failure: String?
  package internal(set) var peerFailure: String?

  init(_ method: String, scope: GradientScope?) {
    self.method = method
    scopeName = scope?.rawValue
  }

  /// The scopes in which a method is measured; nil alone for a loss weighting, which has none.
  ///
  /// - Throws: `SettingError` for a name that is none of the catalogue's.
  static func scopes(of method: String) throws -> [GradientScope?] {
    guard let gradients = try MeasuredMethod(method).card.gradients else { return [nil] }
    var scopes: [GradientScope] = []
    for scope in [GradientScope.shared, .representation, gradients.usual]
    where gradients.permitted.contains(scope) && !scopes.contains(scope) { scopes.append(scope) }
    return scopes
  }

  var scope: GradientScope? { scopeName.flatMap(GradientScope.init) }
  var family: Family { scopeName == nil ? .loss : .gradient }
  var name: String { method + (scopeName.map { " \($0)" } ?? "") }

  func kind(_ precision: BenchmarkPrecision) -> StepKind { StepKind(method, precision, scope: scope) }

  /// The method's time in steps with equal weights of the same precision, in each visit.
  func equalSteps(_ precision: BenchmarkPrecision) -> [Double] {
    visits.compactMap { visit in visit.ours[precision].flatMap { ours in visit.equal[precision].map { ours / $0 } } }
  }

  /// The method's time over TorchJD's float32 time, in each visit.
  func peerRatios(_ precision: BenchmarkPrecision) -> [Double] {
    visits.compactMap { visit in visit.ours[precision].flatMap { ours in visit.peer.map { ours / $0 } } }
  }

  /// A number for the limit of each visit, in seconds.
  func limits(tasks: Int, _ number: (_ limit: Double, BalancingVisit) -> Double?) -> [Double] {
    visits.compactMap { visit in
      guard let equal = visit.equal[.fp32], let backward = visit.backward else { return nil }
      return number(equal + Double(tasks - 1) * backward, visit)
    }
  }

  /// The method's float32 time over its limit; nil for a method without one.
  func shareOfLimit(tasks: Int) -> Double? {
    let shares = limits(tasks: tasks) { limit, visit in visit.ours[.fp32].map { $0 / limit } }
    return shares.isEmpty ? nil : shares.median
  }

  func seconds(_ precision: BenchmarkPrecision) -> Double { visits.compactMap { $0.ours[precision] }.median }

  /// The solver's share of a float32 step.
  var solverShare: Double? { solverSeconds.map { $0 / seconds(.fp32) } }
}

/// The seconds of a step at one visit.
package struct BalancingVisit: Codable, Sendable {
  var equal: [BenchmarkPrecision: Double] = [:]
  var ours: [BenchmarkPrecision: Double] = [:]
  /// The seconds of one backward pass through the network in float32; nil for a method without a limit.
  var backward: Double?
  /// The seconds of TorchJD's step in float32; nil if it has no such method.
  var peer: Double?
}
