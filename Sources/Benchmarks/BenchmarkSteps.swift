import Balancing
import Datasets
import Sharing
import Tasks
import Torch
import Training

/// Training steps of every kind over one model's network, batch and optimiser: those that a training makes.
final class BenchmarkSteps {
  let model: BenchmarkModel
  let network: HardSharing
  private let tasks: [LearningTask]
  private let forward: ForwardPass
  private let batch: Batch
  private let optimizer: Adam
  /// Steps with a loss weighting, by its name.
  private var weighted: [String: TrainingStep] = [:]
  /// The step of the last gradient method. One at a time, because forty gradients are gigabytes.
  private var balanced: (kind: StepKind, step: TrainingStep, gradients: GradientBalancer)?

  static let learningRate = 1e-4

  /// Builds the model and its batch.
  ///
  /// - Parameter samples: the number of samples of the model's batch that are used; all by default.
  init(_ model: BenchmarkModel, format: MemoryFormat, seed: UInt64 = 0, samples: Int? = nil) throws {
    let generator = Generator(seed: seed)
    let samples = samples ?? model.batch
    let labelled = model.tasks(generator)
    self.model = model
    tasks = labelled.map(\.task)
    network = try model.network(for: labelled, generator: generator)
    forward = ForwardPass(network, memoryFormat: format)
    func first(_ tensor: Tensor) -> Tensor { tensor.narrow(0, start: 0, length: samples) }
    let input = first(model.input(generator))
    let targets = labelled.map { (task: $0.task.name, target: first($0.target)) }
    // Many numbers lie together, as in the batches of a table.
    let together = targets.count >= InMemoryDataset.fewestTogether
    batch = Batch(
      inputs: input.rank == 4 ? input.contiguous(format) : input,
      targets: together
        ? TaskTensors(targets.map(\.task), together: Tensor.stack(targets.map(\.target), 1))
        : TaskTensors(uniqueKeysWithValues: targets), labelled: [:], count: samples)
    optimizer = Adam([ParameterGroup("model", network, learningRate: Self.learningRate)])
  }

  private var setup: BalancingSetup { BalancingSetup(tasks) }

  /// Seconds of each of `count` steps.
  func time(_ count: Int, _ kind: StepKind) throws -> [Double] {
    let step = try step(kind)
    return try (0..<count).map { _ in
      let start = ContinuousClock.now
      try step([batch])
      return start.duration(to: .now) / .seconds(1)
    }
  }

  /// Seconds of `count` updates with equal weights whose gradients a probe compares; nil for no probe.
  func seconds(of count: Int, probing settings: DiagnosticsSettings?) throws -> Double {
    let step = try step(StepKind())
    step.probe = settings.map { GradientProbe($0, tasks: tasks.map(\.name), generator: Generator(seed: 0)) }
    defer { step.probe = nil }
    let start = ContinuousClock.now
    for update in 0..<count { try step([batch], after: update) }
    return start.duration(to: .now) / .seconds(1)
  }

  /// Seconds of each of `count` backward passes through the network in float32, from its outputs to its parameters.
  func timeBackward(_ count: Int) -> [Double] {
    forward.precision = .float32
    let outputs = forward(batch.inputs, tasks: network.tasks).tensors.map { $0.sum() }
    let sum = outputs.dropFirst().reduce(outputs[0], +)
    defer { network.parameters.leaves.clearGradients() }
    return (0..<count).map { _ in
      let start = ContinuousClock.now
      sum.backward(retainGraph: true)
      return start.duration(to: .now) / .seconds(1)
    }
  }

  /// The passes of one step. Those that a loss weighting makes backward of its own are those that it declares.
  func countPasses(_ kind: StepKind) throws -> StepPasses {
    let step = try step(kind)
    let gradients = try looksAtGradients(kind) ? balanced?.gradients : nil
    let (pass, before) = (forward.count, gradients?.passes)
    try step([batch])
    var passes = StepPasses()
    passes.trunkForward = forward.count - pass
    passes.headForward = passes.trunkForward * tasks.count
    if let gradients, let before {
      passes.trunkBackward = gradients.passes.trunkBackward - before.trunkBackward
      passes.headBackward = gradients.passes.headBackward - before.headBackward
    } else {
      let method = try MeasuredMethod(kind.method)
      passes.trunkBackward = try method.card.cost.backwardPasses * (method.sharpness == nil ? 1 : 2)
      passes.headBackward = passes.trunkBackward * tasks.count
    }
    return passes
  }

  /// The losses at the current parameters, in the tasks' order.
  func losses() -> [Double] {
    withoutGradients {
      let outputs = network(batch.inputs.sole)
      return tasks.map { $0.loss(outputs[$0.name]!, batch.targets[$0.name]!).item() }
    }
  }

  /// Seconds that a Gramian weighting takes for its answer to a step's Gramian, the median of several; nil for other
  /// methods.
  func solverSeconds(_ kind: StepKind) throws -> Double? {
    guard try looksAtGradients(kind) else { return nil }
    let step = try step(kind)
    guard case .gramian(let method)? = balanced?.gradients.method, step.objective.parts == 1 else { return nil }
    try step([batch])
    guard let gramian = (step.objective as? GradientObjective)?.update?.gramian else { return nil }
    let sample = GramianSample(gramian, losses: losses())
    var times: [Double] = []
    let start = ContinuousClock.now
    while times.count < 5 || (times.count < 200 && start.duration(to: .now) < .milliseconds(200)) {
      let start = ContinuousClock.now
      _ = try method.weigh(sample)
      times.append(start.duration(to: .now) / .seconds(1))
    }
    return times.median
  }

  // MARK: the steps

  private func looksAtGradients(_ kind: StepKind) throws -> Bool { try MeasuredMethod(kind.method).looksAtGradients }

  /// The step of a kind, in its precision.
  private func step(_ kind: StepKind) throws -> TrainingStep {
    forward.precision = kind.precision.dtype
    return try looksAtGradients(kind) ? balancedStep(kind) : weightedStep(kind.method)
  }

  private func weightedStep(_ word: String) throws -> TrainingStep {
    if let step = weighted[word] { return step }
    let method = try MeasuredMethod(word), weighting = try Catalogue.lossWeighting(method.name, setup)
    let scales = ParameterGroup("weighting", weighting.learnedScales, learningRate: Self.learningRate)
    let step = try TrainingStep(
      forward, tasks: tasks, weighting: weighting, sharpness: method.sharpness,
      optimizer: weighting.learnedScales.isEmpty ? optimizer : JointOptimizer([optimizer, Adam([scales])]))
    weighted[word] = step
    return step
  }

  private func balancedStep(_ kind: StepKind) throws -> TrainingStep {
    var kept = kind
    kept.precision = .fp32
    if let balanced, balanced.kind == kept { return balanced.step }
    // Its memory is free for the next one's gradients.
    balanced = nil
    let method = try MeasuredMethod(kind.method)
    let gradients = try GradientBalancer(
      GradientMethod(method.name, setup, every: method.every), tasks: tasks.map(\.name), scope: kind.scope,
      storage: kind.storage)
    let step = try TrainingStep(
      forward, tasks: tasks, weighting: Catalogue.lossWeighting("ew", setup), gradients: gradients,
      sharpness: method.sharpness, optimizer: optimizer)
    balanced = (kept, step, gradients)
    return step
  }
}
