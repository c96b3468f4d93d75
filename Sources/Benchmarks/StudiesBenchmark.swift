import Components
import Equipoise
import Foundation
import Printing
import Statistics

/// A benchmark of what studies calculate outside of training steps, each on one thread with a goal in seconds.
package struct StudiesBenchmark {
  /// The seconds of measuring for each row.
  package var seconds = 5.0

  package init() {}

  /// One calculation.
  package struct Row: Codable, Sendable {
    package let name: String
    /// The most seconds that it should take.
    package let goal: Double
    /// The seconds of each round.
    package internal(set) var seconds: [Double] = []

    package var isMet: Bool { seconds.median <= goal }
  }

  /// What was measured.
  package struct Report: Codable, Sendable {
    package internal(set) var rows: [Row] = []
    /// The processors that other programs used meanwhile; nil if the system does not say.
    package internal(set) var foreignLoad: Double?

    /// The report as JSON: the seconds of each round.
    package func json() throws -> String { try JSONText.encode(self) }

    /// The report as text: a line for each calculation.
    package var table: String {
      let lines =
        [["calculation", "ms", "quartiles", "goal", ""]]
        + rows.map { row in
          let quartiles = [0.25, 0.75].map {
            BenchmarkText.milliseconds(Statistics.quantile(row.seconds, $0) ?? .nan)
          }
          return [
            row.name, BenchmarkText.milliseconds(row.seconds.median), quartiles.joined(separator: "–"),
            BenchmarkText.milliseconds(row.goal), row.isMet ? "met" : "missed",
          ]
        }
      let load = foreignLoad.map { ["other programs used \(NumberText.fixed($0, 1)) processors meanwhile"] } ?? []
      return (TextColumns.lines(lines, right: [false, true, true, true, false]) + load).joined(separator: "\n")
    }
  }

  private static let leastRounds = 3
  private static let tasks = 5
  private static let batch = 32
  private static let side = 64

  /// Measures.
  ///
  /// - Parameter progress: called with what is measured next.
  package func run(progress: (String) -> Void = { _ in }) throws -> Report {
    var report = Report()
    let load = ForeignLoad()
    func measure(_ name: String, goal: Double, _ round: () throws -> Void) rethrows {
      progress(name)
      var row = Row(name: name, goal: goal)
      // The first round meets cold caches.
      try round()
      let end = ContinuousClock.now + .seconds(seconds)
      while row.seconds.count < Self.leastRounds || .now < end {
        let start = ContinuousClock.now
        try round()
        row.seconds.append(start.duration(to: .now) / .seconds(1))
      }
      report.rows.append(row)
    }

    for method in ["ew", "uw-so", "pcgrad", "mgda"] {
      let (agent, buffer) = try Self.agent(method)
      var random = SplitMix64(seed: 1)
      try measure(
        "soft actor-critic, \(Self.tasks) tasks of \(Self.batch), 64-64: an update with \(method)", goal: 0.003
      ) {
        _ = try agent.update(buffer, random: &random)
      }
    }
    let environment = try PathwayEnvironment(dimensions: 3, features: 5), stimuli = environment.stimuli
    try measure("pathway network of 100 units, 450 patterns: training to an error of 0.01", goal: 1) {
      var random = SplitMix64(seed: 1)
      var network = PathwayNetwork(environment, random: &random)
      try network.alignTasks(similarity: 0.5, random: &random)
      let patterns = environment.tasks.flatMap { task in
        random.permutation(stimuli.count).prefix(50).map { PathwayPattern(stimuli[$0], [task]) }
      }
      _ = network.train(on: patterns, until: 0.01, random: &random)
    }
    let region = Self.region
    measure("radiomics, a region of \(Self.side)³ voxels: 93 features of values and texture", goal: 1) {
      _ = FeatureExtractor().features(of: region, FeatureExtractor.Family.allCases.filter { !$0.isForm })
    }
    report.foreignLoad = load.cores()
    return report
  }

  /// An agent with a full buffer.
  private static func agent(_ method: String) throws -> (SoftActorCritic, ReplayBuffer) {
    let tasks = try ReachTasks(count: tasks, isTurned: false)
    var settings = SoftActorCritic.Settings()
    settings.batch = batch
    let agent = try SoftActorCritic(
      tasks: tasks.count, observations: tasks.observations, method: method, settings: settings, seed: 0)
    var buffer = ReplayBuffer(tasks: tasks.count, capacity: 6_000), random = SplitMix64(seed: 0)
    for task in 0..<tasks.count {
      var state = tasks.start(&random)
      for _ in 0..<buffer.capacity {
        let action = [random.uniform(-1, 1), random.uniform(-1, 1)]
        let (next, reward) = tasks.step(task, state, [Double(action[0]), Double(action[1])])
        try buffer.add(
          .init(tasks.observation(task, state), action: action, reward: reward, next: tasks.observation(task, next)),
          task: task)
        state = next
      }
    }
    return (agent, buffer)
  }

  /// A cube of smooth values with noise, in about forty levels.
  private static var region: Region {
    var random = SplitMix64(seed: 0)
    let values = (0..<side * side * side).map { place -> Double in
      let (x, y, z) = (Double(place % side), Double(place / side % side), Double(place / side / side))
      return 400 + 300 * sin(x / 9) * cos(y / 7) * sin(z / 11) + 100 * random.normal()
    }
    // The mask marks all voxels, so that there is a region.
    return Region(
      values, mask: values.map { _ in true }, sizes: [side, side, side], spacing: [1, 1, 1])!
  }
}
