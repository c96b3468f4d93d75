import Datasets
import OrderedCollections
import Sharing
import Tasks
import Torch

extension Trainer {
  /// Losses and metrics of the network on every sample of a loader, in evaluation mode and without gradients.
  ///
  /// Afterwards the network is in the mode in which it was.
  /// - Parameters:
  ///   - epoch: whose batches, for data that prescribes an order for each epoch.
  ///   - split: what the loader's samples are, for errors.
  /// - Throws: ``EvaluationError`` for an output or a loss that is not finite; what the loader throws for a batch;
  ///   `TorchError` where LibTorch refuses an operation.
  public func evaluate(_ loader: DataLoader, epoch: Int = 0, split: String = "validation") throws -> SplitFigures {
    let wasTraining = network.isTraining
    network.eval()
    defer { if wasTraining { network.train() } }
    let evaluations = tasks.map { $0.evaluation() }
    var sums = [Tensor?](repeating: nil, count: tasks.count)
    try withoutGradients {
      let batches = loader.batches(epoch: epoch)
      var samples = 0
      while let batch = try batches.next() {
        let outputs = try withTorchErrors { forward(batch.inputs) }
        let parts = try withTorchErrors { tasks.map { lossSums(of: $0, outputs, batch) } }
        if let fault = try withTorchErrors({ firstFault(outputs, parts, batch) }) {
          let order = loader.order(of: epoch)
          throw EvaluationError(fault, sample: fault.row.map { order[samples + $0] }, split: split)
        }
        samples += batch.count
        try withTorchErrors {
          for (index, task) in tasks.enumerated() {
            guard let part = parts[index], let target = batch.targets[task.name], let output = outputs[task.name] else {
              continue
            }
            sums[index] = sums[index].map { $0 + part } ?? part
            evaluations[index].update(output, target.to(options.device))
          }
        }
      }
    }
    return try figures(sums, evaluations)
  }

  /// What a batch adds to the loss of a task; nil where it has no label for it.
  private func lossSums(
    of task: Task, _ outputs: OrderedDictionary<String, Tensor>, _ batch: Batch
  ) -> Tensor? {
    guard batch.labelled[task.name] ?? true else { return nil }
    guard let output = outputs[task.name], let target = batch.targets[task.name] else {
      preconditionFailure("network and data should have the task `\(task.name)`")
    }
    let labels = target.to(options.device)
    switch task.lossAveraging {
    case .labels: return task.loss.sums(output, labels, labels: task.labelled(labels))
    case .batches:
      let loss = task.loss(output, labels).to(.float64)
      return Tensor.stack([loss, loss.onesLike()])
    }
  }

  private func figures(_ sums: [Tensor?], _ evaluations: [Evaluation]) throws -> SplitFigures {
    var figures = SplitFigures(losses: [:], metrics: [:])
    for (task, sums) in zip(tasks, sums) {
      guard let sums = sums?.array(of: Double.self) else { continue }
      figures.losses[task.name] = task.lossAveraging == .batches ? sums[0] / sums[1] : task.loss.loss(ofSums: sums)
    }
    for evaluation in evaluations {
      let results = try evaluation.compute()
      figures.metrics[evaluation.task] = results.reduce(into: [:]) { $0[$1.metric.name] = $1.value }
      for result in results where result.leftOut > 0 {
        figures.leftOut[evaluation.task, default: [:]][result.metric.name] = result.leftOut
      }
    }
    return figures
  }

  // MARK: values that are not finite

  /// The first value of a batch that is not finite; one look at the device where all are.
  private func firstFault(
    _ outputs: OrderedDictionary<String, Tensor>, _ sums: [Tensor?], _ batch: Batch
  ) -> EvaluationError.Fault? {
    let looks = tasks.compactMap { outputs[$0.name]?.isFinite().all() } + sums.compactMap { $0?.isFinite().all() }
    guard Tensor.stack(looks).all().item() == 0 else { return nil }
    for task in tasks {
      guard let output = outputs[task.name], let (row, value) = output.firstNotFinite else { continue }
      return fault(task, .output, value, row, batch)
    }
    for (task, sums) in zip(tasks, sums) {
      guard let sums, let output = outputs[task.name], let target = batch.targets[task.name]?.to(options.device),
        let (_, value) = sums.firstNotFinite
      else { continue }
      let row = (0..<batch.count).first { row in
        let loss = task.loss(output.narrow(0, start: row, length: 1), target.narrow(0, start: row, length: 1))
        return !(loss.item() as Double).isFinite
      }
      return fault(task, .loss, value, row, batch)
    }
    return nil
  }

  private func fault(
    _ task: Task, _ subject: EvaluationError.Subject, _ value: Double, _ row: Int?, _ batch: Batch
  ) -> EvaluationError.Fault {
    func isWrong(_ tensor: Tensor) -> Bool {
      row.map { tensor.narrow(0, start: $0, length: 1).isFinite().all().item() == 0 } ?? false
    }
    let cause: EvaluationError.Cause? =
      isWrong(batch.inputs)
      ? .inputs : subject == .loss && batch.targets[task.name].map(isWrong) == true ? .labels : nil
    return .init(task: task.name, subject: subject, value: value, row: row, cause: cause)
  }
}

extension Tensor {
  /// The place along the first dimension of the first element that is not finite, and the element.
  fileprivate var firstNotFinite: (row: Int, value: Double)? {
    let values = flatten().array(of: Double.self)
    guard let place = values.firstIndex(where: { !$0.isFinite }) else { return nil }
    return (place / Swift.max(1, values.count / Swift.max(1, rank == 0 ? 1 : size(0))), values[place])
  }
}
