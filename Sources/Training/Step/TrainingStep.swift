import Balancing
import Components
import Datasets
import Sharing
import Tasks
import Torch

/// A training step: one update of a network's parameters from some batches. It knows no epoch, no file and no history.
///
/// ```swift
/// let step = try TrainingStep(ForwardPass(network), tasks: tasks, weighting: UWSO(tasks: tasks.count),
///   optimizer: Adam([ParameterGroup("network", network, learningRate: 1e-3)]))
/// while let batch = try batches.next() { try step([batch]) }
/// ```
///
/// Several batches make one update, which is gradient accumulation. Each batch counts the same.
public final class TrainingStep {
  /// A batch's way through the network.
  public let forward: ForwardPass
  /// The trained tasks, in the order of their losses.
  public let tasks: [LearningTask]
  /// The objective, which turns losses into gradients.
  public let objective: any Objective
  /// The optimiser, which changes the parameters with the learning rates of its groups.
  public let optimizer: any Optimizer
  /// The largest Euclidean norm of the gradients of all parameters; nil leaves them as they are.
  public let clipNorm: Double?
  /// The processes that make this update together.
  public let replicas: any Replicas
  /// The probe that compares the tasks' gradients every few updates; nil for none.
  public var probe: GradientProbe?

  private let penalty: CosinePenalty?
  /// A weighting that makes further passes around a step; nil for others.
  private let secondLook: (any SecondLook)?
  private let generators: [String: Generator]
  /// The parameters of the optimiser.
  private let trained: [Tensor]
  private let parameters: [Tensor]
  private let shared: [Tensor]
  /// The places of the tasks among those of the network.
  private let places: [Int]
  private let lossCheck: LossCheck
  /// Whether network, batch and tasks were found to belong together.
  private var isFitChecked = false

  /// Creates a step.
  ///
  /// - Parameters:
  ///   - tasks: the trained tasks. The network should have an output for each.
  ///   - gradients: the gradient method, which makes one update from the gradients of the weighted losses; nil for the
  ///     gradient of the weighted sum.
  ///   - penalty: the penalty on the cosines of the last shared layer's task gradients; nil for none.
  ///   - optimizer: holds the network's parameters and, in a group of their own, what the weighting learns.
  ///   - accumulates: whether updates are made from several batches.
  ///   - generators: the generators from which the network draws, by name.
  /// - Throws: `FitError` for a task without an output; `SettingError` for a weighting that looks again, if there are
  ///   several processes.
  public init(
    _ forward: ForwardPass, tasks: [LearningTask], weighting: any LossWeighting, gradients: GradientBalancer? = nil,
    penalty: OrthogonalGradients? = nil, optimizer: any Optimizer, clipNorm: Double? = nil, accumulates: Bool = false,
    generators: [String: Generator] = [:], replicas: any Replicas = Alone()
  ) throws {
    let network = forward.network
    try FitCheck(tasks: tasks)(network)
    self.forward = forward
    self.tasks = tasks
    self.optimizer = optimizer
    self.clipNorm = clipNorm
    self.generators = generators
    self.replicas = replicas
    trained = optimizer.groups.flatMap { $0.parameters.map(\.tensor) }
    parameters = network.parameters.filter(\.requiresGrad)
    places = tasks.map { network.tasks.firstIndex(of: $0.name)! }
    lossCheck = LossCheck(tasks: tasks.map(\.name))
    secondLook = weighting as? any SecondLook
    if secondLook != nil, replicas.count > 1 {
      let name = type(of: weighting).card.name
      throw SettingError(
        "`\(name)`, which looks at a step's batch again, should train in one process. Found \(replicas.count).")
    }
    let balanced = BalancedParameters(network, tasks)
    shared = balanced.shared
    self.penalty = penalty.map { [trained] in
      CosinePenalty($0, lastLayer: balanced.lastLayer, parameters: trained)
    }
    // The weights of an update come from the mean losses of all its batches. A weighting whose weights follow the
    // losses knows them only after the last batch, when the graphs of the others are freed. Each task then has a
    // backward pass and a gradient of its own, as with the method `sum`.
    let waits = accumulates && !type(of: weighting).card.hasFixedWeights
    let balancer = try gradients ?? (waits ? .sum(of: tasks, on: forward.device) : nil)
    balancer?.balance(balanced)
    objective =
      balancer.map { GradientObjective(weighting, $0, device: forward.device) }
      ?? LossObjective(weighting, parameters: parameters, device: forward.device)
  }

