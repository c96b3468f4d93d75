import Components
import Datasets
import Tasks
import Torch

extension ExperimentConfiguration {
  /// The data's tasks that are trained, with the losses and metrics that the configuration gives instead of their own.
  package func selectedTasks(of source: DataSource) throws -> [LearningTask] {
    let selected = try only.map { names in
      try names.map { name in
        guard let task = source.tasks.first(where: { $0.name == name }) else {
          throw ConfigurationError("`only` should name tasks of the data. Found \(Found.quoted(name)).")
        }
        return task
      }
    }
    let chosen = selected ?? source.tasks
    var names: Set<String> = []
    if let twice = chosen.first(where: { !names.insert($0.name).inserted }) {
      throw ConfigurationError(
        (only == nil ? "The data's tasks should have different names." : "`only` should name each task once.")
          + " Found \(Found.quoted(twice.name)) twice.",
        at: only == nil ? .default : resolved["only"]?.origin ?? .default)
    }
    let weighted = source.sets.filter { $0.sampleWeight != nil }.flatMap { $0.tasks.map(\.name) }
    let tasks = try withOwnLossesAndMetrics(chosen, of: source)
    for task in tasks where weighted.contains(task.name) {
      do { try task.checkTakesWeights() } catch { throw ConfigurationError("`data.sample-weight`: \(error)") }
    }
    return tasks
  }

  /// The tasks with the losses and metrics that the configuration gives instead of their own.
  private func withOwnLossesAndMetrics(_ chosen: [LearningTask], of source: DataSource) throws -> [LearningTask] {
    try chosen.map { task in
      let target = source.targetNames[task.name]
      guard let change = tasks[task.name] ?? target.flatMap({ tasks[$0] }) else { return task }
      var task = task
      if let loss = change.loss {
        task = try placingErrors(at: change.path + ".loss") { [task] () throws(SettingError) in
          try task.trained(with: loss, classes: source.classNames[task.name] ?? [])
        }
      }
      if let metrics = change.metrics {
        task = try placingErrors(at: change.path + ".metrics") { [task] () throws(SettingError) in
          try task.measured(by: metrics, of: catalogue.metrics)
        }
      }
      return change.weight == 1 ? task : task.trained(with: ScaledLoss(task.loss, times: change.weight))
    }
  }

  /// Adds the configuration's key to an error of a loss or a metric.
  private func placingErrors(at path: String, _ body: () throws -> LearningTask) throws -> LearningTask {
    do {
      return try body()
    } catch let error as SettingError {
      throw ConfigurationError("`\(path)`: \(error)", at: resolved[path]?.origin ?? .default)
    }
  }
}
