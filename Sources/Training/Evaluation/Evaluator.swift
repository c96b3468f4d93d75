import Datasets
import OrderedCollections
import Sharing
import Tasks
import Torch

/// Evaluates a network on all samples of a split.
///
/// ```swift
/// let figures = try Evaluator(ForwardPass(network), tasks: tasks)(loader, split: "test")
/// ```
public struct Evaluator {
  /// The batches' way through the network.
  public let forward: ForwardPass
  /// The tasks whose losses and metrics are computed.
  public private(set) var tasks: [LearningTask]
  /// Whether the evaluation should end: asked before each batch, and while one is waited for.
  public var shouldStop: () -> Bool

  /// Creates an evaluator.
  public init(_ forward: ForwardPass, tasks: [LearningTask], shouldStop: @escaping () -> Bool = { false }) {
    self.forward = forward
    self.tasks = tasks
    self.shouldStop = shouldStop
  }

  /// Computes losses and metrics on every sample of a loader, in evaluation mode and without gradients. Data of several
  /// sets is gone through set by set, each for its own tasks.
  ///
  /// Afterwards the network is in the mode in which it was.
  /// - Parameters:
  ///   - epoch: the epoch whose order of the samples is taken, for data that prescribes one for each.
  ///   - split: the name of the loader's samples, for errors.
  ///   - updates: the updates before the evaluation, for errors.
  ///   - watch: a closure that sees the outputs for each batch, in the order of the batches.
  /// - Throws: ``EvaluationError`` for an input, an output or a loss that is not finite; what the loader throws for a batch;
  ///   `FitError` if network, data and tasks do not belong together; `TrainingError.interrupted` if ``shouldStop`` says so;
  ///   `TorchError` if LibTorch refuses an operation.
  public func callAsFunction(
    _ loader: any BatchLoader, epoch: Int = 0, split: String = "validation", after updates: Int = 0,
    watching watch: (_ outputs: OrderedDictionary<String, Tensor>, _ batch: Batch) throws -> Void = { _, _ in }
  ) throws -> SplitFigures {
    var figures = SplitFigures(losses: [:], metrics: [:])
    for (place, set) in loader.sets.enumerated() {
      var part = self
      if let own = set.tasks { part.tasks = tasks.filter { own.contains($0.name) } }
      guard !part.tasks.isEmpty else { continue }
      do {
        try figures.add(part.evaluate(set.loader, epoch: epoch, split: split, after: updates, watching: watch))
      } catch var error as EvaluationError {
        if loader.sets.count > 1 { error.set = place }
        throw error
      }
    }
    return figures.ordered(by: tasks.map(\.name))
  }

  /// Computes losses and metrics on every sample of one data set.
  private func evaluate(
    _ loader: DataLoader, epoch: Int, split: String, after updates: Int,
    watching watch: (_ outputs: OrderedDictionary<String, Tensor>, _ batch: Batch) throws -> Void
  ) throws -> SplitFigures {
    let network = forward.network
    let wasTraining = network.isTraining
    network.eval()
    defer { if wasTraining { network.train() } }
    let names = network.tasks.filter(Set(tasks.map(\.name)).contains)
    let evaluations = tasks.map { $0.evaluation() }
    var sums = [Tensor?](repeating: nil, count: tasks.count)
    try withoutGradients {
      let batches = loader.batches(epoch: epoch)
      var samples = 0
      while let batch = try batches.next(until: shouldStop, after: updates) {
        if shouldStop() { throw TrainingError.interrupted(step: updates) }
        let outputs = try withTorchErrors { forward(batch.inputs, tasks: names) }
        if samples == 0 { try FitCheck(tasks: tasks)(outputs, batch) }
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
            evaluations[index].update(output, target.to(forward.device))
          }
        }
        try watch(outputs, batch)
      }
    }
    return try withTorchErrors { try figures(sums, evaluations) }
  }

  /// The sums that a batch adds to the loss of a task; nil if it has no label for the task.
  private func lossSums(
    of task: LearningTask, _ outputs: OrderedDictionary<String, Tensor>, _ batch: Batch
  ) -> Tensor? {
    guard batch.labelled[task.name] ?? true else { return nil }
    guard let output = outputs[task.name], let target = batch.targets[task.name] else {
      failOperation("network and data should have the task `\(task.name)`.")
      return .failed
    }
    let labels = target.to(forward.device)
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
      guard let sums = try sums?.valid().array(of: Double.self) else { continue }
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

  /// The first value of a batch that is not finite. If all are finite, the device is asked once.
  private func firstFault(
    _ outputs: OrderedDictionary<String, Tensor>, _ sums: [Tensor?], _ batch: Batch
  ) -> EvaluationError.Fault? {
    let looks =
      [batch.inputs.areFinite().to(forward.device)] + tasks.compactMap { outputs[$0.name]?.isFinite().all() }
      + sums.compactMap { $0?.isFinite().all() }
    guard Tensor.stack(looks).all().item() == 0 else { return nil }
    for (_, tensor) in batch.inputs.tensors {
      if let row = tensor.firstRowNotFinite { return fault(nil, .inputs, tensor, row) }
    }
    for task in tasks {
      guard let output = outputs[task.name], let row = output.firstRowNotFinite else { continue }
      return fault(task.name, .outputs, output, row)
    }
    for (task, sums) in zip(tasks, sums) {
      guard let sums, let output = outputs[task.name], let target = batch.targets[task.name]?.to(forward.device),
        let value = sums.firstValueNotFinite
      else { continue }
      let losses = (0..<batch.count).map { row in
        task.loss(output.narrow(0, start: row, length: 1), target.narrow(0, start: row, length: 1)).item() as Double
      }
      let row = losses.firstIndex { !$0.isFinite }
      if let row, let label = target.narrow(0, start: row, length: 1).firstValueNotFinite {
        return .init(task: task.name, subject: .labels, value: label, row: row)
      }
      return .init(task: task.name, subject: .loss, value: row.map { losses[$0] } ?? value, row: row)
    }
    return nil
  }

  private func fault(
    _ task: String?, _ subject: EvaluationError.Subject, _ values: Tensor, _ row: Int
  ) -> EvaluationError.Fault {
    let value = values.narrow(0, start: row, length: 1).firstValueNotFinite ?? .nan
    return .init(task: task, subject: subject, value: value, row: row)
  }
}

extension Batches {
  /// The next batch, unless the training is asked to stop while it waits.
  ///
  /// - Parameter updates: the updates before it, for the error.
  /// - Throws: `TrainingError.interrupted` if `shouldStop` says so; what went wrong when the batch was made.
  func next(until shouldStop: () -> Bool, after updates: Int) throws -> Batch? {
    do { return try next(unless: shouldStop) } catch is Batches.Unwanted {
      throw TrainingError.interrupted(step: updates)
    }
  }
}

extension Tensor {
  /// The place along the first dimension of the first element that is not finite; nil if all are. It waits for the
  /// device.
  package var firstRowNotFinite: Int? {
    let isFinite = isFinite()
    guard isFinite.all().item() == 0 else { return nil }
    let rows = isFinite.reshape([size(0), -1]).to(.float32)
    let first = rows.sum([1]).less(Double(rows.size(1))).to(.int64).argmax(dim: 0).item()
    return first.isFinite ? Int(first) : nil
  }

  /// The first element that is not finite; nil if all are. It waits for the device.
  package var firstValueNotFinite: Double? { flatten().array(of: Double.self).first { !$0.isFinite } }
}
