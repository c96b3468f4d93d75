import Backbones
import Balancing
import Datasets
import Sharing
import Tasks
import Testing
import Torch
import Training

/// A step that LibTorch or a layer refuses ends the training with one error.
@Suite struct FailedStepTests {
  private final class NormalisedTrunk: Module, Trunk {
    let features = Features.vector(4)
    let layer: Linear
    let normalisation = BatchNorm1d(4)

    init(_ generator: Generator) { layer = Linear(6, 4, generator: generator) }

    func callAsFunction(_ x: Tensor) -> Tensor { normalisation(layer(x)) }
  }

  private static func tasks() -> [LearningTask] {
    [.regression("number"), .classification("class", classes: 3), .binary("yes")]
  }

  /// - Parameter gradients: the name of a method that looks at gradients; nil for a loss weighting.
  private func trainer(_ gradients: String?, _ loss: String) throws -> Trainer {
    let generator = Generator(seed: 1)
    let tasks = Self.tasks()
    let network = HardSharing(
      trunk: NormalisedTrunk(generator),
      heads: tasks.map { ($0.name, Linear(4, $0.outputs, generator: generator)) })
    let setup = BalancingSetup(tasks, generator: Generator(seed: 2))
    let weighting = try Catalogue.lossWeighting(loss, setup)
    return Trainer(
      network: network, tasks: tasks, weighting: weighting,
      gradients: try gradients.map { try GradientBalancer(GradientMethod($0, setup), tasks: tasks.map(\.name)) },
      optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: 1e-2)), schedule: ConstantRate(),
      options: TrainingOptions(epochs: 1))
  }

  private func dataset() -> InMemoryDataset {
    let x = Tensor.randn([8, 6], generator: Generator(seed: 5)).array(of: Float.self)
    return InMemoryDataset(
      inputs: Field(x, shape: [6]),
      targets: [
        "number": Field([Float](repeating: 1, count: 8), shape: [1]),
        "class": Field(classes: [Int64](repeating: 1, count: 8)),
        "yes": Field([Float](repeating: 1, count: 8), shape: [1]),
      ])
  }

  @Test(arguments: [(nil, "ew"), (nil, "uw"), ("mgda", "ew"), ("pcgrad", "ew")] as [(String?, String)])
  func oneValueInABatchNormalisationNamesTheStepAndTheLayer(_ gradients: String?, _ loss: String) throws {
    let trainer = try trainer(gradients, loss)
    let error = #expect(throws: TrainingError.self) {
      _ = try trainer.fit(DataLoader(dataset(), batchSize: 1))
    }
    #expect(
      error?.description
        == "step 1: BatchNorm1d should see more than one value for each channel in training. Found [1, 4].")
  }
}
