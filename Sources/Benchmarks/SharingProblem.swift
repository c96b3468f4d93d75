import Backbones
import Balancing
import Components
import Datasets
import Sharing
import Tasks
import Torch
import Training

/// The trunks on which the ways to share parameters are timed.
package enum SharingModel: String, CaseIterable, Codable, Sendable {
  /// An MLP with three layers of 512 on 128 numbers.
  case mlp
  /// VGG-11 with batch normalisation on 32×32 pixels, the trunk on which task routing was published.
  case vgg11
  /// ResNet-18 on 64×64 pixels.
  case resnet18

  var input: InputDescription {
    switch self {
    case .mlp: .vector(128)
    case .vgg11: .image(channels: 3, height: 32, width: 32)
    case .resnet18: .image(channels: 3, height: 64, width: 64)
    }
  }

  func trunk() throws -> Chosen<TrunkCard> {
    switch self {
    case .mlp: try Trunks.all.choose("mlp", ["hidden": [512, 512, 512]])
    case .vgg11: try Trunks.all.choose("vgg11", ["norm": "batch"])
    case .resnet18: try Trunks.all.choose("resnet18")
    }
  }
}

/// Three classifications of one batch, with networks that share their parameters in some way; `Scripts/sharing_peer.py` has the same
/// tasks.
struct SharingProblem {
  let model: SharingModel
  /// The samples of the batch.
  let samples: Int

  static let tasks: [LearningTask] = (0..<3).map { .classification("task\($0)", classes: classes) }
  static let learningRate = 1e-4
  private static let classes = 10

  /// A network of all tasks, with the usual heads.
  func network(_ scheme: String, _ settings: [String: SettingValue] = [:]) throws -> any MultiTaskNetwork {
    try network(scheme, settings, of: Self.tasks)
  }

  /// A trunk of which each task uses half of the units; a step teaches one task for each sample.
  func routing() throws -> TaskRouting {
    let network = try network("routing", ["keep": 0.5, "tasks-per-step": "per-sample"])
    guard let routing = network as? TaskRouting else {
      throw BenchmarkError("the scheme `routing` should make a routed network. Found \(type(of: network)).")
    }
    return routing
  }

  /// A network for each task alone.
  func networksApart() throws -> NetworkPerTask {
    NetworkPerTask(
      try Self.tasks.map { (tasks: [$0.name], network: try network("hard", [:], of: [$0])) },
      tasks: Self.tasks.map(\.name))
  }

  private func network(
    _ scheme: String, _ settings: [String: SettingValue], of tasks: [LearningTask]
  ) throws -> any MultiTaskNetwork {
    try Schemes.all.choose(scheme, settings).network(
      for: tasks, input: model.input, trunk: model.trunk(), heads: Heads.all.choose("usual"),
      generator: Generator(seed: 0))
  }

  /// A training step: equal weights and Adam, images in the order in which the network is fastest.
  ///
  /// - Parameter isOfOneTask: whether each sample has a label of one task alone, the tasks in turn.
  func step(_ network: any MultiTaskNetwork, isOfOneTask: Bool = false) throws -> () throws -> Void {
    let format = ComputePolicy.automatic(for: network).format
    let weighting = try Catalogue.lossWeighting("ew", BalancingSetup(Self.tasks))
    let step = try TrainingStep(
      ForwardPass(network, memoryFormat: format), tasks: Self.tasks, weighting: weighting,
      optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: Self.learningRate)))
    let batch = batch(format, isOfOneTask: isOfOneTask)
    return { try step([batch]) }
  }

  /// A step of layers of which each reads the batch, and nothing reads what they give: forward, backward from the sum of all
  /// numbers, and Adam.
  func step(alone layers: [any UnaryLayer]) -> () throws -> Void {
    let all = Sequential(layers), format = ComputePolicy.automatic(for: all).format
    all.to(format)
    let input = input(format), parameters = all.parameters.leaves
    let optimizer = Adam(all.parameters, learningRate: Self.learningRate)
    return {
      parameters.clearGradients()
      Tensor.stack(layers.map { $0(input).sum() }).sum().backward()
      optimizer.step()
    }
  }

  /// A pass of the batch for one task, in evaluation.
  func pass(_ network: any MultiTaskNetwork, task: String) -> () throws -> Void {
    let format = ComputePolicy.automatic(for: network).format
    let forward = ForwardPass(network, memoryFormat: format), inputs = Inputs(input(format))
    network.eval()
    return { withoutGradients { _ = forward(inputs, tasks: [task]) } }
  }

  private func input(_ format: MemoryFormat) -> Tensor {
    let input = Tensor.randn([samples] + model.input.shape, generator: Generator(seed: 1))
    return input.rank == 4 ? input.contiguous(format) : input
  }

  /// The batch with the labels of all tasks, or of one task for each sample.
  func batch(_ format: MemoryFormat = .contiguous, isOfOneTask: Bool) -> Batch {
    let generator = Generator(seed: 2), tasks = Self.tasks
    let targets = tasks.indices.map { task -> (String, Tensor) in
      let labels = Tensor.randint(0, Self.classes, [samples], generator: generator)
      guard isOfOneTask else { return (tasks[task].name, labels) }
      let isOwn = (0..<samples).map { Int64($0 % tasks.count == task ? 1 : 0) }
      // A class moves up by one, so that what is no label is −1.
      return (tasks[task].name, (labels + 1) * Tensor(isOwn) - 1)
    }
    return Batch(
      inputs: input(format), targets: TaskTensors(uniqueKeysWithValues: targets),
      labelled: Dictionary(uniqueKeysWithValues: tasks.indices.map { (tasks[$0].name, !isOfOneTask || $0 < samples) }),
      count: samples)
  }
}
