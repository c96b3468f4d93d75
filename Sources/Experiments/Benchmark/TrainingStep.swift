import Backbones
import Balancing
import OrderedCollections
import Sharing
import Tasks
import Torch

/// One model's step, as a training makes it: forgetting the gradients, forward, losses and their check, balancing,
/// backward, Adam.
final class TrainingStep {
  let model: BenchmarkModel
  let network: HardSharing
  let tasks: [BenchmarkModel.BenchmarkTask]
  let optimizer: Adam
  /// What was done since the start.
  var passes = StepPasses()
  /// The network's, found once, because a search through a module is slow.
  let parameters: [Tensor]
  private let input: Tensor
  private var weightings: [String: (weighting: any LossWeighting, learner: Adam?)] = [:]
  /// That of the last kind of step; the next one takes over its memory.
  private var balancer: (kind: StepKind, balancer: GradientBalancer)?

  static let learningRate = 1e-4

  /// - Parameter samples: how many of the model's batch are used; all by default.
  init(_ model: BenchmarkModel, format: MemoryFormat, seed: UInt64 = 0, samples: Int? = nil) throws {
    let generator = Generator(seed: seed)
    self.model = model
    let samples = samples ?? model.batch
    tasks = model.tasks(generator).map { $0.keeping(samples) }
    network = try model.network(for: tasks, generator: generator)
    network.to(format)
    let input = model.input(generator).narrow(0, start: 0, length: samples)
    self.input = input.rank == 4 ? input.contiguous(format) : input
    parameters = network.parameters
    optimizer = Adam([ParameterGroup("model", network, learningRate: TrainingStep.learningRate)])
  }

  var setup: BalancingSetup { BalancingSetup(tasks.map { .init($0.name, $0.loss.likelihood) }) }

  /// Whether a name is that of a method that looks at gradients.
  static func looksAtGradients(_ name: String) throws -> Bool { !(try Catalogue.find(name) is any LossWeighting.Type) }

  /// A loss weighting and what updates the scales that it learns.
  private func weighting(_ name: String) throws -> (weighting: any LossWeighting, learner: Adam?) {
    if let weighting = weightings[name] { return weighting }
    let weighting = try Catalogue.lossWeighting(name, setup)
    let learner =
      weighting.learned.isEmpty
      ? nil : Adam([ParameterGroup("weighting", weighting.learned, learningRate: TrainingStep.learningRate)])
    weightings[name] = (weighting, learner)
    return (weighting, learner)
  }

  private func gradients(_ kind: StepKind) throws -> GradientBalancer {
    var kept = kind
    kept.precision = .fp32
    if let balancer, balancer.kind == kept { return balancer.balancer }
    let made = try GradientBalancer(
      GradientMethod(kind.method, setup), tasks: tasks.map(\.name), scope: kind.scope, storage: kind.storage)
    if let balancer {
      made.takeMemory(of: balancer.balancer)
    } else {
      let own = network.ownParameters
      made.balance(
        BalancedParameters(
          shared: network.sharedParameters.map(\.tensor), lastLayer: network.lastSharedParameters.map(\.tensor),
          own: tasks.map { (own[$0.name] ?? network.parameters(of: $0.name)).map(\.tensor) }))
    }
    balancer = (kept, made)
    return made
  }

  /// Seconds of each of `count` steps.
  func time(_ count: Int, _ kind: StepKind) throws -> [Double] {
    let step = try step(kind)
    return try (0..<count).map { _ in
      let start = ContinuousClock.now
      try step()
      return start.duration(to: .now) / .seconds(1)
    }
  }

  /// The passes of one step. Those that a loss weighting makes backward of its own are those that it declares.
  func countPasses(_ kind: StepKind) throws -> StepPasses {
    passes = StepPasses()
    try step(kind)()
    return passes
  }

