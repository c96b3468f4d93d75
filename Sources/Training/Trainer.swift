import Balancing
import Datasets
import Foundation
import OrderedCollections
import Sharing
import Tasks
import Torch

/// A trainer of one network on several tasks, whose losses a weighting combines into one update.
///
/// The result of a training depends on network, data, weighting, options and generators alone. The order and the
/// augmentation of batch b of epoch e depend on the loader's seed, e and b. All other random numbers come from
/// `generators`, whose states the checkpoints hold. A training that was stopped at any point resumes to the same bits.
public final class Trainer {
  /// The trained network.
  public let network: any MultiTaskNetwork
  /// The trained tasks, in the order of their losses.
  public let tasks: [LearningTask]
  /// The loss weighting, which makes one objective from the tasks' losses.
  public let weighting: any LossWeighting
  /// The gradient method, which makes one update from the gradients of the weighted losses; nil for the gradient of the
  /// objective.
  public let gradients: GradientBalancer?
  /// A penalty on the cosines of the last shared layer's task gradients; nil for none.
  public let regulariser: OrthogonalGradients?
  /// The move to the point where each step's gradients are taken; nil for gradients where the parameters are.
  public let sharpness: SharpnessAware?
  /// The probe that compares the tasks' gradients every few updates; nil for none.
  public var probe: GradientProbe?
  /// The optimiser, which holds what is trained and the learning rates.
  public let optimizer: any Optimizer
  /// The schedule, which gives each group's learning rate before every update, from the group's first rate.
  public let schedule: any LearningRateSchedule
  /// The options: epochs, accumulation, clipping, precision and device.
  public let options: TrainingOptions
  /// The generators from which the network or the weighting draws during training, by name.
  public let generators: [String: Generator]
  /// The observers, which receive every event in order.
  public var observers: [any TrainingObserver] = []
  /// A closure that is asked after each update, before each batch of an evaluation, and while a batch is waited for.
  /// True ends the training with a checkpoint.
  public var shouldStop: () -> Bool = { false }

  var position = TrainingPosition()
  /// A batch's way through the network, in the options' precision.
  public let forward: ForwardPass
  /// The number of updates before the running epoch.
  private var stepsBefore = 0
  /// The number of batches of an update of the running epoch.
  private var batchesPerUpdate = 1
  /// The parts of the network that run as in evaluation while the rest is trained, such as a frozen trunk.
  public var evaluated: [Module] = []
  let baseRates: [Double]

  /// Creates a trainer.
  ///
  /// - Parameters:
  ///   - tasks: the trained tasks, in the order of their losses. The network should have an output for each.
  ///   - optimizer: holds the network's parameters and, in a group of their own, what the weighting learns.
  public init(
    network: any MultiTaskNetwork, tasks: [LearningTask], weighting: any LossWeighting,
    gradients: GradientBalancer? = nil,
    regulariser: OrthogonalGradients? = nil, sharpness: SharpnessAware? = nil, probe: GradientProbe? = nil,
    optimizer: any Optimizer,
    schedule: any LearningRateSchedule, options: TrainingOptions,
    generators: [String: Generator] = [:]
  ) {
    self.network = network
    self.tasks = tasks
    self.weighting = weighting
    self.gradients = gradients
    self.regulariser = regulariser
    self.sharpness = sharpness
    self.probe = probe
    self.optimizer = optimizer
    self.schedule = schedule
    self.options = options
    self.generators = generators
    baseRates = optimizer.groups.map(\.learningRate)
    forward = ForwardPass(
      network, on: options.device, memoryFormat: options.memoryFormat, precision: options.precision)
  }

