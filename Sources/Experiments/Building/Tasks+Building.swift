import Datasets
import Tasks
import Torch

extension ExperimentConfiguration {
  /// The data's tasks that are trained, with the losses and metrics that the configuration puts in place of their own.
  func selectedTasks(of source: DataSource) throws -> [Task] {
    let selected = try only.map { names in
      try names.map { name in
        guard let task = source.tasks.first(where: { $0.name == name }) else {
          throw ConfigurationError("`only` should name tasks of the data. Found \"\(name)\".")
        }
        return task
      }
    }
    return try (selected ?? source.tasks).map { task in
      guard let change = tasks[task.name] else { return task }
      var task = task
      do {
        if let loss = change.loss { task = try task.trained(with: loss.kind.rawValue, loss.settings) }
        if let metrics = change.metrics { task = try task.measured(by: metrics) }
      } catch let error as SettingError {
        throw ConfigurationError("`tasks.\(task.name)`: \(error)")
      }
      return change.weight == 1 ? task : task.trained(with: ScaledLoss(base: task.loss, factor: change.weight))
    }
  }
}

/// A loss times a constant.
struct ScaledLoss: TaskLoss {
  let base: any TaskLoss
  let factor: Double

  var likelihood: Likelihood { base.likelihood }

  func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor { base(prediction, target) * factor }
}
