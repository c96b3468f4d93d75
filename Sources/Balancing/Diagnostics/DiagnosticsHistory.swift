import Components
import Foundation
import Tasks
import Torch

/// The measurements of the running epoch, kept on the host until its end and saved with a checkpoint, so that a training
/// that was stopped in the middle of an epoch ends in the same figures.
public struct DiagnosticsHistory: Sendable {
  /// The names of the tasks, in the order of their places.
  public let tasks: [String]
  /// One for each measured step: the gradients of the tasks.
  private var steps: [GradientDiagnostics] = []
  /// Pairs of samples, with the place of their task.
  private var samples: [(task: Int, pair: GradientDiagnostics.Pair)] = []
  /// Pairs of two tasks on single samples.
  private var singles: [(relation: Relation, pair: GradientDiagnostics.Pair)] = []
  /// The passes that all measurements took.
  private var passes = GradientDiagnostics.Passes()

  /// The samples of which two tasks' gradients are.
  private enum Relation: Int { case sameSample, otherSample }

  public init(tasks: [String]) { self.tasks = tasks }

  /// One step's gradients of the tasks; its places are those of ``tasks``.
  public mutating func append(tasks measured: GradientDiagnostics) {
    precondition(measured.norms.count == tasks.count, "a measurement should have \(tasks.count) places")
    steps.append(measured)
  }

  /// Gradients of several samples of one task.
  public mutating func append(samples measured: GradientDiagnostics, of task: Int) {
    samples += measured.pairs.map { (task, $0) }
  }

  /// Gradients of several tasks, each on the same single samples.
  ///
  /// - Parameters:
  ///   - measured: the places are those of `tasks` for the first sample, then for the second, and so on.
  ///   - tasks: places in ``tasks``, in ascending order.
  public mutating func append(singles measured: GradientDiagnostics, of tasks: [Int]) {
    for pair in measured.pairs {
      let (first, second) = (tasks[pair.first % tasks.count], tasks[pair.second % tasks.count])
      if first == second {
        samples.append((first, pair))
      } else {
        singles.append((pair.first / tasks.count == pair.second / tasks.count ? .sameSample : .otherSample, pair))
      }
    }
  }

  /// Passes that a measurement took.
  public mutating func add(forward: Int = 0, backward: Int = 0) {
    passes.forward += forward
    passes.backward += backward
  }

  /// The figures of the epoch so far; nil where nothing was measured.
  public func epoch() -> GradientDiagnostics.Epoch? {
    guard !steps.isEmpty else { return nil }
    let withPairs = steps.filter { !$0.pairs.isEmpty }
    let pairs = steps.flatMap(\.pairs)
    var norms: [String: GradientDiagnostics.Summary] = [:]
    for (place, name) in tasks.enumerated() {
      norms[name] = GradientDiagnostics.Summary(steps.compactMap { $0.norms[place] })
    }
    let byPair = Dictionary(grouping: pairs) { $0.first * tasks.count + $0.second }
    let bySample = Dictionary(grouping: samples, by: \.task)
    func similarity(_ relation: Relation) -> GradientDiagnostics.Similarity? {
      GradientDiagnostics.Similarity(singles.filter { $0.relation == relation }.map(\.pair))
    }
    var epoch = GradientDiagnostics.Epoch(
      steps: steps.count,
      conflictingSteps: withPairs.isEmpty
        ? nil : Double(withPairs.count { $0.pairs.contains(where: \.isConflict) }) / Double(withPairs.count),
      norms: norms, tasks: GradientDiagnostics.Similarity(pairs),
      pairs: byPair.sorted { $0.key < $1.key }.compactMap { key, pairs in
        GradientDiagnostics.Similarity(pairs).map {
          GradientDiagnostics.TaskPair(tasks: [tasks[key / tasks.count], tasks[key % tasks.count]], similarity: $0)
        }
      },
      logConditionNumber: GradientDiagnostics.Summary(steps.compactMap { $0.conditionNumber.map { log10($0) } }),
      samples: bySample.reduce(into: [:]) { samples, entry in
        samples[tasks[entry.key]] = GradientDiagnostics.Similarity(entry.value.map(\.pair))
      })
    epoch.allSamples = GradientDiagnostics.Similarity(samples.map(\.pair))
    epoch.tasksOfSamples = similarity(.sameSample)
    epoch.across = similarity(.otherSample)
    epoch.passes = passes
    return epoch
  }
}

