import Statistics

/// The steps of one configuration of PyTorch's training loop.
package struct PeerLoop: Encodable, Sendable {
  package let configuration: PeerConfiguration
  package let precision: BenchmarkPrecision
  /// The seconds of a step in each round: of float32 steps, or of bfloat16 ones.
  package private(set) var seconds: [Double] = []
  /// What went wrong, after the configuration's name: "did not compile: …"; nil if nothing did.
  package internal(set) var failure: String?

  init(_ configuration: PeerConfiguration, _ precision: BenchmarkPrecision, seconds: [Double] = []) {
    self.configuration = configuration
    self.precision = precision
    self.seconds = seconds
  }

  /// The options in PyTorch's words; `autocast` for bfloat16 products without another option.
  package var name: String {
    configuration == .standard && precision == .bf16 ? "autocast" : configuration.rawValue
  }

  /// Adds a round.
  ///
  /// - Parameters:
  ///   - times: the peer's answer to a block of `count` steps. The first step meets cold caches and is left out.
  ///   - reason: the peer's explanation where the answer is nan.
  mutating func add(_ times: [Double], of count: Int, reason: @autoclosure () -> String = "no message") {
    if times.contains(where: \.isNaN) {
      failure = "failed: \(reason())"
    } else if times.count != count || !times.allSatisfy({ $0 > 0 && $0.isFinite }) {
      failure = "failed: it should have answered with \(count) positive times. Found \(times)."
    } else {
      seconds.append((times.count > 1 ? Array(times.dropFirst()) : times).median)
    }
  }

  /// The fastest of the loops in a precision that made all their rounds; nil if there is none.
  static func best(of loops: [PeerLoop], in precision: BenchmarkPrecision) -> PeerLoop? {
    loops.filter { $0.precision == precision && $0.failure == nil && !$0.seconds.isEmpty }
      .min { $0.seconds.median < $1.seconds.median }
  }

  private enum CodingKeys: String, CodingKey { case configuration, precision, seconds, median, quartiles, failure }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .configuration)
    try container.encode(precision, forKey: .precision)
    try container.encode(seconds, forKey: .seconds)
    try container.encodeIfPresent(failure, forKey: .failure)
    guard failure == nil, !seconds.isEmpty else { return }
    try container.encode(seconds.median, forKey: .median)
    try container.encode([0.25, 0.75].map { Statistics.quantile(seconds, $0) }, forKey: .quartiles)
  }
}

/// PyTorch's configurations on one model, in a process of their own: what fails here leaves the default loop standing.
struct PeerLoops {
  private let process: BenchmarkProcess
  private(set) var all: [PeerLoop]

  /// The seconds in which a configuration has to be compiled and make its first steps, each precision by itself.
  static let secondsToPrepare = 300.0
  /// The seconds after which a process that keeps no time of its own is ended.
  private static let secondsOfGrace = 60.0

  init(_ process: BenchmarkProcess, _ loops: [PeerLoop]) {
    self.process = process
    all = loops
  }

  /// Builds and compiles the loops. The peer compares the loss of the first step with the default loop's.
  ///
  /// - Parameter progress: called with the name of what is built next.
  mutating func prepare(within limit: Double = secondsToPrepare, progress: (String) -> Void) {
    for index in all.indices {
      progress("PyTorch's \(all[index].name), \(all[index].precision.rawValue)")
      let what = all[index].configuration.compiles ? "did not compile" : "did not start"
      do {
        let command = "prepare \(words(index)) \(limit)"
        let loss = try process.ask(command, within: limit + Self.secondsOfGrace)
        if loss.contains(where: { !$0.isFinite }) { all[index].failure = "\(what): \(process.reason)" }
      } catch {
        all[index].failure = "\(what): \(Self.text(error))"
      }
    }
  }

  /// Makes a round: a block of steps of each loop in a precision.
  mutating func time(_ count: Int, _ precision: BenchmarkPrecision) {
    for index in all.indices where all[index].precision == precision && all[index].failure == nil {
      do {
        all[index].add(try process.ask("loop \(count) \(words(index))"), of: count, reason: process.reason)
      } catch {
        all[index].failure = "failed: \(Self.text(error))"
      }
    }
  }

  private func words(_ index: Int) -> String { "\(all[index].configuration.rawValue) \(all[index].precision.rawValue)" }

  /// The reason; the system's words for a closed pipe say less.
  private static func text(_ error: any Error) -> String {
    (error as? BenchmarkError)?.description ?? "its process has ended."
  }
}
