import Backbones
import Testing
import Torch

@testable import Sharing

/// A state dictionary of PyTorch's loads, and training goes on as there.
@Suite(.enabled(if: PyTorch.found != nil, "Python's torch is absent, so there is nothing to compare with"))
struct AgainstPyTorchTests {
  /// A network of `Tests/Peers/networks.py`, made here.
  enum Example: String, CaseIterable, Sendable {
    case resnet18, segnet, lenet

    func network() throws -> HardSharing {
      let generator = Generator(seed: 1)
      switch self {
      case .resnet18:
        return network(ResNet(.resnet18, generator: generator), [("first", 10), ("second", 1)]) {
          Linear(512, $0, generator: $1)
        }
      case .segnet:
        let trunk = SegNet(widths: [8, 16, 32], generator: generator)
        return network(trunk, [("segmentation", 13), ("depth", 1)]) { DenseHead(8, outputs: $0, generator: $1) }
      case .lenet:
        return network(LeNet(generator: generator), [("left", 10), ("right", 10)]) {
          HiddenHead(50, outputs: $0, generator: $1)
        }
      }
    }

    private func network(
      _ trunk: any Trunk, _ tasks: [(String, Int)], head: (Int, Generator) -> any UnaryLayer
    ) -> HardSharing {
      HardSharing(trunk: trunk, heads: tasks.map { ($0, head($1, Generator(seed: 2))) })
    }

    func loss(of task: String, _ output: Tensor, _ target: Tensor) -> Tensor {
      switch task {
      case "second": ATen.binary_cross_entropy_with_logits(output, target, nil, nil, 1)
      case "depth": ATen.l1_loss(output, target, 1)
      default: ATen.cross_entropy_loss(output, target, nil, 1, -100, 0)
      }
    }
  }

  private static let outputTolerance = 1e-5
  private static let trainedTolerance = 1e-4

  /// Trains as `networks.py` does and gives the sum of the losses at each step. A bias before a batch normalisation is not
  /// trained: the loss does not depend on it, and Adam would make full steps of what rounding leaves of its gradient.
  private func train(_ example: Example, _ network: HardSharing, _ peer: [String: Tensor]) -> [Double] {
    let targets = peer.under("target")
    let optimizer = Adam([
      ParameterGroup("model", network.namedParameters().filter { !$0.name.hasSuffix(".conv.bias") }, learningRate: 3e-4)
    ])
    return (0..<10).map { _ in
      optimizer.zeroGradients()
      let outputs = network(peer["input"]!)
      let losses = outputs.map { example.loss(of: $0.key, $0.value, targets[$0.key]!) }
      let loss = losses.dropFirst().reduce(losses[0]) { $0 + $1 }
      loss.backward()
      optimizer.step()
      return loss.item()
    }
  }

  /// The outputs in evaluation mode.
  private func evaluated(_ network: HardSharing, _ x: Tensor) -> [String: Tensor] {
    network.eval()
    defer { network.train() }
    return withoutGradients { Dictionary(uniqueKeysWithValues: network(x).map { ($0.key, $0.value) }) }
  }

  @Test(arguments: Example.allCases) func itsStateLoadsAndTrainingGoesOnAlike(_ example: Example) throws {
    Threads.count = 1
    let peer = try PyTorch.found!.training(of: example.rawValue)
    let network = try example.network()
    try network.load(peer.under("before"))
    for (task, output) in evaluated(network, peer["input"]!) {
      #expect(largestDifference(output, peer["output.\(task)"]!) <= Self.outputTolerance, "\(task) before training")
    }
    let losses = train(example, network, peer)
    for (step, pair) in zip(losses, peer["losses"]!.array(of: Double.self)).enumerated() {
      #expect(abs(pair.0 - pair.1) <= Self.trainedTolerance, "the loss of step \(step + 1)")
    }
    for (task, output) in evaluated(network, peer["input"]!) {
      #expect(largestDifference(output, peer["trained.\(task)"]!) <= Self.trainedTolerance, "\(task) after training")
    }
    let after = peer.under("after")
    for (name, tensor) in network.stateDictionary() {
      #expect(largestDifference(tensor.detach(), after[name]!) <= Self.trainedTolerance, "\(name) after training")
    }
  }

  @Test(arguments: Example.allCases) func theOrderInMemoryChangesNoOutput(_ example: Example) throws {
    Threads.count = 1
    let peer = try PyTorch.found!.training(of: example.rawValue)
    let network = try example.network()
    try network.load(peer.under("before"))
    network.to(.channelsLast)
    for (task, output) in evaluated(network, peer["input"]!.contiguous(.channelsLast)) {
      #expect(largestDifference(output, peer["output.\(task)"]!) <= Self.outputTolerance, "\(task)")
    }
  }

  private func largestDifference(_ x: Tensor, _ y: Tensor) -> Double {
    #expect(x.shape == y.shape)
    return (x.to(.float64) - y.to(.float64)).abs().max().item()
  }
}