// Checkpoints: NaN stands for what was not measured.
extension DiagnosticsHistory {
  /// The measurements by name: `norms` `[step, task]`, `conditions` `[step]`, `pairs` `[pair, 6]` (step, two places, three
  /// figures), `samples` `[pair, 6]` (task, two places, three figures), `singles` `[pair, 6]` (0 for tasks of one sample and
  /// 1 for tasks of two samples, two places, three figures) and `passes` `[2]` (forward, backward); nothing where nothing was
  /// measured.
  public var state: [String: Tensor] {
    guard !steps.isEmpty else { return [:] }
    let pairs = steps.enumerated().flatMap { step, measured in measured.pairs.map { Self.row(step, $0) } }
    let samples = samples.map { Self.row($0.task, $0.pair) }
    let singles = singles.map { Self.row($0.relation.rawValue, $0.pair) }
    return [
      "singles": Tensor(singles.flatMap { $0 }, shape: [singles.count, Self.columns]),
      "passes": Tensor([passes.forward, passes.backward].map(Double.init)),
      "norms": Tensor(steps.flatMap { $0.norms.map { $0 ?? .nan } }, shape: [steps.count, tasks.count]),
      "conditions": Tensor(steps.map { $0.conditionNumber ?? .nan }),
      "pairs": Tensor(pairs.flatMap { $0 }, shape: [pairs.count, Self.columns]),
      "samples": Tensor(samples.flatMap { $0 }, shape: [samples.count, Self.columns]),
    ]
  }

  /// - Throws: `SettingError` where a name is missing or a shape does not fit the tasks.
  public mutating func load(state: [String: Tensor]) throws(SettingError) {
    guard !state.isEmpty else { return self = DiagnosticsHistory(tasks: tasks) }
    let count = state["norms"]?.size(0) ?? 0
    func rows(_ name: String, _ width: Int, count: Int? = nil) throws(SettingError) -> [[Double]] {
      guard let tensor = state[name] else { throw SettingError("The state of the diagnostics should hold `\(name)`.") }
      let values = tensor.array(of: Double.self)
      guard tensor.rank > 0, values.count == (count ?? tensor.size(0)) * width else {
        throw SettingError(
          "`\(name)` of the diagnostics should have rows of \(width) numbers. Found the shape \(tensor.shape).")
      }
      return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }
    let norms = try rows("norms", tasks.count)
    let conditions = try rows("conditions", 1, count: count)
    let pairs = try rows("pairs", Self.columns)
    let samples = try rows("samples", Self.columns)
    // Earlier versions measured no single samples and counted no passes.
    let singles = state["singles"] == nil ? [] : try rows("singles", Self.columns)
    let passes = state["passes"] == nil ? [[0], [0]] : try rows("passes", 1, count: 2)
    let places = 0..<Double(tasks.count)
    for row in pairs where !(0..<Double(count)).contains(row[0]) || !places.contains(row[1]) || !places.contains(row[2])
    {
      throw SettingError(
        "`pairs` of the diagnostics should name steps and tasks that are there. Found \(row.prefix(3)).")
    }
    for row in samples where !places.contains(row[0]) {
      throw SettingError("`samples` of the diagnostics should name tasks that are there. Found \(row[0]).")
    }
    for row in singles where row[0] != 0 && row[0] != 1 {
      throw SettingError("`singles` of the diagnostics should be of one or of two samples, 0 or 1. Found \(row[0]).")
    }
    let counts = passes.compactMap { Int(exactly: $0[0]) }
    guard counts.count == 2 else {
      throw SettingError("`passes` of the diagnostics should be two whole numbers. Found \(passes.flatMap { $0 }).")
    }
    let byStep = Dictionary(grouping: pairs) { Int($0[0]) }
    steps = (0..<count).map { step in
      GradientDiagnostics(
        norms: norms[step].map(Self.known), pairs: (byStep[step] ?? []).map(Self.pair),
        conditionNumber: Self.known(conditions[step][0]))
    }
    self.samples = samples.map { (Int($0[0]), Self.pair($0)) }
    self.singles = singles.map { (Relation(rawValue: Int($0[0]))!, Self.pair($0)) }
    self.passes = GradientDiagnostics.Passes(forward: counts[0], backward: counts[1])
  }

  private static let columns = 6

  private static func row(_ owner: Int, _ pair: GradientDiagnostics.Pair) -> [Double] {
    [
      Double(owner), Double(pair.first), Double(pair.second), pair.cosine, pair.magnitude, pair.conflictingCoordinates,
    ]
  }

  private static func pair(_ row: [Double]) -> GradientDiagnostics.Pair {
    GradientDiagnostics.Pair(
      first: Int(row[1]), second: Int(row[2]), cosine: row[3], magnitude: row[4], conflictingCoordinates: row[5])
  }

  private static func known(_ value: Double) -> Double? { value.isNaN ? nil : value }
}