  /// Trains from the last checkpoint, or from the start if there is none.
  ///
  /// Afterwards the network holds the weights of the selected epoch: the one with the smallest `criterion`, or the last
  /// one if the criterion was never a finite number.
  ///
  /// - Parameters:
  ///   - train: the batches of the training split, of one data set or of several.
  ///   - validation: the split on which `criterion` is computed, set by set; without it the last epoch is kept.
  ///   - checkpoints: the store of checkpoints; nil keeps nothing on disk.
  ///   - perTask: one criterion for each task. Each task then keeps the weights of its own best epoch in `checkpoints`,
  ///     in addition to those of the network: ``CheckpointStore/taskWeights()``. Nil if there are no checkpoints, or
  ///     for one epoch for all.
  ///   - pause: the number of epochs after which this returns before the end. From its checkpoint the training
  ///     continues to the same bits.
  /// - Throws: `FitError` if network, data and tasks do not belong together, before the first update; `TrainingError`;
  ///   `LossError` for a loss and ``PenaltyError`` for a penalty that is not finite; ``EvaluationError`` for a validation output or loss that is not
  ///   finite; the errors of loaders and observers.
  public func fit(
    _ train: any BatchLoader, validation: (any BatchLoader)? = nil, criterion: SelectionCriterion = .sumOfLosses,
    perTask: [SelectionCriterion]? = nil, checkpoints: CheckpointStore? = nil, until pause: Int = .max
  ) throws -> TrainingOutcome {
    precondition(
      perTask.map { $0.count == tasks.count && checkpoints != nil } ?? true,
      "`perTask` should have a criterion for each task, and checkpoints to keep their weights in")
    try FitCheck(tasks: tasks)(network)
    let together = train.batchesPerUpdate(accumulating: options.accumulation)
    try BalancingCheck(weighting, gradients: gradients, regulariser: regulariser, sharpness: sharpness)(
      tasks, network, options, batch: train.sets.map(\.loader.batchSize).min() ?? 0, sets: train.batchesPerUpdate,
      validates: validation != nil)
    let step = try TrainingStep(
      forward, tasks: tasks, weighting: weighting, gradients: gradients, penalty: regulariser,
      sharpness: sharpness, optimizer: optimizer, clipNorm: options.clipNorm, sets: train.sets.compactMap(\.tasks),
      accumulates: together > 1,
      generators: generators)
    step.probe = probe
    var fit = Fit(
      step: step, train: train, validation: validation, together: together, criterion: criterion, perTask: perTask,
      checkpoints: checkpoints)
    try resume(&fit)
    let updatesPerEpoch = train.updatesPerEpoch(accumulating: options.accumulation)
    let end = min(options.epochs, pause)
    for observer in observers {
      try observer.trainingStarted(step: position.step, total: updatesPerEpoch * end)
      if position.step == 0 { try network.remarks.forEach(observer.networkRemarked) }
    }
    do {
      while position.epoch < end && !position.finished {
        let (report, evaluation) = try trainEpoch(&fit)
        try withTorchErrors { try endEpoch(&fit, report, evaluation) }
      }
      if let best = fit.best {
        try withTorchErrors {
          try network.load(Dictionary(uniqueKeysWithValues: best.map { ($0.name, $0.tensor) }))
        }
      }
    } catch let error as TorchError {
      throw TrainingError.operation(step: position.step, error)
    }
    let outcome = TrainingOutcome(
      epochs: position.epoch, steps: position.step, bestEpoch: position.bestEpoch, bestValue: position.bestValue,
      taskEpochs: position.taskEpochs ?? [],
      seconds: position.seconds, processorSeconds: position.processorSeconds, remarks: remarks,
      stoppedEarly: position.finished)
    for observer in observers { try observer.trainingEnded(outcome) }
    return outcome
  }

  /// The values that one call of `fit` works with.
  private struct Fit {
    let step: TrainingStep
    let train: any BatchLoader
    let validation: (any BatchLoader)?
    /// The batches of an update.
    var together: Int
    let criterion: SelectionCriterion
    let perTask: [SelectionCriterion]?
    let checkpoints: CheckpointStore?
    /// The losses and weights of the running epoch.
    var history = LossHistory()
    /// The weights of the selected epoch so far; nil before the first epoch's end.
    var best: [(name: String, tensor: Tensor)]?
  }

