import Backbones
import Balancing
import Datasets
import Sharing
import Tasks
import TestSupport
import Testing
import Torch

@testable import Training

/// Training a network without one shared representation, some of whose parameters no method looks at.
@Suite("Training with attention masks") struct AttentionTrainingTests {
  private let tasks: [LearningTask] = [.depth("near"), .depth("far")]

  private func loader() throws -> DataLoader {
    let generator = Generator(seed: 5)
    let images = Tensor.rand([12, 3, 8, 8], generator: generator)
    func target(_ channel: Int) -> Field {
      Field((images.select(1, index: channel) * 2 + 0.5).array(of: Float.self), shape: [1, 8, 8])
    }
    return try DataLoader(
      InMemoryDataset(
        inputs: Field(images.array(of: Float.self), shape: [3, 8, 8]), targets: ["near": target(0), "far": target(1)]),
      batchSize: 4)
  }

  private func trainer(
    _ weighting: String, gradients: String? = nil, scope: GradientScope? = nil, storage: GradientStorage = .auto
  ) throws -> Trainer {
    let generator = Generator(seed: 1)
    let trunk = SegNet(widths: [4, 8], generator: generator)
    let network = AttentionSharing(
      trunk: trunk,
      heads: tasks.map { ($0.name, DenseHead(4, outputs: 1, generator: generator)) }, generator: generator)
    func setup(_ type: any BalancingMethod.Type) -> BalancingSetup {
      var values = type.card.settings.reduce(into: [:]) { $0[$1.name] = $1.fallback }
      if type.card.name == "scalarization" { values["weights"] = .numbers([0.3, 0.7]) }
      return BalancingSetup(tasks, parameters: values, generator: Generator(seed: 2))
    }
    let losses = try Catalogue.lossWeighting(weighting, setup(Catalogue.find(weighting)))
    let balancer = try gradients.map {
      try GradientBalancer(
        GradientMethod($0, setup(Catalogue.find($0))), tasks: tasks.map(\.name), scope: scope, storage: storage)
    }
    return Trainer(
      network: network, tasks: tasks, weighting: losses, gradients: balancer,
      optimizer: SGD(ParameterGroup.groups(of: network, losses, learningRate: 1e-2)), schedule: ConstantRate(),
      options: TrainingOptions(epochs: 2), generators: ["network": generator])
  }

  private func values(_ parameters: [(name: String, tensor: Tensor)]) -> [Float] {
    parameters.flatMap { $0.tensor.array(of: Float.self) }
  }

  @Test(arguments: ["ew", "scalarization"])
  func theSumOfGradientsTrainsAsTheLossesRefinersIncluded(weighting: String) throws {
    let plain = try trainer(weighting)
    let sum = try trainer(weighting, gradients: "sum")
    let start = values(plain.network.jointParameters)
    for trainer in [plain, sum] { _ = try trainer.fit(loader()) }
    let found = values(sum.network.namedParameters())
    #expect(zip(values(plain.network.namedParameters()), found).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(zip(start, values(sum.network.jointParameters)).contains { abs($0 - $1) > 1e-4 })
  }

  @Test(arguments: ["pcgrad", "cagrad", "graddrop", "adatask"])
  func methodsThatLookAtGradientsTrain(method: String) throws {
    let scope: GradientScope = .shared
    let trainer = try trainer("ew", gradients: method, scope: scope)
    let before = values(trainer.network.namedParameters())
    _ = try trainer.fit(loader())
    let after = values(trainer.network.namedParameters())
    #expect(after.allSatisfy(\.isFinite) && after != before)
  }

  @Test func whatNeedsOneSharedRepresentationIsRefused() throws {
    func message(_ trainer: Trainer) -> String {
      errorText { _ = try trainer.fit(loader()) }
    }
    #expect(
      try message(trainer("ew", gradients: "mgda", scope: .representation))
        == "`scope` should be shared for a network without one shared representation. Found representation.")
    #expect(
      try message(trainer("ew", gradients: "pcgrad", storage: .gramian))
        == "`storage` should be auto or jacobian for a network without one shared representation. Found gramian.")
  }
}
