import Torch

/// The metrics of several tasks over one split. Tasks whose predictions and targets lie together are gathered together
/// where their metrics can be.
///
/// ```swift
/// let evaluations = Evaluations(tasks)
/// for batch in batches { evaluations.update(outputs, batch.targets) }
/// for (task, results) in try zip(tasks, evaluations.compute()) { print(task.name, results.map(\.value)) }
/// ```
public final class Evaluations {
  private let members: [Evaluation]
  private let tasks: [LearningTask]
  /// How the tasks are gathered; nil before the first batch.
  private var gathering: (groups: [Group], rest: [(member: Evaluation, except: Set<String>)])?

  /// A statistic of several tasks.
  private struct Group {
    let key: String
    /// The tasks' positions and names.
    let places: [Int]
    let names: [String]
    let stack: any StatisticStack
  }

  public init(_ tasks: [LearningTask]) {
    self.tasks = tasks
    members = tasks.map { $0.evaluation() }
  }

  /// Adds a batch. Nothing is recorded for gradients.
  ///
  /// - Parameters:
  ///   - outputs: the tasks' predictions: logits, numbers, vectors.
  ///   - targets: on the device of the outputs.
  ///   - weights: the weight of each sample, `[sample]`, in every batch or in none; nil if all samples weigh the same. With
  ///     weights each task is gathered by itself.
  ///   - labelled: whether a task has any label in the batch.
  public func update(
    _ outputs: TaskTensors, _ targets: TaskTensors, weights: Tensor? = nil, labelled: (String) -> Bool = { _ in true }
  ) {
    withoutGradients {
      let gathering = gathering ?? divided(outputs, targets, weighted: weights != nil)
      self.gathering = gathering
      for group in gathering.groups {
        guard let predictions = outputs.together(group.names), let labels = targets.together(group.names) else {
          failOperation("the outputs of \(group.names.prefix(3)) and others should lie together in every batch.")
          return
        }
        group.stack.update(
          predictions.detach().widened().transpose(1, 2), labels.rank > 2 ? labels.transpose(1, 2) : labels)
      }
      for (member, keys) in gathering.rest where labelled(member.task) {
        if let output = outputs[member.task], let target = targets[member.task] {
          member.update(output, target, weights: weights, except: keys)
        }
      }
    }
  }

  /// The metrics of all batches, for each task in the order of its metrics. This waits for the device.
  ///
  /// - Throws: ``MetricError`` that names the task, if labels were out of range.
  public func compute() throws -> [[Evaluation.Result]] {
    var summaries = [[String: Result<Any?, any Error>]](repeating: [:], count: members.count)
    for group in gathering?.groups ?? [] {
      for (place, summary) in zip(group.places, try group.stack.summaries()) { summaries[place][group.key] = summary }
    }
    return try zip(members, summaries).map { try $0.compute(gathered: $1) }
  }

  /// The statistics that are gathered together, and the tasks that have others, with the keys of those that they have not.
  private func divided(
    _ outputs: TaskTensors, _ targets: TaskTensors, weighted: Bool
  ) -> (groups: [Group], rest: [(member: Evaluation, except: Set<String>)]) {
    let groups = weighted ? [] : grouped(outputs, targets)
    var keys = [Set<String>](repeating: [], count: members.count)
    for group in groups { for place in group.places { keys[place].insert(group.key) } }
    let rest = zip(members, keys).filter { member, keys in !Set(member.statistics.keys).isSubset(of: keys) }
    return (groups, rest.map { (member: $0, except: $1) })
  }

  /// The statistics that one object gathers for the tasks of a block.
  private func grouped(_ outputs: TaskTensors, _ targets: TaskTensors) -> [Group] {
    outputs.blocks.flatMap { block -> [Group] in
      let own = Set(block.tasks)
      let places = tasks.indices.filter { own.contains(tasks[$0].name) }
      var keys: [String] = []
      for key in places.flatMap({ tasks[$0].metrics.map(\.key) }) where !keys.contains(key) { keys.append(key) }
      return keys.compactMap { key in
        let mine = places.filter { members[$0].statistics[key] != nil }
        let names = mine.map { tasks[$0].name }
        let statistics = mine.compactMap { members[$0].statistics[key] }
        guard mine.count > 1, targets.together(names) != nil, !type(of: statistics[0]).dependsOnBatches else {
          return nil
        }
        return Group(
          key: key, places: mine, names: names, stack: Self.stack(statistics) ?? ChunkedStatistics(statistics))
      }
    }
  }

  private static func stack(_ members: [any Statistic]) -> (any StatisticStack)? {
    (members[0] as? any StackableStatistic).flatMap { stack(members, like: $0) }
  }

  private static func stack<S: StackableStatistic>(_ members: [any Statistic], like first: S) -> (any StatisticStack)? {
    let alike = members.compactMap { $0 as? S }
    return alike.count == members.count ? S.stack(alike) : nil
  }
}