  /// Restores the last checkpoint, if there is one.
  private func resume(_ fit: inout Fit) throws {
    if let checkpoints = fit.checkpoints, let last = try checkpoints.load("last") {
      fit.history = try restore(last)
      fit.best = try keptWeights(in: checkpoints)
      // A killed training may have left weights that no task keeps.
      if let kept = position.taskEpochs { try checkpoints.removeEpochs(except: kept) }
    }
    if fit.perTask != nil, position.taskEpochs?.count != tasks.count {
      guard position.epoch == 0 else {
        throw TrainingError.checkpoint("the checkpoint should have a kept epoch for each task. Found none.")
      }
      position.taskEpochs = tasks.map { _ in TaskEpoch() }
    }
  }

  // MARK: one epoch

  /// Makes the updates of an epoch and evaluates the validation split. A training that is asked to stop writes a
  /// checkpoint.
  private func trainEpoch(_ fit: inout Fit) throws -> (EpochReport, SplitFigures?) {
    let waiting: Double
    let evaluation: SplitFigures?
    var clock = StepClock()
    do {
      waiting = try makeUpdates(&fit)
      _ = clock.lap()
      // The validation comes before the weighting learns of the epoch's end: a training that is stopped here resumes
      // here.
      evaluation = try fit.validation.map(evaluateEpoch)
    } catch TrainingError.interrupted(let step) {
      // The training stands between two updates here: all batches of an update are there before it begins.
      try checkLosses(fit.history)
      try fit.checkpoints?.save(snapshot(fit.history), as: "last")
      throw TrainingError.interrupted(step: step)
    }
    let validated = evaluation == nil ? StepClock.Lap() : clock.lap()
    let report = try withTorchErrors {
      let spreads = fit.history.spreads()
      return EpochReport(
        epoch: position.epoch + 1, step: position.step, learningRate: optimizer.groups[0].learningRate,
        trainLosses: named(fit.history.meanLosses()), weights: fit.history.meanWeights().map(named),
        weightSpreads: spreads.map { named($0.weights) }, weightedLossSpreads: spreads.map { named($0.weightedLosses) },
        penalties: fit.history.meanPenalties(), validation: nil,
        criterion: nil, trainSeconds: position.epochSeconds, validationSeconds: validated.seconds,
        processorSeconds: options.device.isAsynchronous
          ? nil : position.epochProcessorSeconds + validated.processorSeconds,
        waitingSeconds: waiting,
        diagnostics: probe?.finishEpoch())
    }
    return (report, evaluation)
  }

  /// Tells methods and observers of an epoch, keeps its weights if they are the best, and writes the checkpoints.
  private func endEpoch(_ fit: inout Fit, _ finished: EpochReport, _ evaluation: SplitFigures?) throws {
    var report = finished
    let means = meanTensor(fit.history)
    weighting.epochEnded(meanLosses: means)
    gradients?.method.method.epochEnded(meanLosses: means)
    if let evaluation {
      report.validation = evaluation
      tellIndicators(evaluation)
      report.criterion = fit.criterion.value(evaluation).flatMap { $0.isFinite ? $0 : nil }
      watchPlateau(report.criterion)
    }
    position.epoch += 1
    position.batch = 0
    position.seconds += report.trainSeconds + report.validationSeconds
    position.epochSeconds = 0
    position.processorSeconds = position.processorSeconds.flatMap { sum in report.processorSeconds.map { sum + $0 } }
    position.epochProcessorSeconds = 0
    fit.history = LossHistory()
    let isKept = try fit.perTask.map { try keep(for: $0, report.validation, in: fit.checkpoints!) }
    let isBest = improves(report.criterion)
    if isKept ?? isBest { position.epochsWithoutImprovement = 0 } else { position.epochsWithoutImprovement += 1 }
    if isBest {
      position.bestEpoch = position.epoch
      position.bestValue = report.criterion
      fit.best = network.stateDictionary().map { ($0.name, $0.tensor.detach().clone()) }
      // `best` comes before `last`: a training that is killed between the two makes this epoch again, to the same bits.
      try fit.checkpoints?.save(snapshot(fit.history), as: "best")
    }
    if let patience = options.patience, position.epochsWithoutImprovement >= patience { position.finished = true }
    // Observers keep their records before `last` is written, so that no epoch lacks one that is not made again.
    for observer in observers { try observer.epochEnded(report) }
    try fit.checkpoints?.save(snapshot(fit.history), as: "last")
    if isKept == true { try fit.checkpoints?.removeEpochs(except: position.taskEpochs ?? []) }
  }