  /// Makes one update from one or more batches.
  ///
  /// - Parameter updates: the number of updates before this one, for errors and for the probe.
  /// - Throws: `TrainingError.operation` if LibTorch refuses an operation, `.balancing` if the gradients have no
  ///   update; `LossError` for a loss that is not finite; `FitError` if the first batch does not belong to network and
  ///   tasks.
  @discardableResult
  public func callAsFunction(_ batches: [Batch], after updates: Int = 0) throws -> StepRecord {
    precondition(!batches.isEmpty, "an update should be made of at least one batch")
    do {
      var record = StepRecord()
      // An update that failed may have left gradients and graphs.
      trained.clearGradients()
      penalty?.begin()
      objective.begin()
      let look = try secondLook.map { method in
        try withTorchErrors {
          let look = probe(batches)
          try method.stepWillBegin(look)
          return look
        }
      }
      for batch in batches {
        record.rows.append(
          try withTorchErrors { try differentiate(batch, share: 1 / Double(batches.count), after: updates) })
      }
      try withTorchErrors {
        record.complete(weights: try objective.finish(replicas))
        try penalty?.finish(replicas)
      }
      try withTorchErrors {
        if let clipNorm { _ = trained.clipGradientNorm(clipNorm) }
        optimizer.step()
        if let secondLook, let look { try secondLook.stepEnded(look) }
        // Each process has normalised batches of its own. The mean keeps the networks of all replicas equal.
        if replicas.count > 1 { try replicas.average(forward.network.runningStatistics) }
      }
      return record
    } catch let error as TorchError {
      throw TrainingError.operation(step: updates + 1, error)
    } catch let error as BalancingError {
      throw TrainingError.balancing(step: updates + 1, error)
    }
  }

  // MARK: one batch

  /// Runs the network on a batch, part by part, and gives the losses to the objective.
  private func differentiate(_ batch: Batch, share: Double, after updates: Int) throws -> StepRecord.Row {
    let parts = objective.parts
    guard batch.count >= parts else {
      throw BalancingError(
        "`\(objective.name)` should have batches of at least \(parts) samples, one for each independent part. "
          + "Found \(batch.count).")
    }
    let again = penalty?.looksAgain == true ? TracelessPass(forward, generators) : nil
    var seen: [TaskLosses] = []
    var weights: Tensor?
    for part in 0..<parts {
      let piece = batch.part(part, of: parts, tasks)
      let outputs = forward.outputs(piece.inputs, staged: objective.needsStages)
      if !isFitChecked { try FitCheck(tasks: tasks)(outputs.byTask, piece) }
      isFitChecked = true
      let losses = losses(outputs, piece)
      try look(at: losses.values.valid(), after: updates)
      if losses.hasLabels {
        if part == 0 { measureGradients(losses, outputs, piece, after: updates) }
        penalty?.add(losses, share: share / Double(parts * replicas.count)) {
          again!.callAsFunction { self.losses(of: piece) }
        }
      }
      // The backward pass of the objective frees the graph, so probe and penalty come before it.
      weights = try objective.add(losses, share: share, part: part, replicas)
      seen.append(losses)
    }
    var row = StepRecord.Row(parts: seen)
    row.weights = weights
    return row
  }

  private func losses(_ outputs: ForwardPass.Outputs, _ batch: Batch) -> TaskLosses {
    TaskLosses(of: tasks, outputs, batch, views: places, on: forward.device)
  }

  private func losses(of batch: Batch) -> TaskLosses { losses(forward.outputs(batch.inputs, staged: false), batch) }

  /// Checks that the losses are finite. On the CPU this costs nothing. On other devices it would make the step wait, so
  /// the caller of the step checks now and then.
  private func look(at losses: Tensor, after updates: Int) throws {
    if !forward.device.isAsynchronous { try lossCheck(losses.array(of: Double.self), step: updates + 1) }
  }

  /// Lets the probe measure the first batch of an update that is due, between its forward and its backward pass.
  private func measureGradients(
    _ losses: TaskLosses, _ outputs: ForwardPass.Outputs, _ batch: Batch, after updates: Int
  ) {
    guard let probe, probe.isDue(update: updates) else { return }
    probe.measure(
      losses.graph.losses, update: updates, present: losses.present, shared: shared, samples: batch.count
    ) { [tasks, forward] index, sample in
      let task = tasks[index]
      func one(_ tensor: Tensor) -> Tensor { tensor.narrow(0, start: sample, length: 1) }
      return task.loss(one(outputs.byTask[task.name]!), one(batch.targets[task.name]!).to(forward.device))
    }
  }

  /// The passes that a weighting may ask of the step.
  private func probe(_ batches: [Batch]) -> StepProbe {
    require(batches.count == 1, "a step should have one batch for a method that looks again. Found \(batches.count).")
    let batch = batches[0]
    let pass = TracelessPass(forward, generators)
    func piece(_ part: BatchPart) -> Batch {
      switch part {
      case .whole: batch
      case .part(let index, let parts): batch.part(index, of: parts, tasks)
      }
    }
    func presence(_ batch: Batch) -> Tensor? {
      tasks.map { batch.labelled[$0.name] ?? true }.mask(on: forward.device, .float32)
    }
    return StepProbe(
      losses: { [self] part in
        let piece = piece(part)
        return pass { losses(of: piece).values }
      },
      present: presence(batch), presentIn: { presence(piece($0)) }, parameters: parameters,
      learningRate: optimizer.groups[0].learningRate)
  }
}
