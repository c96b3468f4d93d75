import Balancing
import Backbones
import Sharing
import Tasks
import Torch

/// One model's step, as a training makes it: forgetting the gradients, forward, losses, weighting, backward, Adam.
final class TrainingStep {
  let model: BenchmarkModel
  let network: HardSharing
  private let tasks: [BenchmarkModel.BenchmarkTask]
  private let input: Tensor
  private let optimizer: Adam
  private var weightings: [String: any LossWeighting] = [:]

  private static let learningRate = 1e-4

  init(_ model: BenchmarkModel, format: MemoryFormat, seed: UInt64 = 0) throws {
    let generator = Generator(seed: seed)
    self.model = model
    tasks = model.tasks(generator)
    network = try model.network(for: tasks, generator: generator)
    network.to(format)
    let input = model.input(generator)
    self.input = input.rank == 4 ? input.contiguous(format) : input
    optimizer = Adam([ParameterGroup("model", network, learningRate: TrainingStep.learningRate)])
  }

  private func weighting(_ name: String) throws -> any LossWeighting {
    if let weighting = weightings[name] { return weighting }
    let setup = BalancingSetup(tasks.map { .init($0.name, $0.loss.likelihood) })
    let weighting = try Catalogue.lossWeighting(name, setup)
    weightings[name] = weighting
    return weighting
  }

  /// Seconds of each of `count` steps under a weighting by its name.
  func time(_ count: Int, weighting name: String, precision: DType) throws -> [Double] {
    let weighting = try weighting(name)
    return (0..<count).map { _ in
      let start = ContinuousClock.now
      run(weighting, precision)
      return start.duration(to: .now) / .seconds(1)
    }
  }

  private func run(_ weighting: any LossWeighting, _ precision: DType) {
    optimizer.zeroGradients()
    let outputs = precision == .float32 ? network(input) : withAutocast(precision) { network(input) }
    let losses = tasks.map { $0.loss(outputs[$0.name]!, $0.target) }
    weighting.weigh(Tensor.stack(losses), present: nil).objective.backward()
    optimizer.step()
  }

  /// The losses at the current parameters, in the tasks' order.
  func losses() -> [Double] {
    withoutGradients {
      let outputs = network(input)
      return tasks.map { $0.loss(outputs[$0.name]!, $0.target).item() }
    }
  }
}