  // MARK: evaluation

  /// The evaluation of the network as it is.
  public var evaluator: Evaluator { Evaluator(forward, tasks: tasks, shouldStop: shouldStop) }

  /// Computes losses and metrics on every sample of a loader, set by set, by ``evaluator``.
  ///
  /// - Parameters:
  ///   - epoch: the epoch whose order of the samples is taken, for data that prescribes one for each.
  ///   - split: the name of the loader's samples, for errors.
  /// - Throws: ``EvaluationError`` for an input, an output or a loss that is not finite; `FitError`; `TorchError`.
  public func evaluate(_ loader: any BatchLoader, epoch: Int = 0, split: String = "validation") throws -> SplitFigures {
    try evaluator(loader, epoch: epoch, split: split, after: position.step)
  }

  /// Evaluates the validation split at the end of an epoch.
  ///
  /// - Throws: ``EvaluationError`` with the epoch's number.
  private func evaluateEpoch(_ validation: any BatchLoader) throws -> SplitFigures {
    do {
      return try evaluator(validation, epoch: position.epoch, after: position.step)
    } catch var error as EvaluationError {
      error.epoch = position.epoch + 1
      error.step = position.step
      throw error
    }
  }

  /// Whether a value is better than the best one. Until there is a value, every epoch is, so that the last one is kept.
  private func improves(_ value: Double?) -> Bool {
    guard let best = position.bestValue else { return true }
    return value.map { $0 < best } ?? false
  }

  /// The weights of the selected epoch so far; nil before the first epoch's end.
  private func keptWeights(in checkpoints: CheckpointStore) throws -> [(name: String, tensor: Tensor)]? {
    guard position.bestEpoch > 0 else { return nil }
    guard let kept = try checkpoints.load("best") else {
      throw TrainingError.checkpoint(
        "`\(checkpoints.folder.appending(path: "best").path)` should hold the kept weights, those of epoch "
          + "\(position.bestEpoch). Found none.")
    }
    return kept.model
  }

  /// The remarks of the network, and those of the methods on the training so far.
  private var remarks: [String] { network.remarks + weighting.remarks + (gradients?.method.method.remarks ?? []) }

  // MARK: updates

  /// Makes the updates of an epoch from the batch that is due.
  ///
  /// - Returns: the seconds of waiting for batches.
  private func makeUpdates(_ fit: inout Fit) throws -> Double {
    network.train()
    for part in evaluated { part.eval() }
    try beginEpoch(fit.best)
    let batches = fit.train.batches(epoch: position.epoch, from: position.batch, taking: fit.together)
    batchesPerUpdate = fit.together
    stepsBefore = position.step - (position.batch + fit.together - 1) / fit.together
    var clock = StepClock()
    while let update = try nextUpdate(of: batches, taking: fit.together) {
      for index in optimizer.groups.indices { optimizer.groups[index].learningRate = rate(base: baseRates[index]) }
      fit.history.append(try fit.step(update, after: position.step))
      position.batch += update.count
      position.step += 1
      position.add(clock.lap())
      for observer in observers { try observer.stepEnded(position.step, epoch: position.epoch + 1) }
      if shouldStop() { throw TrainingError.interrupted(step: position.step) }
      if options.checkpointEvery.map({ position.step % $0 == 0 }) == true {
        try checkLosses(fit.history)
        try fit.checkpoints?.save(snapshot(fit.history), as: "last")
      }
    }
    // The device may still compute the last updates; their time belongs to the training, not to the validation.
    if options.device.isAsynchronous { options.device.synchronize() }
    position.add(clock.lap())
    try checkLosses(fit.history)
    if let network = network as? any EpochAware { try withTorchErrors { network.epochEnds() } }
    return batches.secondsWaited
  }

