import Backbones
import Components
import Foundation
import Tasks
import Testing
import Torch

@testable import Sharing

/// Published networks with PyTorch's start values give its outputs, its gradients and its running statistics.
@Suite(.enabled(if: PyTorch.found != nil, "Python's torch is absent, so there is nothing to compare with"), .serialized)
struct PublishedNetworkTests {
  /// A network of `Tests/Peers/published_networks.py`, made here without dropout.
  enum Example: String, CaseIterable, Sendable {
    case resnet34, resnet50, resnet101, dilated18, dilated50
    case dilated50At16 = "dilated50at16"
    case segnet
    case attentionSegNet = "mtan-segnet"
    case attentionResNet18 = "mtan-resnet18"
    case attentionResNet50 = "mtan-resnet50"
    case lstm, cnn, transformer
    case maskedTransformer = "transformer-masked"
    case mmoe, cgc, ple, nddr, sluice
    case perTaskPLE = "ple-per-task"
    case dSelectK = "dselect-k"
    case crossStitch = "cross-stitch"

    func network() throws -> any MultiTaskNetwork {
      let generator = Generator(seed: 1)
      func resNet(_ layers: ResNet.Layers, _ stride: ResNet.OutputStride? = nil) -> ResNet {
        ResNet(layers, outputStride: stride, generator: generator)
      }
      func dense(_ outputs: Int) -> any UnaryLayer {
        DenseHead(64, outputs: outputs, generator: generator)
      }
      func linear(_ trunk: any Trunk) -> HardSharing {
        let heads = [("next", 16), ("time", 1)].map { ($0, Linear(trunk.features.size, $1, generator: generator)) }
        return HardSharing(trunk: trunk, heads: heads)
      }
      /// The trunk of a name for events, without dropout.
      func events(_ name: String, _ length: Int, _ settings: [String: SettingValue] = [:]) throws -> any Trunk {
        let codes: [InputDescription.Column] = [.code(16), .code(26), .code(7)]
        return try Trunks.all.choose(name, settings.merging(["dropout": 0]) { $1 }).trunk(
          for: .sequence(length: length, columns: codes + [.number, .number, .number]), generator: generator)
      }
      func classifier(_ layers: ResNet.Layers, _ size: Int) -> HardSharing {
        HardSharing(trunk: resNet(layers), heads: [("first", Linear(size, 3, generator: generator))])
      }
      func dilated(_ layers: ResNet.Layers, _ stride: ResNet.OutputStride, _ channels: Int) -> HardSharing {
        let head = DeepLabHead(channels, outputs: 3, stride: stride.rawValue, dropout: 0, generator: generator)
        return HardSharing(trunk: resNet(layers, stride), heads: [("depth", head)])
      }
      /// A scheme on an MLP of two layers with the tasks `a` of three classes and `b` of one number.
      func scheme(_ name: String, _ settings: [String: SettingValue] = [:]) throws -> any MultiTaskNetwork {
        try Schemes.all.choose(name, settings).network(
          for: [.classification("a", classes: 3), .regression("b")], input: .vector(6),
          trunk: Trunks.all.choose("mlp", ["hidden": [8, 8]]), heads: Heads.all.choose("usual"), generator: generator)
      }
      switch self {
      case .mmoe, .cgc, .ple, .nddr, .sluice, .dSelectK, .crossStitch: return try scheme(rawValue)
      case .perTaskPLE: return try scheme("ple", ["variant": "per-task"])
      case .resnet34: return classifier(.resnet34, 512)
      case .resnet50: return classifier(.resnet50, 2048)
      case .resnet101: return classifier(.resnet101, 2048)
      case .dilated18: return dilated(.resnet18, .eight, 512)
      case .dilated50: return dilated(.resnet50, .eight, 2048)
      case .dilated50At16: return dilated(.resnet50, .sixteen, 2048)
      case .segnet:
        return HardSharing(
          trunk: SegNet.published(generator: generator),
          heads: [("segmentation", dense(13)), ("depth", dense(1))])
      case .attentionSegNet:
        return AttentionSharing(
          trunk: SegNet.published(generator: generator),
          heads: [("segmentation", dense(13)), ("depth", dense(1))], generator: generator)
      case .attentionResNet18:
        return AttentionSharing(
          trunk: resNet(.resnet18),
          heads: [("first", 3), ("second", 1)].map { ($0, Linear(512, $1, generator: generator)) },
          generator: generator)
      case .attentionResNet50:
        return AttentionSharing(
          trunk: resNet(.resnet50, .eight),
          heads: [("first", 3), ("second", 1)].map { ($0, Conv2d(2048, $1, kernel: 1, generator: generator)) },
          generator: generator)
      case .lstm: return linear(try events("lstm", 24))
      case .cnn: return linear(try events("cnn", 29))
      case .transformer, .maskedTransformer:
        return linear(try events("transformer", 24, ["mask": .truth(self == .maskedTransformer)]))
      }
    }
  }

  /// Of the largest value of a tensor; of all gradients, where a tensor's own are rounding alone.
  private static let tolerance = 1e-4
  private static let gradientTolerance = 2e-3
  private static let roundingFloor = 1e-5

  @Test(arguments: Example.allCases) func itGivesPyTorchsOutputsAndGradients(_ example: Example) throws {
    Threads.count = 1
    let peer = try PyTorch.found!.pass(of: example.rawValue)
    let network = try example.network()
    try network.load(peer.under("state"))
    network.eval()
    for (task, output) in withoutGradients({ network(peer["input"]!) }) {
      expect(output, peer["output.\(task)"]!, within: Self.tolerance, task)
    }
    network.train()
    let factors = peer.under("factor")
    let losses = network(peer["input"]!).map { ($0.value * factors[$0.key]!).mean() }
    losses.dropFirst().reduce(losses[0]) { $0 + $1 }.backward()
    let gradients = peer.under("gradient")
    let parameters = network.namedParameters()
    #expect(Set(parameters.map(\.name)) == Set(gradients.keys))
    let largest = gradients.values.map { $0.abs().max().item() }.max()!
    for (name, tensor) in parameters {
      expect(
        tensor.grad!, gradients[name]!, within: Self.gradientTolerance, floor: Self.roundingFloor * largest,
        "the gradient of \(name)")
    }
    let after = peer.under("after")
    for (name, tensor) in network.stateDictionary() {
      expect(tensor.detach(), after[name]!, within: Self.tolerance, "\(name) after the pass")
    }
  }

  private func expect(_ x: Tensor, _ y: Tensor, within tolerance: Double, floor: Double = 0, _ what: String) {
    #expect(x.shape == y.shape, "\(what)")
    let (x, y) = (x.detach().to(.float64), y.to(.float64))
    let difference = (x - y).abs().max().item()
    let bound = tolerance * y.abs().max().item() + floor
    #expect(difference <= bound, "\(what) differs by \(difference)")
  }
}
