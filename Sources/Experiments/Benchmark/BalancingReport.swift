import Balancing

/// What steps with gradient methods and loss weightings cost, in steps with equal weights.
public struct BalancingReport: Codable, Sendable {
  public let threads: Int
  /// LibTorch's version, and TorchJD's, nil where Python has none.
  public internal(set) var version = ""
  public internal(set) var peerVersion: String?
  public internal(set) var models: [BalancingMeasurement] = []
  /// Methods that were asked for and that this toolkit does not have.
  public let missing: [String]

  init(threads: Int, missing: [String] = []) {
    self.threads = threads
    self.missing = missing
  }

  /// Every visit's figures, in seconds and bytes.
  public func json() throws -> String { try JSONText.encode(self) }
}

/// The methods' steps on one model.
public struct BalancingMeasurement: Codable, Sendable {
  public let model: BenchmarkModel
  /// K.
  public let tasks: Int
  public internal(set) var rows: [BalancingRow] = []
  public internal(set) var memory: BalancingMemory?
  /// How many cores other programs kept busy; nil where the system does not say.
  public internal(set) var foreignLoad: Double?

  init(model: BenchmarkModel, tasks: Int) {
    self.model = model
    self.tasks = tasks
  }

  /// Steps with equal weights that one forward and K backward passes through the shared network take, where a backward pass
  /// is two products of the forward one's size: (1 + 2 K) / 3.
  public var limit: Double { Double(1 + 2 * tasks) / 3 }

  /// Seconds of a step with equal weights.
  func equalSeconds(_ precision: BenchmarkPrecision) -> Double {
    rows.flatMap { $0.visits.compactMap { $0.equal[precision] } }.median
  }
}

/// Peak memory of processes that make steps of one kind, in bytes.
public struct BalancingMemory: Codable, Sendable {
  public let equal: Int
  /// With K gradients kept, and with their inner products alone; nil where no method was measured.
  public let jacobian: Int?
  public let gramian: Int?
}

/// One method in one scope.
public struct BalancingRow: Codable, Sendable {
  enum Family: String, Codable { case loss, gradient }

  public let method: String
  /// Nil for a loss weighting.
  let scopeName: String?
  public internal(set) var visits: [BalancingVisit] = []
  var passes = StepPasses()
  /// Seconds of a Gramian weighting's own arithmetic in a step; nil for other methods.
  public internal(set) var solverSeconds: Double?
  /// Why there are no figures; nil where there are.
  public internal(set) var failure: String?
  public internal(set) var peerFailure: String?

  init(_ method: String, scope: GradientScope?) {
    self.method = method
    scopeName = scope?.rawValue
  }

  /// The scopes in which a method is measured; nil alone for a loss weighting, which has none.
  ///
  /// - Throws: `SettingError` for a name that is none of the catalogue's.
  static func scopes(of method: String) throws -> [GradientScope?] {
    guard let gradients = try Catalogue.find(method).card.gradients else { return [nil] }
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

  func seconds(_ precision: BenchmarkPrecision) -> Double { visits.compactMap { $0.ours[precision] }.median }

  /// The solver's share of a float32 step.
  var solverShare: Double? { solverSeconds.map { $0 / seconds(.fp32) } }
}

/// Seconds of a step at one visit.
public struct BalancingVisit: Codable, Sendable {
  var equal: [BenchmarkPrecision: Double] = [:]
  var ours: [BenchmarkPrecision: Double] = [:]
  /// TorchJD's in float32; nil where it has no such method.
  var peer: Double?
}