  /// Tells a network of the epoch that begins. It may go on from the weights of the best epoch.
  private func beginEpoch(_ best: [(name: String, tensor: Tensor)]?) throws {
    guard let network = network as? any EpochAware else { return }
    try withTorchErrors {
      if position.batch == 0, let best, network.continuesFromBest(position.epoch, of: options.epochs) {
        try network.load(Dictionary(uniqueKeysWithValues: best.map { ($0.name, $0.tensor) }))
        optimizer.forget(network.parameters)
      }
      network.epochBegins(position.epoch, of: options.epochs)
      optimizer.forget(network.begunAnew)
    }
  }

  /// The batches of the next update; nil after the last. The last update of an epoch may have fewer.
  private func nextUpdate(of batches: Batches, taking count: Int) throws -> [Batch]? {
    var update: [Batch] = []
    while update.count < count, let batch = try batches.next(until: shouldStop, after: position.step) {
      update.append(batch)
    }
    return update.isEmpty ? nil : update
  }

  /// Checks the losses of the epoch so far, if the steps have not checked them.
  private func checkLosses(_ history: LossHistory) throws {
    guard options.device.isAsynchronous, history.count > 0 else { return }
    let losses = try withTorchErrors { try Tensor.stack(history.losses).valid().array(of: Double.self) }
    for batch in 0..<history.count {
      let step = stepsBefore + batch / batchesPerUpdate + 1
      let own = Array(losses[batch * tasks.count..<(batch + 1) * tasks.count])
      try LossCheck(tasks: tasks.map(\.name))(own, step: step)
    }
    for (name, values) in history.penalties.sorted(by: { $0.key < $1.key }) {
      try withTorchErrors {
        try PenaltyError.check(name, values) { stepsBefore + $0 / batchesPerUpdate + 1 }
      }
    }
  }

  /// Tells a weighting that asks for them each task's indicator on the split that selects epochs.
  private func tellIndicators(_ figures: SplitFigures) {
    guard let weighting = weighting as? any IndicatorDriven else { return }
    let values = tasks.map { task -> Double in
      guard let name = task.indicator?.name, let value = figures.metrics[task.name]?[name] else { return .nan }
      return min(max(value, 0), 1)
    }
    weighting.measured(indicators: Tensor(values).to(options.device))
  }

  private func named(_ values: [Double?]) -> OrderedDictionary<String, Double> {
    zip(tasks, values).reduce(into: [:]) { $0[$1.0.name] = $1.1 }
  }

  private func meanTensor(_ history: LossHistory) -> Tensor {
    Tensor(history.meanLosses().map { $0 ?? .nan }).to(options.device)
  }

  // MARK: the learning rate

  // The rate of an update depends on the step, by the schedule, and on what earlier epochs have measured, by the
  // plateau. The position holds both, so that a resumed training has the same rates.

  /// The number that the schedule counts, before the step's update.
  private var scheduleStep: Int { options.scheduleUnit == .epoch ? position.epoch : position.step }

  /// The rate of the coming update, for a group that starts with `base`.
  private func rate(base: Double) -> Double {
    schedule.rate(base: base, step: scheduleStep) * (position.plateau?.scale ?? 1)
  }

  /// Gives the criterion's value at an epoch's end to the plateau rule. An epoch without a value counts for nothing.
  private func watchPlateau(_ value: Double?) {
    guard var plateau = options.plateau else { return }
    plateau.state = position.plateau ?? plateau.state
    if let value { plateau.observe(value) }
    position.plateau = plateau.state
  }
}
