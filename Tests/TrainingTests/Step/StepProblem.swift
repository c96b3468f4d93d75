import Backbones
import Balancing
import Datasets
import Sharing
import Tasks
import Torch
import Training

@testable import Components

/// Three regressions on six inputs for single training steps: every problem of the same seed begins with the same bits.
struct StepProblem {
  let tasks: [LearningTask]
  let network: any MultiTaskNetwork
  let generator: Generator

  /// Layers with running statistics and random numbers, both of which a pass more must not disturb.
  final class NormalisedTower: Module, Trunk {
    let features = Features.vector(5)
    let first: Linear, norm: BatchNorm1d, dropout: Dropout, last: Linear

    init(generator: Generator) {
      first = Linear(6, 8, generator: generator)
      norm = BatchNorm1d(8)
      dropout = Dropout(0.1, generator: generator)
      last = Linear(8, 5, generator: generator)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { last(dropout(norm(first(x)).tanh())).tanh() }
  }

  /// Hard sharing with two penalties: one of the features of a pass, one of the weights alone.
  final class Penalising: Module, SharedRepresentation, Penalised {
    let inner: HardSharing
    /// What the first penalty is multiplied with.
    var scale = 1.0
    /// The number of penalties that are stated, of two.
    var stated = 2
    private var features: Tensor?

    init(_ inner: HardSharing) { self.inner = inner }

    override var namedChildren: [(name: String, module: Module)]? { inner.namedChildren }
    var tasks: [String] { inner.tasks }
    var groups: [SharingGroup] { inner.groups }
    var lastSharedParameters: [(name: String, tensor: Tensor)] { inner.lastSharedParameters }

    var penalties: [Penalty] {
      // Shared weights, and those of one head.
      let features = features!, weights = [inner.trunk.parameters[0], inner.parameters(of: "y")[0].tensor]
      return Array(
        [
          Penalty("features", (features * features).mean() * scale, weight: 0.5),
          Penalty("weights", weights.map { ($0 * $0).sum() }.reduce(Tensor(scalar: 0), +), weight: 0.1),
        ].prefix(stated))
    }

    func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

    func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
      let features = inner.represent(inputs.sole)
      self.features = features
      return outputs(from: inner.copies(of: features, for: tasks))
    }

    func outputs(from copies: TaskTensors) -> TaskTensors { inner.outputs(from: copies) }

    func stages(_ x: Tensor) -> [(output: Tensor, parameters: [Tensor])] {
      let stages = inner.stages(x)
      features = stages.last?.output ?? .failed
      return stages
    }
  }

  /// - Parameters:
  ///   - penalised: whether the network has penalties of its own.
  ///   - change: the tasks that are trained instead.
  init(normalised: Bool = false, penalised: Bool = false, tasks change: ([LearningTask]) -> [LearningTask] = { $0 }) {
    let generator = Generator(seed: 1)
    self.generator = generator
    tasks = change([.regression("x"), .regression("y"), .regression("z")])
    let trunk: any Trunk =
      normalised
      ? NormalisedTower(generator: generator) : MLP(6, hidden: [8, 5], activation: .tanh, generator: generator)
    let sharing = HardSharing(
      trunk: trunk, heads: ["x", "y", "z"].map { ($0, Linear(5, 1, generator: generator)) })
    network = penalised ? Penalising(sharing) : sharing
  }

  /// The penalising network.
  var penalising: Penalising { network as! Penalising }

  /// - Parameter present: whether the last task has labels.
  static func batch(_ seed: UInt64, _ count: Int = 12, present: Bool = true) -> Batch {
    let generator = Generator(seed: seed)
    let inputs = Tensor.randn([count, 6], generator: generator)
    func target() -> Tensor { inputs.matmul(Tensor.randn([6, 1], generator: generator)) }
    return Batch(
      inputs: inputs, targets: ["x": target(), "y": target() * 2, "z": present ? target() * 3 : target() * .nan],
      labelled: ["x": true, "y": true, "z": present], count: count)
  }

  /// Values for the parameters that a method needs.
  private func setup(_ name: String, _ seed: UInt64) throws -> BalancingSetup {
    let parameters = try Catalogue.find(name).card.settings.reduce(into: [String: SettingValue]()) {
      values, setting in
      guard setting.isRequired else { return }
      switch setting.kind {
      case .numbers: values[setting.name] = .numbers(tasks.indices.map { Double($0 + 1) / 6 })
      default: values[setting.name] = 0.5
      }
    }
    return BalancingSetup(tasks, parameters: parameters, generator: Generator(seed: seed))
  }

  /// - Parameters:
  ///   - method: of any family.
  ///   - losses: the loss weighting before a gradient method; the method's usual one by default.
  func step(
    _ method: String, losses: String? = nil, scope: GradientScope? = nil, storage: GradientStorage = .auto,
    every: Int? = nil, penalty: OrthogonalGradients? = nil, sharpness: Double? = nil, clipNorm: Double? = nil,
    sets: [[String]] = [], accumulates: Bool = false, replicas: any Replicas = Alone()
  ) throws -> TrainingStep {
    let card = try Catalogue.find(method).card
    let usual = card.gradients.map { losses ?? $0.losses } ?? method
    let weighting = try Catalogue.lossWeighting(usual, setup(usual, 2))
    return try TrainingStep(
      ForwardPass(network), tasks: tasks, weighting: weighting,
      gradients: card.gradients.map { _ in
        try GradientBalancer(
          GradientMethod(method, setup(method, 3), every: every), tasks: tasks.map(\.name), scope: scope,
          storage: storage)
      }, penalty: penalty, sharpness: sharpness.map(SharpnessAware.init),
      optimizer: SGD(ParameterGroup.groups(of: network, weighting, learningRate: 0.1)),
      clipNorm: clipNorm, sets: sets, accumulates: accumulates, generators: ["network": generator], replicas: replicas)
  }

  /// All parameters, one after the other.
  var weights: [Float] { network.parameters.flatMap { $0.array(of: Float.self) } }
}

extension Batch {
  /// The samples of two batches as one.
  func joined(_ other: Batch) -> Batch {
    Batch(
      inputs: Inputs(joining: [inputs, other.inputs]),
      targets: .init(uniqueKeysWithValues: targets.map { ($0.key, Tensor.cat([$0.value, other.targets[$0.key]!])) }),
      labelled: labelled, count: count + other.count)
  }
}
