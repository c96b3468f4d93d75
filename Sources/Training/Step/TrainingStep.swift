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
/// Several batches can make one update: those of one data set, which is gradient accumulation, or those of several sets
/// with tasks of their own. Each batch of a set counts the same, and each set counts for its own tasks.
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
  /// The move to the point where the gradients are taken; nil for gradients where the parameters are.
  private let sharpness: SharpnessAware?
  /// The loss weighting and the gradient method, which may remember something.
  private let methods: [any BalancingMethod]
  /// What the loss weighting learns.
  private let scales: Set<ObjectIdentifier>
  /// A weighting that makes further passes around a step; nil for others.
  private let secondLook: (any SecondLook)?
  /// The network, if it draws what a batch teaches; nil for one that learns all tasks of each batch.
  private let drawing: (any TaskDrawing)?
  /// The network's own penalties; nil for a network without.
  private let networkPenalties: NetworkPenalties?
  private let generators: [String: Generator]
  /// The parameters of the optimiser.
  private var trained: [Tensor]
  /// The stacks in which parameters lie.
  private var stacks: [ParameterStack]
  private let parameters: [Tensor]
  private let shared: [Tensor]
  /// The parameters of the last shared layer.
  private let lastLayer: [Tensor]
  /// The tasks of each set, in the network's order.
  private let sets: [TaskSet]
  private let groups: LossGroups
  private let lossCheck: LossCheck
  /// The sets whose batches were found to belong to network and tasks.
  private var checkedSets: Set<Int> = []

  /// Creates a step.
  ///
  /// - Parameters:
  ///   - tasks: the trained tasks. The network should have an output for each.
  ///   - gradients: the gradient method, which makes one update from the gradients of the weighted losses; nil for the
  ///     gradient of the weighted sum.
  ///   - penalty: the penalty on the cosines of the last shared layer's task gradients; nil for none.
  ///   - sharpness: the move to the point where the gradients are taken, which makes all passes twice; nil for none.
  ///   - optimizer: holds the network's parameters and, in a group of their own, what the weighting learns.
  ///   - sets: the names of the tasks of each data set, where there are several; every task once. A batch says by its
  ///     ``Datasets/Batch/set`` from which it is.
  ///   - accumulates: whether updates are made from several batches.
  ///   - generators: the generators from which the network draws, by name.
  /// - Throws: `FitError` for a task without an output; `SettingError` for a weighting that looks again, if there are
  ///   several processes or the step looks at two points.
  public init(
    _ forward: ForwardPass, tasks: [LearningTask], weighting: any LossWeighting, gradients: GradientBalancer? = nil,
    penalty: OrthogonalGradients? = nil, sharpness: SharpnessAware? = nil, optimizer: any Optimizer,
    clipNorm: Double? = nil, sets: [[String]] = [], accumulates: Bool = false, generators: [String: Generator] = [:],
    replicas: any Replicas = Alone()
  ) throws {
    let network = forward.network
    try FitCheck(tasks: tasks)(network)
    try sharpness?.check(weighting, gradients)
    self.sharpness = sharpness
    methods = [weighting] + [gradients?.method.method].compactMap { $0 }
    scales = Set(weighting.learnedScales.map { ObjectIdentifier($0.tensor) })
    self.sets = try TaskSet.sets(sets, of: tasks, in: network)
    self.forward = forward
    self.tasks = tasks
    groups = LossGroups(tasks)
    self.optimizer = optimizer
    self.clipNorm = clipNorm
    self.generators = generators
    self.replicas = replicas
    // A set's tasks may be without a gradient in an update, and their heads then stay as they are.
    if self.sets.count > 1 { network.parameters.dissolveStacks() }
    trained = optimizer.groups.flatMap { $0.parameters.map(\.tensor) }.leaves
    stacks = network.parameters.stacks
    parameters = network.parameters.filter(\.requiresGrad).leaves
    lossCheck = LossCheck(tasks: tasks.map(\.name))
    networkPenalties = (network as? any Penalised).map { NetworkPenalties(of: $0, on: forward.device) }
    drawing = (network as? any TaskDrawing).flatMap { $0.tasksPerStep == .all ? nil : $0 }
    secondLook = weighting as? any SecondLook
    if secondLook != nil, replicas.count > 1 {
      let name = type(of: weighting).card.name
      throw SettingError(
        "`\(name)`, which looks at a step's batch again, should train in one process. Found \(replicas.count).")
    }
    let balanced = BalancedParameters(network, tasks)
    shared = balanced.shared
    lastLayer = balanced.lastLayer
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
      balancer.map { [parameters] in GradientObjective(weighting, $0, parameters: parameters, device: forward.device) }
      ?? LossObjective(weighting, parameters: parameters, device: forward.device)
  }

  /// Makes one update from one or more batches.
  ///
  /// - Parameter updates: the number of updates before this one, for errors and for the probe.
  /// - Throws: `TrainingError.operation` if LibTorch refuses an operation, `.balancing` if the gradients have no
  ///   update; `LossError` for a loss and ``PenaltyError`` for a penalty that is not finite; `FitError` if the first
  ///   batch does not belong to network and tasks.
  @discardableResult
  public func callAsFunction(_ batches: [Batch], after updates: Int = 0) throws -> StepRecord {
    precondition(!batches.isEmpty, "an update should be made of at least one batch")
    do {
      // A head that was frozen since the last update has left its stack.
      if !stacks.allSatisfy(\.holds) {
        trained = optimizer.groups.flatMap { $0.parameters.map(\.tensor) }.leaves
        stacks = forward.network.parameters.stacks
      }
      begin()
      let look = try secondLook.map { method in
        try withTorchErrors {
          let look = probe(batches)
          try method.stepWillBegin(look)
          return look
        }
      }
      let record =
        try sharpness.map { try makeGradients(batches, after: updates, $0) } ?? makeGradients(batches, after: updates)
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

  /// Forgets what the last update, or one that failed, has left.
  private func begin() {
    trained.clearGradients()
    penalty?.begin()
    objective.begin()
  }

  /// Leaves the gradients of an update in the parameters.
  private func makeGradients(_ batches: [Batch], after updates: Int) throws -> StepRecord {
    var record = StepRecord()
    let sets = Set(batches.map(\.set)).count
    for batch in batches {
      let share = 1 / Double(batches.count { $0.set == batch.set })
      record.rows.append(
        try withTorchErrors {
          try differentiate(
            batch, share: share, penaltyShare: share / Double(sets), alone: batches.count == 1, after: updates)
        })
    }
    try withTorchErrors {
      record.complete(weights: try objective.finish(replicas))
      try penalty?.finish(replicas)
    }
    return record
  }

  /// Leaves the gradients at the sharp point nearby in the parameters. The first passes are the step's own, and the second ones leave no
  /// trace but in the methods, which forget the first.
  private func makeGradients(
    _ batches: [Batch], after updates: Int, _ sharpness: SharpnessAware
  ) throws -> StepRecord {
    let (again, states) = try withTorchErrors { (TracelessPass(forward, generators), methods.map(\.state)) }
    var record = try makeGradients(batches, after: updates)
    let sharp = try withTorchErrors {
      for (method, state) in zip(methods, states) { try method.load(state: state) }
      return try sharpness.climbing(trained.filter { !scales.contains(ObjectIdentifier($0)) }) {
        begin()
        return try again { try makeGradients(batches, after: updates) }
      }
    }
    for (row, other) in sharp.rows.enumerated() { record.rows[row].weights = other.weights }
    return record
  }

  // MARK: one batch

  /// Runs the network on a batch, part by part, and gives the losses to the objective.
  ///
  /// - Parameters:
  ///   - share: the part that the batch makes of its tasks' losses in the update.
  ///   - penaltyShare: the part that it makes of the network's own penalties, which add up to one.
  ///   - alone: whether it is the only batch of the update.
  private func differentiate(
    _ batch: Batch, share: Double, penaltyShare: Double, alone: Bool, after updates: Int
  ) throws -> StepRecord.Row {
    precondition(
      sets.indices.contains(batch.set), "a batch should be of one of \(sets.count) sets. Found \(batch.set).")
    let parts = objective.parts
    guard batch.count >= parts else {
      throw BalancingError(
        "`\(objective.name)` should have batches of at least \(parts) samples, one for each independent part. "
          + "Found \(batch.count).")
    }
    let (batch, set) = taught(batch)
    let again = penalty?.looksAgain == true ? TracelessPass(forward, generators) : nil
    var seen: [TaskLosses] = []
    var penalties: [NetworkPenalties.Values] = []
    var weights: Tensor?
    for part in 0..<parts {
      let piece = batch.part(part, of: parts, tasks)
      let outputs = forward.outputs(piece.inputs, tasks: set.names, staged: objective.needsStages)
      if checkedSets.insert(batch.set).inserted { try FitCheck(tasks: set.tasks)(outputs.byTask, piece) }
      let losses = losses(outputs, piece, set)
      try look(at: losses.values.valid(), after: updates)
      let own = try networkPenalties?.read(step: updates + 1)
      if losses.hasLabels {
        if part == 0 { measureGradients(losses, outputs, piece, set, after: updates) }
        penalty?.add(losses, share: share / Double(parts * replicas.count)) {
          again!.callAsFunction { self.losses(of: piece, set) }
        }
      }
      // The backward pass of the objective frees the graph, so probe and penalty come before it.
      let ownPenalty = own?.sum.map { $0 * (penaltyShare / Double(parts * replicas.count)) }
      weights = try objective.add(losses, penalty: ownPenalty, share: share, part: part, alone: alone, replicas)
      seen.append(losses)
      if let own { penalties.append(own) }
    }
    var row = StepRecord.Row(parts: seen)
    row.weights = weights
    row.penalties = penalties.means
    return row
  }

  /// A batch with the labels that the network draws of it, and the tasks that have any.
  private func taught(_ batch: Batch) -> (Batch, TaskSet) {
    let set = sets[batch.set]
    switch drawing?.drawTasks(among: set.names, samples: batch.count) ?? .all {
    case .all: return (batch, set)
    case .one(let task): return (batch, set.only(task))
    case .perSample(let places):
      var taught = batch
      taught.inputs.ways = places
      for task in set.tasks {
        guard let target = batch.targets[task.name] else { continue }
        let weights = TaskLosses.weights(of: task.name, in: taught, forward.network.tasks)
        taught.labelled[task.name] = task.isLabelled(target, weights: weights)
      }
      return (taught, set)
    }
  }

  private func losses(_ outputs: ForwardPass.Outputs, _ batch: Batch, _ set: TaskSet) -> TaskLosses {
    TaskLosses(
      of: tasks, groups, members: set.members, outputs, batch, drawnFrom: forward.network.tasks, on: forward.device)
  }

  private func losses(of batch: Batch, _ set: TaskSet) -> TaskLosses {
    losses(forward.outputs(batch.inputs, tasks: set.names, staged: false), batch, set)
  }

  /// Checks that the losses are finite. On the CPU this costs nothing. On other devices it would make the step wait, so
  /// the caller of the step checks now and then.
  private func look(at losses: Tensor, after updates: Int) throws {
    if !forward.device.isAsynchronous { try lossCheck(losses.array(of: Double.self), step: updates + 1) }
  }

  /// Lets the probe measure the first batch of an update that is due, between its forward and its backward pass.
  private func measureGradients(
    _ losses: TaskLosses, _ outputs: ForwardPass.Outputs, _ batch: Batch, _ set: TaskSet, after updates: Int
  ) {
    guard let probe, probe.isDue(update: updates) else { return }
    func measure() {
      probe.measure(
        losses.graph.losses, update: updates, present: losses.present,
        shared: probe.settings.isOfLastLayer ? lastLayer : shared, samples: batch.count,
        sampleLoss: { [tasks, forward] index, sample in
          let task = tasks[index]
          func one(_ tensor: Tensor) -> Tensor { tensor.narrow(0, start: sample, length: 1) }
          return task.loss(one(outputs.byTask[task.name]!), one(batch.targets[task.name]!).to(forward.device))
        },
        passOfSample: { self.losses(of: batch.part($0, of: batch.count, self.tasks), set).graph.losses })
    }
    // The samples' own passes are those of evaluation. It is set once, since to look all modules up takes longer than a pass.
    if probe.settings.isPerSample { forward.network.evaluating(measure) } else { measure() }
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
    let members = sets[batch.set].members
    func presence(_ batch: Batch) -> Tensor? {
      tasks.map { members?.contains($0.name) ?? true && batch.labelled[$0.name] ?? true }
        .mask(on: forward.device, .float32)
    }
    return StepProbe(
      losses: { [self] part in
        let piece = piece(part)
        return pass { losses(of: piece, sets[batch.set]).values }
      },
      present: presence(batch), presentIn: { presence(piece($0)) }, parameters: parameters,
      learningRate: optimizer.groups[0].learningRate)
  }
}

/// The tasks of a data set.
private struct TaskSet {
  /// In the network's order.
  let tasks: [LearningTask]
  let names: [String]
  /// The names, to look a task up; nil for all tasks.
  let members: Set<String>?

  /// One of the tasks alone.
  func only(_ task: String) -> TaskSet {
    TaskSet(tasks: tasks.filter { $0.name == task }, names: [task], members: [task])
  }

  private init(tasks: [LearningTask], names: [String], members: Set<String>?) {
    self.tasks = tasks
    self.names = names
    self.members = members
  }

  private init(_ tasks: [LearningTask], in network: any MultiTaskNetwork, isWhole: Bool) {
    self.tasks = tasks
    let names = tasks.map(\.name)
    // The network's own list is known to be the same without a comparison.
    self.names = names == network.tasks ? network.tasks : names
    members = isWhole ? nil : Set(names)
  }

  /// The sets of some names.
  ///
  /// - Parameter sets: every task once; empty for one set of all tasks.
  /// - Throws: `SettingError` for a task that is in no set, or in two.
  static func sets(
    _ sets: [[String]], of tasks: [LearningTask], in network: any MultiTaskNetwork
  ) throws(SettingError) -> [TaskSet] {
    let ordered = network.tasks.compactMap { name in tasks.first { $0.name == name } }
    guard !sets.isEmpty else { return [TaskSet(ordered, in: network, isWhole: true)] }
    for task in tasks {
      let count = sets.count { $0.contains(task.name) }
      guard count == 1 else {
        throw SettingError(
          "`\(task.name)` should be a task of one data set. Found \(count == 0 ? "none" : "\(count)").")
      }
    }
    return sets.map { names in
      TaskSet(ordered.filter { names.contains($0.name) }, in: network, isWhole: sets.count == 1)
    }
  }
}
