import Balancing
import Datasets
import Foundation
import Runs
import Sharing
import Tasks
import Torch
import Training

/// The objects that an experiment's configuration describes.
package struct ExperimentParts {
  package let data: DataSource
  package let tasks: [LearningTask]
  package private(set) var network: any MultiTaskNetwork
  package let weighting: any LossWeighting
  package let gradients: GradientBalancer?
  package let regulariser: OrthogonalGradients?
  package let sharpness: SharpnessAware?
  package let optimizer: any Optimizer
  let schedule: any LearningRateSchedule
  package let options: TrainingOptions
  package let generators: [String: Generator]
  /// The probe that compares the tasks' gradients at intervals; nil when diagnostics are off.
  let probe: GradientProbe?
  /// The parts of the network that are frozen.
  private let frozen: [Module]
  package let trainLoader: any BatchLoader
  /// The number of training samples that have no label of these tasks, and are no part of ``trainLoader``.
  package let unlabelled: Int
  package let validationLoader: any BatchLoader
  package let testLoader: any BatchLoader
  /// The sets of the data that have some of the tasks.
  private let sets: [TrainedSet]
  private let configuration: ExperimentConfiguration

  /// The streams of random numbers. Each has its own generator, so that a method that draws does not change the
  /// initialisation.
  private enum Stream: UInt64 {
    /// The initial values, then dropout.
    case network = 0
    case method = 1
    /// A gradient method with a loss weighting.
    case gradients = 2
    /// The samples and tasks that are compared.
    case diagnostics = 3

    func generator(_ seed: Int) -> Generator { Generator(seed: UInt64(seed) &+ rawValue << 32) }
  }

  /// Creates the parts.
  ///
  /// - Parameter source: the data, if it was read already.
  package init(_ configuration: ExperimentConfiguration, data source: DataSource? = nil) throws {
    self.configuration = configuration
    let training = configuration.training
    let seed = configuration.seed
    let device = try training.device.device()
    let whole = try source ?? configuration.dataSource()
    let data = try training.share.map { try whole.trainingShare($0, seed: UInt64(seed)) } ?? whole
    let tasks = try configuration.selectedTasks(of: data)
    (self.data, self.tasks) = (data, tasks)
    let networkGenerator = Stream.network.generator(seed)
    let method = Stream.method.generator(seed)
    // The network draws its initial values first. Dropout continues the same stream, so no other part may draw from it.
    let sets = try data.sets.compactMap { try TrainedSet($0, of: tasks, training, isMember: data.sets.count > 1) }
    self.sets = sets
    network = try configuration.network.network(
      for: tasks, sets: sets.map(\.shape), generator: networkGenerator, device: device)
    for set in data.sets { try set.wordVectors?.start(network) }
    try NetworkConfiguration.check(network, batch: training.batch)
    frozen = try configuration.network.frozen(in: network)
    generators = ["network": networkGenerator]
    weighting = try configuration.balancing.weighting(for: tasks, generator: method, device: device)
    gradients = try configuration.balancing.gradients(
      for: tasks, generator: Stream.gradients.generator(seed), device: device)
    regulariser = try configuration.balancing.regulariser?.regulariser()
    sharpness = try configuration.balancing.sharpness.map(SharpnessAware.init)
    optimizer = Self.optimizer(training, network, weighting, gradients)
    let names = tasks.map(\.name)
    probe = training.diagnostics.map {
      GradientProbe($0, tasks: names, generator: Stream.diagnostics.generator(seed))
    }
    let stratification = try BatchStratification(configuration, of: data)
    let trained = try sets.map { set in
      try set.trainLoader(for: tasks, training, stratifying: stratification, seed: seed)
    }
    unlabelled = zip(sets, trained).reduce(0) { sum, pair in
      sum + pair.0.samples(training).count - pair.1.dataset.count
    }
    let passes = try Self.joined(trained, of: sets, data, seed: seed)
    trainLoader =
      training.updatesPerEpoch.map {
        ContinuedLoader(passes, batches: $0 * passes.batchesPerUpdate(accumulating: training.accumulate))
      } ?? passes
    validationLoader = try Self.evaluationLoader(.validation, of: sets, data, training)
    testLoader = try Self.evaluationLoader(.test, of: sets, data, training)
    schedule = training.schedule.schedule(
      epochs: training.epochs, updatesPerEpoch: trainLoader.updatesPerEpoch(accumulating: training.accumulate))
    var options = TrainingOptions(epochs: training.lastEpoch)
    options.accumulation = training.accumulate
    options.clipNorm = training.clip
    options.device = device
    options.patience = training.patience
    options.checkpointEvery = training.checkpointEvery
    options.scheduleUnit = training.schedule.per
    options.plateau = training.schedule.plateau(training.select.criterion)
    let policy = training.policy(for: network, device: device)
    options.precision = policy.precision
    options.memoryFormat = policy.format
    self.options = options
    try check(weighting, gradients, regulariser, sharpness)
    // Data without pictures are refused before any work.
    if configuration.corruptions != nil { _ = try evaluationLoader(.test) { $0 } }
  }

  /// Checks, before any work, that a way of balancing works here.
  private func check(
    _ weighting: any LossWeighting, _ gradients: GradientBalancer?, _ regulariser: OrthogonalGradients?,
    _ sharpness: SharpnessAware?
  ) throws {
    try BalancingCheck(weighting, gradients: gradients, regulariser: regulariser, sharpness: sharpness)(
      tasks, network, options, batch: configuration.training.batch, sets: trainLoader.batchesPerUpdate,
      validates: !configuration.training.takesAllSamples)
  }

  /// The configured optimiser. If a gradient method's direction is a finished update, plain gradient descent applies it
  /// to the shared parameters.
  private static func optimizer(
    _ training: TrainingConfiguration, _ network: any MultiTaskNetwork, _ weighting: any LossWeighting,
    _ gradients: GradientBalancer?
  ) -> any Optimizer {
    guard gradients?.method.card.gradients?.isUpdate == true else {
      return training.optimizer.optimizer(
        ParameterGroup.groups(
          of: network, weighting, learningRate: training.learningRate, weightDecay: training.weightDecay,
          scaleLearningRate: training.scaleLearningRate))
    }
    let groups = ParameterGroup.splitGroups(
      of: network, weighting, learningRate: training.learningRate, weightDecay: training.weightDecay,
      scaleLearningRate: training.scaleLearningRate)
    return JointOptimizer([SGD([groups.shared]), training.optimizer.optimizer(groups.rest)])
  }

  /// Checks a row.
  ///
  /// - Throws: `ConfigurationError` if a row of a comparison does not fit the tasks, for example with weights of
  ///   another number.
  package func check(_ balancing: BalancingConfiguration, of row: String) throws {
    do {
      let weighting = try balancing.weighting(for: tasks, generator: Generator(seed: 0), device: options.device)
      let gradients = try balancing.gradients(for: tasks, generator: Generator(seed: 0), device: options.device)
      try check(
        weighting, gradients, balancing.regulariser?.regulariser(), balancing.sharpness.map(SharpnessAware.init))
    } catch {
      throw ConfigurationError("`comparison.methods`, row \(row): \(error)")
    }
  }

  /// The loader of the training split's samples in order and unchanged, without batches that have no label of these
  /// tasks.
  package func trainEvaluationLoader() throws -> any BatchLoader {
    try Self.evaluationLoader(.train, of: sets, data, configuration.training)
  }

  /// The loader of a split's samples in order, with changed samples where they are pictures.
  ///
  /// - Throws: `ConfigurationError` if no data are pictures.
  package func evaluationLoader(
    _ split: Split, changing change: (any Dataset) -> any Dataset
  ) throws -> any BatchLoader {
    guard sets.contains(where: { $0.source.input.form == .image }) else {
      throw ConfigurationError(
        "Corruptions are for images, [channels, height, width]. Found \(data.name), whose samples are "
          + "\(sets.map(\.source.input.form.description).joined(separator: " and ")).")
    }
    return try Self.joined(
      sets.map { try $0.evaluationLoader(split, configuration.training, changing: change) }, of: sets, data)
  }

  private static func evaluationLoader(
    _ split: Split, of sets: [TrainedSet], _ data: DataSource, _ training: TrainingConfiguration
  ) throws -> any BatchLoader {
    try joined(sets.map { try $0.evaluationLoader(split, training) }, of: sets, data)
  }

  /// The loader of data of one set itself, or one that mixes those of several.
  private static func joined(
    _ loaders: [DataLoader], of sets: [TrainedSet], _ data: DataSource, seed: Int = 0
  ) throws -> any RepeatedBatches {
    guard data.sets.count > 1 else { return loaders[0] }
    return try MixedLoader(
      zip(sets, loaders).map { LoadedSet(tasks: $0.tasks, $1) }, mixing: data.mixing, seed: UInt64(seed))
  }

  /// Another network of the same kind, to load weights into.
  func networkWithoutWeights() throws -> any MultiTaskNetwork {
    try configuration.network.withoutGivenValues.network(
      for: tasks, sets: sets.map(\.shape), generator: Generator(seed: 0), device: options.device)
  }

  /// These parts with another network, for evaluations. What is trained stays the first network's.
  func with(_ network: any MultiTaskNetwork) -> ExperimentParts {
    var parts = self
    parts.network = network
    return parts
  }

  /// The network's evaluation.
  package func evaluator() -> Evaluator { Evaluator(forward, tasks: tasks) }

  /// A batch's way through the network.
  package var forward: ForwardPass {
    ForwardPass(network, on: options.device, memoryFormat: options.memoryFormat, precision: options.precision)
  }

  package func trainer() -> Trainer {
    let trainer = Trainer(
      network: network, tasks: tasks, weighting: weighting, gradients: gradients, regulariser: regulariser,
      sharpness: sharpness, probe: probe,
      optimizer: optimizer, schedule: schedule, options: options, generators: generators)
    trainer.evaluated = frozen
    return trainer
  }

  /// An evaluation's error with the place of its sample in the data's file.
  package func placing(_ error: EvaluationError) -> EvaluationError {
    var error = error
    if let sample = error.sample, let split = Split(rawValue: error.split) {
      let set = sets[error.set ?? 0]
      error.sample = set.number(ofShown: sample, split)
      error.place = set.source.place?(error.sample!, split)
    }
    return error
  }

  /// The split on which the kept epoch is chosen.
  package var selectionSplit: String {
    configuration.training.takesAllSamples ? RunResult.Selection.noSplit : configuration.training.select.split.rawValue
  }

  /// The loader of the split on which the kept epoch is chosen; nil if every sample is trained on.
  package func selectionLoader() throws -> (any BatchLoader)? {
    guard !configuration.training.takesAllSamples else { return nil }
    return switch configuration.training.select.split {
    case .validation: validationLoader
    case .test: testLoader
    case .train: try trainEvaluationLoader()
    }
  }

  /// The definitions of all tasks' metrics, in printing order.
  package var definitions: [MetricDefinition] { MetricDefinition.all(of: tasks) }
}

extension ExperimentParts {
  /// These parts for evaluations, with each task's output from the weights that it keeps. If all tasks have the same
  /// weights, which the network then should hold, the parts are unchanged.
  ///
  /// - Throws: `TrainingError.checkpoint` if kept weights are missing, damaged or of another run.
  package func keptByTasks(in store: CheckpointStore) throws -> ExperimentParts {
    guard let kept = try store.taskWeights() else { return self }
    let names = tasks.map(\.name)
    let networks = try kept.map { epoch, places, model in
      let network = try networkWithoutWeights()
      try network.load(
        Dictionary(uniqueKeysWithValues: model.map { ($0.name, $0.tensor) }),
        from: "the weights of epoch \(epoch)")
      return (tasks: places.map { names[$0] }, network: network)
    }
    return with(networks.count == 1 ? networks[0].network : NetworkPerTask(networks, tasks: names))
  }
}
