import Datasets
import OrderedCollections
import Sharing
import Tasks
import Torch

extension Trainer {
  /// Losses and metrics of the network on every sample of a loader, in evaluation mode and without gradients.
  public func evaluate(_ loader: DataLoader) throws -> Evaluation {
    network.eval()
    defer { network.train() }
    var metrics = tasks.map { $0.metrics() }
    var history = LossHistory()
    try withoutGradients {
      let batches = loader.batches(epoch: 0)
      while let batch = try batches.next() {
        try withTorchErrors {
          let outputs = forward(batch.inputs)
          let losses = taskLosses(outputs, batch)
          history.append(losses: losses.values, weights: nil, present: losses.presence)
          for (index, task) in tasks.enumerated() where losses.presence[index] {
            guard let target = batch.targets[task.name], let prediction = outputs[task.name] else { continue }
            for metric in metrics[index] { metric.update(prediction, target.to(options.device)) }
          }
        }
      }
    }
    var evaluation = Evaluation(losses: [:], metrics: [:])
    for (index, mean) in history.meanLosses().enumerated() { evaluation.losses[tasks[index].name] = mean }
    for (index, task) in tasks.enumerated() {
      evaluation.metrics[task.name] = metrics[index].reduce(into: [:]) { $0[$1.name] = $1.compute() }
    }
    return evaluation
  }
}
