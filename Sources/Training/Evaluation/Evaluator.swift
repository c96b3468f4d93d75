import Datasets
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
    watching watch: (_ outputs: TaskTensors, _ batch: Batch) throws -> Void = { _, _ in }
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
    watching watch: (_ outputs: TaskTensors, _ batch: Batch) throws -> Void
  ) throws -> SplitFigures {
    let network = forward.network
    let wasTraining = network.isTraining
    network.eval()
    defer { if wasTraining { network.train() } }
    let names = network.tasks.filter(Set(tasks.map(\.name)).contains)
    let evaluations = Evaluations(tasks)
    let groups = LossGroups(tasks)
    var sums = LossSums()
    try withoutGradients {
      let batches = loader.batches(epoch: epoch)
      var samples = 0
      while let batch = try batches.next(until: shouldStop, after: updates) {
        if shouldStop() { throw TrainingError.interrupted(step: updates) }
        let outputs = try withTorchErrors { forward(batch.inputs, tasks: names) }
        if samples == 0 { try FitCheck(tasks: tasks)(outputs, batch) }
        let part = try withTorchErrors { lossSums(groups, outputs, batch) }
        if let fault = try withTorchErrors({ firstFault(outputs, part, batch) }) {
          let order = loader.order(of: epoch)
          throw EvaluationError(fault, sample: fault.row.map { order[samples + $0] }, split: split)
        }
        samples += batch.count
        try withTorchErrors {
          sums.add(part)
          evaluations.update(outputs, batch.targets.map { $0.to(forward.device) }, weights: batch.weights) {
            batch.labelled[$0] ?? true
          }
        }
        try watch(outputs, batch)
      }
    }
    return try withTorchErrors { try figures(sums, evaluations) }
  }

  /// The sums that a batch adds to the loss of each task.
  private func lossSums(_ groups: LossGroups, _ outputs: TaskTensors, _ batch: Batch) -> LossSums {
    let weights = batch.weights?.to(forward.device, .float64)
    let (passes, rest) = groups(outputs, batch.targets, on: forward.device) { loss, predictions, targets in
      weights.map { loss.sums(together: predictions, targets, weights: $0) }
        ?? loss.sums(together: predictions, targets)
    }
    var sums = LossSums()
    for pass in passes { sums.together[pass.places[0]] = pass }
    for place in rest where batch.labelled[tasks[place].name] ?? true {
      sums.alone[place] = lossSums(of: tasks[place], outputs, batch)
    }
    return sums
  }

  private func lossSums(of task: LearningTask, _ outputs: TaskTensors, _ batch: Batch) -> Tensor {
    guard let output = outputs[task.name], let target = batch.targets[task.name] else {
      failOperation("network and data should have the task `\(task.name)`.")
      return .failed
    }
    let labels = target.to(forward.device)
    switch task.lossAveraging {
    case .labels: return task.batchSums(output, labels, weights: batch.weights)
    case .batches:
      let loss = task.batchLoss(output, labels, weights: batch.weights).to(.float64)
      return Tensor.stack([loss, loss.onesLike()])
    }
  }

  private func figures(_ sums: LossSums, _ evaluations: Evaluations) throws -> SplitFigures {
    var figures = SplitFigures(losses: [:], metrics: [:])
    for (place, sums) in try sums.ofTasks() {
      let task = tasks[place]
      figures.losses[task.name] = task.lossAveraging == .batches ? sums[0] / sums[1] : task.loss.loss(ofSums: sums)
    }
    for (task, results) in zip(tasks, try evaluations.compute()) {
      figures.metrics[task.name] = results.reduce(into: [:]) { $0[$1.metric.name] = $1.value }
      for result in results where result.leftOut > 0 {
        figures.leftOut[task.name, default: [:]][result.metric.name] = result.leftOut
      }
    }
    return figures
  }

  // MARK: values that are not finite

  /// The first value of a batch that is not finite. If all are finite, the device is asked once.
  private func firstFault(_ outputs: TaskTensors, _ sums: LossSums, _ batch: Batch) -> EvaluationError.Fault? {
    // A sum is finite only if all its terms are, and takes a hundredth of the time of looking at each. One that overflows
    // says nothing, and then each is looked at.
    let values = batch.inputs.tensors.map(\.tensor) + outputs.only(tasks.map(\.name)).tensors + sums.tensors
    let total = Tensor.stack(values.map { $0.sum().to(forward.device, .float64) }).sum().item()
    guard !total.isFinite else { return nil }
    for (_, tensor) in batch.inputs.tensors {
      if let row = tensor.firstRowNotFinite { return fault(nil, .inputs, tensor, row) }
    }
    for task in tasks {
      guard let output = outputs[task.name], let row = output.firstRowNotFinite else { continue }
      return fault(task.name, .outputs, output, row)
    }
    for task in tasks {
      guard let output = outputs[task.name], let target = batch.targets[task.name]?.to(forward.device),
        batch.labelled[task.name] ?? true, let value = lossSums(of: task, outputs, batch).firstValueNotFinite
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

/// The sums of which the losses of a split are made.
private struct LossSums {
  /// The sums of tasks that one pass computes, `[2, tasks]`, by the position of the first.
  var together: [Int: LossGroups.Pass] = [:]
  /// The sums of single tasks, by position.
  var alone: [Int: Tensor] = [:]

  var tensors: [Tensor] { together.values.map(\.numbers) + alone.values }

  mutating func add(_ other: LossSums) {
    together.merge(other.together) { LossGroups.Pass(places: $0.places, numbers: $0.numbers + $1.numbers) }
    alone.merge(other.alone) { $0 + $1 }
  }

  /// The sums of each task on the host, by position. Tasks that had no label in any batch are left out.
  func ofTasks() throws -> [Int: [Double]] {
    var sums = try alone.mapValues { try $0.valid().array(of: Double.self) }
    for pass in together.values {
      let values = try pass.numbers.valid().array(of: Double.self)
      for (column, place) in pass.places.enumerated() {
        let own = [values[column], values[pass.places.count + column]]
        sums[place] = sums[place].map { zip($0, own).map(+) } ?? own
      }
    }
    return sums
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
