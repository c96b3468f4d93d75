import Datasets
import OrderedCollections
import Sharing
import Tasks
import Torch

extension Trainer {
  /// Losses and metrics of the network on every sample of a loader, in evaluation mode and without gradients.
  ///
  /// Afterwards the network is in the mode in which it was.
  /// - Parameter epoch: whose batches, for data that prescribes an order for each epoch.
  /// - Throws: what the loader throws for a batch; `TorchError` where LibTorch refuses an operation.
  public func evaluate(_ loader: DataLoader, epoch: Int = 0) throws -> SplitFigures {
    let wasTraining = network.isTraining
    network.eval()
    defer { if wasTraining { network.train() } }
    let evaluations = tasks.map { $0.evaluation() }
    var history = LossHistory()
    var shares: [[Double]] = []
    try withoutGradients {
      let batches = loader.batches(epoch: epoch)
      while let batch = try batches.next() {
        try withTorchErrors {
          let outputs = forward(batch.inputs)
          let losses = taskLosses(outputs, batch)
          history.append(losses: losses.values, weights: nil, present: losses.presence)
          shares.append(self.shares(of: batch))
          for (index, task) in tasks.enumerated() where losses.presence[index] {
            guard let target = batch.targets[task.name], let prediction = outputs[task.name] else { continue }
            evaluations[index].update(prediction, target.to(options.device))
          }
        }
      }
    }
    var figures = SplitFigures(losses: [:], metrics: [:])
    for (index, mean) in history.meanLosses(shares: shares).enumerated() { figures.losses[tasks[index].name] = mean }
    for evaluation in evaluations {
      figures.metrics[evaluation.task] = try evaluation.compute().reduce(into: [:]) { $0[$1.metric.name] = $1.value }
    }
    return figures
  }

  /// What a batch's loss of each task counts in the mean over a split.
  private func shares(of batch: Batch) -> [Double] {
    tasks.map { task in
      guard task.lossAveraging == .labels, let target = batch.targets[task.name] else { return 1 }
      return task.labelled(target).item()
    }
  }
}
