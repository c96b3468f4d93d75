import Backbones
import Balancing
import Datasets
import Foundation
import Sharing
import Tasks
import Torch
import Training

/// What a training's updates have to do with the scales of its losses: two regressions of one number, once as they are and
/// once with each loss times a factor.
///
/// A shared trunk of two layers with 20 units, two heads of two layers, 1,000 numbers in one batch, the absolute error, in
/// double precision so that what remains is no rounding.
struct ScaleInvariance {
  /// How an update is made.
  enum Update: String, CaseIterable {
    case sgd = "EW with SGD"
    case adam = "EW with Adam"
    case uwo = "UW-O with SGD"
    case adaTask = "AdaTask with Adam"
  }

  /// How far the updates of one part of the network differ.
  struct Difference {
    /// The largest difference of a step over the largest unscaled update of that part.
    var largest: Double
    /// That of the first step.
    var first: Double
  }

  var update: Update
  /// Whether the trunk stays as it starts.
  var isFrozen = false
  /// The factor of each loss.
  var factors: [Double]
  var steps = 100

  static let parts = ["trunk", "head 1", "head 2"]

  /// The differences of the scaled from the unscaled updates, by part. With plain SGD and `isRescaled` the scaled updates of
  /// the heads are divided by the factors before.
  func differences(isRescaled: Bool = false) throws -> [String: Difference] {
    let (plain, scaled) = (try updates([1, 1]), try updates(factors))
    let divisors = isRescaled ? [1] + factors : [1, 1, 1]
    return Dictionary(
      uniqueKeysWithValues: Self.parts.enumerated().filter { !isFrozen || $0.offset > 0 }.map { index, name in
        let pairs = zip(plain, scaled).map { plain, scaled in
          (size: largest(plain[index]), difference: largest(scaled[index] / divisors[index] - plain[index]))
        }
        let size = pairs.map(\.size).max()!
        return (
          name, Difference(largest: pairs.map(\.difference).max()! / size, first: pairs[0].difference / pairs[0].size)
        )
      })
  }

  private func largest(_ tensor: Tensor) -> Double { tensor.abs().max().item() }

  /// The change of each part in each step.
  private func updates(_ factors: [Double]) throws -> [[Tensor]] {
    let generator = Generator(seed: 0)
    let tasks = factors.enumerated().map { index, factor in
      LearningTask.regression("target \(index + 1)").trained(with: ScaledLoss(L1Loss(), times: factor))
    }
    let trunk = MLP(1, hidden: [20, 20], activation: .tanh, generator: generator)
    let network = HardSharing(
      trunk: trunk, heads: tasks.map { ($0.name, HiddenHead(20, outputs: 1, generator: generator)) }
    ).to(.float64)
    if isFrozen { trunk.freeze() }
    let inputs = Tensor.rand([1000, 1], dtype: .float64, generator: generator) * 2 - 1
    let targets = zip(tasks, [2.0, -3]).map { ($0.name, inputs * $1) }
    let batch = Batch(
      inputs: inputs, targets: TaskTensors(uniqueKeysWithValues: targets), labelled: [:], count: inputs.size(0))
    let step = try step(network, tasks)
    let parts = [trunk.parameters, network.heads.parameters].flatMap { $0 }
    let own = parts.count - trunk.parameters.count
    return try (0..<steps).map { index in
      let before = parts.map { $0.detach().clone() }
      try step([batch], after: index)
      let changes = zip(parts, before).map { ($0.detach() - $1).flatten() }
      let heads = changes.suffix(own)
      return [
        Tensor.cat(Array(changes.prefix(parts.count - own))), Tensor.cat(Array(heads.prefix(own / 2))),
        Tensor.cat(Array(heads.suffix(own / 2))),
      ]
    }
  }

  private func step(_ network: HardSharing, _ tasks: [LearningTask]) throws -> TrainingStep {
    // What is added to a loss or a norm does not grow with its scale.
    let hasNoEps = [.adaTask, .uwo].contains(update)
    let setup = BalancingSetup(tasks, parameters: hasNoEps ? ["eps": 0] : [:], dtype: .float64)
    let optimizer: any Optimizer =
      switch update {
      case .sgd, .uwo: SGD([ParameterGroup("model", network, learningRate: 1e-2)])
      case .adam: Adam([ParameterGroup("model", network, learningRate: 1e-3)], eps: 0)
      // Its direction is a finished update of what is shared.
      case .adaTask:
        JointOptimizer([
          SGD([ParameterGroup("trunk", network.trunk, learningRate: 1e-3)]),
          Adam([ParameterGroup("heads", network.heads, learningRate: 1e-3)], eps: 0),
        ])
      }
    let gradients =
      update == .adaTask ? try GradientBalancer(GradientMethod("adatask", setup), tasks: tasks.map(\.name)) : nil
    return try TrainingStep(
      ForwardPass(network), tasks: tasks,
      weighting: update == .uwo
        ? try Catalogue.lossWeighting("uw-o", setup)
        : try Catalogue.lossWeighting("ew", BalancingSetup(tasks, dtype: .float64)),
      gradients: gradients, optimizer: optimizer)
  }
}
