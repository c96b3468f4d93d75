import Statistics

extension [TaskMetrics] {
  /// The metrics whose relative change means something, without tasks that have none.
  var ratios: [TaskMetrics] {
    map { TaskMetrics($0.task, $0.metrics.filter(\.isRatio)) }.filter { !$0.metrics.isEmpty }
  }
}

/// The numbers that Δm is measured against, and where they came from.
///
/// A Δm without its baseline says nothing: published tables of one data set use baselines that differ by more than the
/// methods do. For this reason the values carry their identity, which is printed with every Δm.
///
/// ```swift
/// let baseline = Baseline(
///   identity: "single-task SegNet, runs/scenes", seeds: [0, 1, 2],
///   tasks: [TaskMetrics("depth", [MetricValue("absolute error", 0.601, .lowerIsBetter)])])
/// ```
public struct Baseline: Sendable, Hashable {
  /// The origin of the values in words: network, runs or table.
  public var identity: String

  /// The seeds that the values are the mean of; empty if they are not known (a published table).
  public var seeds: [Int]

  /// Each task's metrics, in order.
  public var tasks: [TaskMetrics]

  public init(identity: String, seeds: [Int], tasks: [TaskMetrics]) {
    self.identity = identity
    self.seeds = seeds
    self.tasks = tasks
  }

  /// The baseline of some of its tasks, for runs that train only those.
  ///
  /// - Throws: `DeltaMError.missingTask` if a name is not a task of the baseline.
  public func restricted(to names: [String]) throws -> Baseline {
    let known = tasks.map(\.task)
    let kept = try names.map { name in
      guard let task = tasks.first(where: { $0.task == name }) else {
        throw DeltaMError.missingTask(task: name, in: .baseline, found: known)
      }
      return task
    }
    return Baseline(identity: identity, seeds: seeds, tasks: kept)
  }

  /// The identity and the seeds in one line.
  public var summary: String {
    guard !seeds.isEmpty else { return identity }
    let list = seeds.map(String.init).joined(separator: ", ")
    return "\(identity) (seed\(seeds.count == 1 ? "" : "s") \(list))"
  }
}
