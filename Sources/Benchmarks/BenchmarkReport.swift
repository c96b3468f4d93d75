import Statistics

/// The results of a benchmark, in seconds, bytes and operations a second.
package struct BenchmarkReport: Encodable, Sendable {
  package let threads: Int
  /// The loops of PyTorch that were asked for.
  package let peers: PeerChoice
  /// LibTorch's version here and in the peer.
  package internal(set) var version = ""
  package internal(set) var peerVersion: String?
  /// The seconds of one addition of two 4×4 tensors.
  package internal(set) var dispatch: Double?
  package internal(set) var peerDispatch: Double?
  package internal(set) var steps: [StepMeasurement] = []
  package internal(set) var parallel: [ParallelMeasurement] = []
  /// The number of cores that other programs kept busy while the steps of each model were measured; nil if the system
  /// does not say.
  package internal(set) var foreignLoads: [Double?] = []

  init(threads: Int, peers: PeerChoice = .best) {
    self.threads = threads
    self.peers = peers
  }
}

/// The steps of one model: medians of rounds, and ratios taken within each round.
package struct StepMeasurement: Encodable, Sendable {
  package let model: BenchmarkModel
  package let parameterCount: Int
  /// The floating-point operations of a step.
  package let operations: Double
  /// Seconds of a step with equal weights in each round.
  package private(set) var equal: [Double] = []
  package private(set) var soft: [Double] = []
  /// Seconds of a step of PyTorch's default loop in each of these rounds.
  package private(set) var peer: [Double] = []
  /// Seconds of a step with bfloat16 products in each round of these, and of PyTorch's default loop, in float32.
  package private(set) var half: [Double] = []
  private var peerOfHalf: [Double] = []
  /// PyTorch's configurations in the same rounds, its default loop among them.
  package internal(set) var configurations: [PeerLoop] = []
  /// The machine's operations a second now and then between the rounds, in a product of two 2048×2048 matrices.
  package private(set) var rates: [Double] = []
  /// The largest memory of each process in bytes.
  package internal(set) var memory = 0
  package internal(set) var peerMemory: Int?

  init(model: BenchmarkModel, parameterCount: Int, operations: Double) {
    self.model = model
    self.parameterCount = parameterCount
    self.operations = operations
  }

  mutating func add(rate: Double) { rates.append(rate) }

  mutating func add(equal: Double, soft: Double, peer: Double?) {
    self.equal.append(equal)
    self.soft.append(soft)
    if let peer { self.peer.append(peer) }
  }

  mutating func add(half: Double, peer: Double?) {
    self.half.append(half)
    if let peer { peerOfHalf.append(peer) }
  }

  /// The seconds of a step with equal weights in float32.
  package var seconds: Double { equal.median }

  /// The seconds of a step with bfloat16 products.
  package var halfSeconds: Double { half.median }

  /// The seconds of the peer's default step.
  package var peerSeconds: Double? { peer.isEmpty ? nil : peer.median }

  /// Our time over the peer's, in each round of float32 steps.
  package var ratios: [Double] { zip(equal, peer).map { $0 / $1 } }

  /// Our time with bfloat16 products over the peer's default time.
  package var halfRatios: [Double] { zip(half, peerOfHalf).map { $0 / $1 } }

  /// The fastest of PyTorch's configurations in a precision; nil if none was timed.
  package func best(_ precision: BenchmarkPrecision) -> PeerLoop? { PeerLoop.best(of: configurations, in: precision) }

  /// Our time over that of PyTorch's fastest configuration in the same precision, in each round.
  package func bestRatios(_ precision: BenchmarkPrecision) -> [Double] {
    zip(precision == .fp32 ? equal : half, best(precision)?.seconds ?? []).map { $0 / $1 }
  }

  /// The additional time of a step with UW-SO compared with equal weights, as a fraction.
  package var softOverhead: Double { zip(soft, equal).map { $0 / $1 }.median - 1 }

  /// The operations a second of a float32 step, and their share of the machine's own rate.
  package var rate: Double { operations / seconds }
  package var share: Double { rate / rates.median }
}

/// Two trainings of one model at once with one thread each, compared with the same two in turn with all threads.
package struct ParallelMeasurement: Codable, Sendable {
  package let model: BenchmarkModel
  /// The time in turn over the time at once, in each round.
  package internal(set) var gains: [Double] = []

  package var gain: Double { gains.median }
}

extension Collection where Element == Double {
  /// The median; NaN without values.
  var median: Double { Statistics.median(Array(self)) ?? .nan }
}
