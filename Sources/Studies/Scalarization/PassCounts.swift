import Balancing
import Backbones
import Datasets
import Sharing
import Tasks
import Torch
import Training

/// The passes through a network of two tasks that one training step makes.
struct PassCounts: Hashable {
  /// Forward passes through the trunk.
  var forward: Int
  /// Backward passes through the trunk.
  var trunk: Int
  /// Backward passes through one head each.
  var heads: Int

  /// Counts them in a step on a batch of two random pictures.
  ///
  /// - Parameters:
  ///   - method: a method of the catalogue. A loss weighting has one loss, and goes back once.
  ///   - scope: the gradients that a gradient method looks at; nil for its usual ones.
  init(of method: String, scope: GradientScope? = nil) throws {
    let generator = Generator(seed: 0), pictures = 2, side = 28
    let tasks = ["left", "right"].map { LearningTask.classification($0, classes: 10) }
    let trunk = LeNet(side: side, generator: generator)
    let heads = tasks.map { ($0.name, HiddenHead(50, outputs: $0.outputs, generator: generator) as any UnaryLayer) }
    let forward = ForwardPass(HardSharing(trunk: trunk, heads: heads))
    let optimizer = SGD([ParameterGroup("model", forward.network, learningRate: 0.01)])
    let setup = BalancingSetup(tasks), card = try Catalogue.find(method).card
    let looksAtGradients = card.gradients != nil
    let gradients =
      looksAtGradients
      ? try GradientBalancer(GradientMethod(method, setup), tasks: tasks.map(\.name), scope: scope) : nil
    let step = try TrainingStep(
      forward, tasks: tasks, weighting: try Catalogue.lossWeighting(looksAtGradients ? "ew" : method, setup),
      gradients: gradients, optimizer: optimizer)
    let targets = tasks.map { ($0.name, Tensor.randint(0, 10, [pictures], generator: generator)) }
    try step([
      Batch(
        inputs: .randn([pictures, 1, side, side], generator: generator),
        targets: TaskTensors(uniqueKeysWithValues: targets), labelled: [:], count: pictures)
    ])
    self.forward = forward.count
    self.trunk = gradients?.passes.trunkBackward ?? card.cost.backwardPasses
    self.heads = gradients?.passes.headBackward ?? card.cost.backwardPasses * tasks.count
  }
}