  /// What makes one step of a kind.
  private func step(_ kind: StepKind) throws -> () throws -> Void {
    guard try Self.looksAtGradients(kind.method) else {
      let (weighting, learner) = try weighting(kind.method)
      return { [self] in try run(weighting, learner, kind.precision) }
    }
    let gradients = try gradients(kind)
    let losses = try weighting("ew").weighting
    return { [self] in
      let before = gradients.passes
      _ = try update(gradients, losses, kind.precision)
      passes.trunkBackward += gradients.passes.trunkBackward - before.trunkBackward
      passes.headBackward += gradients.passes.headBackward - before.headBackward
    }
  }

  private func run(_ weighting: any LossWeighting, _ learner: Adam?, _ precision: BenchmarkPrecision) throws {
    optimizer.zeroGradients()
    learner?.zeroGradients()
    let cost = type(of: weighting).card.cost
    let looksAgain = cost.forwardPasses > 1 || cost.backwardPasses > 1
    if looksAgain { try weighting.stepWillBegin(probe(precision)) }
    let losses = Tensor.stack(self.losses(batch(), precision))
    let weighted = weighting.weigh(losses, present: nil)
    try check(losses)
    weighted.objective.backward()
    passes.trunkBackward += cost.backwardPasses
    passes.headBackward += cost.backwardPasses * tasks.count
    optimizer.step()
    learner?.step()
    if looksAgain { try weighting.stepEnded(probe(precision)) }
  }

  private func probe(_ precision: BenchmarkPrecision) -> StepProbe {
    StepProbe(
      losses: { [self] part in
        let piece =
          switch part {
          case .whole: batch()
          case .part(let index, let parts): batch(part: index, of: parts)
          }
        // These networks draw no random numbers.
        return network.keepingBuffers { Tensor.stack(losses(piece, precision)) }
      },
      present: nil, parameters: parameters, learningRate: Self.learningRate)
  }

  func check(_ losses: Tensor) throws {
    try LossCheck(tasks: tasks.map(\.name))(losses.array(of: Double.self), step: 1)
  }

  // MARK: batches

  /// Inputs and targets.
  typealias Piece = (input: Tensor, targets: [Tensor])

  func batch(part: Int = 0, of parts: Int = 1) -> Piece {
    let targets = tasks.map(\.target)
    guard parts > 1 else { return (input, targets) }
    let size = input.size(0) / parts
    func piece(_ tensor: Tensor) -> Tensor { tensor.narrow(0, start: part * size, length: size) }
    return (piece(input), targets.map(piece))
  }

  func losses(
    _ batch: Piece, _ precision: BenchmarkPrecision,
    _ forward: ((Tensor) -> OrderedDictionary<String, Tensor>)? = nil
  ) -> [Tensor] {
    passes.trunkForward += 1
    passes.headForward += tasks.count
    let forward = forward ?? { [network] in network($0) }
    let outputs =
      precision == .fp32
      ? forward(batch.input)
      : withAutocast(precision.dtype) { forward(batch.input) }.mapValues {
        $0.dtype.byteCount < 4 ? $0.to(.float32) : $0
      }
    return zip(tasks, batch.targets).map { $0.loss(outputs[$0.name]!, $1) }
  }

  /// The losses at the current parameters, in the tasks' order.
  func losses() -> [Double] {
    withoutGradients {
      let outputs = network(input)
      return tasks.map { $0.loss(outputs[$0.name]!, $0.target).item() }
    }
  }

  // MARK: solving

  /// Seconds that a Gramian weighting takes for its answer to a step's Gramian, the median of several; nil for other
  /// methods.
  func solverSeconds(_ kind: StepKind) throws -> Double? {
    guard try Self.looksAtGradients(kind.method) else { return nil }
    let gradients = try gradients(kind)
    guard case .gramian(let method) = gradients.method, gradients.parts == 1,
      let gramian = try update(gradients, weighting("ew").weighting, kind.precision)?.gramian
    else { return nil }
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
}
