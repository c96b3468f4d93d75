import Printing

/// The cost of steps and evaluations against the number of tasks, in seconds and bytes.
package struct ManyTasksReport: Codable, Sendable {
  package let threads: Int
  /// Whether PyTorch was asked for.
  package let isCompared: Bool
  /// LibTorch's version here and in the peer; nil if no method was compared.
  package internal(set) var version = ""
  package internal(set) var peerVersion: String?
  package internal(set) var rows: [ManyTasksRow] = []
  /// The number of cores that other programs kept busy; nil if the system does not say.
  package internal(set) var foreignLoad: Double?

  init(threads: Int, isCompared: Bool) {
    self.threads = threads
    self.isCompared = isCompared
  }

  /// The report as JSON: the figures of each round.
  package func json() throws -> String { try JSONText.encode(self) }
}

/// The figures of one method with one number of tasks.
package struct ManyTasksRow: Codable, Sendable {
  /// The largest ratios that are aimed at: a step and the peak memory to the peer's, and an evaluation to its forward
  /// passes.
  static let goals = (step: 1.2, evaluation: 1.5, memory: 1.2)

  package let tasks: Int
  package let method: String
  package let parameterCount: Int
  /// The seconds of a step in each round, ours and the peer's.
  package private(set) var steps: [Double] = []
  package private(set) var peerSteps: [Double] = []
  /// The seconds in each round of the forward passes over a split in evaluation mode, and of its evaluation.
  package private(set) var passes: [Double] = []
  package private(set) var evaluations: [Double] = []
  /// The seconds of making a batch, which are no part of the others.
  package internal(set) var loading: Double?
  /// The largest memory of each process after the steps.
  package internal(set) var memory: Int?
  package internal(set) var peerMemory: Int?
  /// The reason why there are no figures; nil if there are.
  package internal(set) var failure: String?

  init(tasks: Int, method: String, parameterCount: Int) {
    self.tasks = tasks
    self.method = method
    self.parameterCount = parameterCount
  }

  mutating func add(step: Double, peer: Double?) {
    steps.append(step)
    if let peer { peerSteps.append(peer) }
  }

  mutating func add(pass: Double, evaluation: Double) {
    passes.append(pass)
    evaluations.append(evaluation)
  }

  /// Our time of a step over the peer's, in each round.
  package var stepRatios: [Double] { zip(steps, peerSteps).map { $0 / $1 } }

  /// The time of an evaluation over that of its forward passes, in each round.
  package var evaluationRatios: [Double] { zip(evaluations, passes).map { $0 / $1 } }

  /// Our peak memory over the peer's; nil without a peer.
  package var memoryRatio: Double? {
    memory.flatMap { own in peerMemory.map { Double(own) / Double($0) } }
  }

  /// The goals that were missed, by name.
  var missed: [String] {
    let found = [
      ("step", stepRatios.median, Self.goals.step), ("evaluation", evaluationRatios.median, Self.goals.evaluation),
      ("memory", memoryRatio ?? .nan, Self.goals.memory),
    ]
    // The median of no rounds is NaN, which is above nothing.
    return found.filter { $0.1 > $0.2 }.map(\.0)
  }
}
