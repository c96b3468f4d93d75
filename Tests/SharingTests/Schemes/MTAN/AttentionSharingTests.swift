import Backbones
import Testing
import Torch

@testable import Sharing

/// The multi-task attention network.
@Suite struct AttentionSharingTests {
  private let generator = Generator(seed: 11)

  /// Networks small enough to run, with an input that fits.
  enum Example: String, CaseIterable, Sendable {
    case segNet, resNet, dilatedResNet

    func trunk(_ generator: Generator) -> any AttendedTrunk {
      switch self {
      case .segNet: SegNet(widths: [16, 32], generator: generator)
      case .resNet: ResNet(.resnet18, generator: generator)
      case .dilatedResNet: ResNet(.resnet18, outputStride: .eight, generator: generator)
      }
    }

    /// An odd map stands before the last stage of the residual networks.
    var input: [Int] { self == .segNet ? [4, 3, 8, 12] : [4, 3, 48, 32] }

    func network(_ generator: Generator) throws -> AttentionSharing {
      let trunk = trunk(generator)
      let heads = try [("a", 3), ("b", 1)].map { task, outputs in
        let head = try Heads.all.choose("usual").head(
          on: trunk.features, outputs: outputs, isDense: self != .dilatedResNet, generator: generator)
        return (task, head)
      }
      return AttentionSharing(trunk: trunk, heads: heads, generator: generator)
    }
  }

  @Test(arguments: Example.allCases) func theParametersOfAllTasksAreThoseOfEach(example: Example) throws {
    let network = try example.network(generator), own = network.ownParameters
    for task in network.tasks {
      #expect(own[task]?.map(\.name) == network.parameters(of: task).map(\.name) && own[task]?.isEmpty == false)
    }
  }

  private func heads(on features: Features) throws -> [(task: String, head: any UnaryLayer)] {
    try [("segmentation", 13), ("depth", 1), ("normals", 3)].map {
      ($0, try Heads.all.choose("usual").head(on: features, outputs: $1, generator: generator))
    }
  }

  private func difference(_ x: Tensor, _ y: Tensor) -> Double { (x - y).detach().abs().max().item() }

  @Test func thePublishedSegNetHasItsCount() throws {
    let trunk = SegNet.published(generator: generator)
    let network = AttentionSharing(
      trunk: trunk, heads: try heads(on: trunk.features), generator: generator)
    let scales = 3
    #expect(network.parameterCount + scales == 44_229_076)
    let masks = network.parameters(of: "depth").filter { $0.name.hasPrefix("masks.") }
    #expect(masks.reduce(0) { $0 + $1.tensor.count } == 2_984_576)
    #expect(network.refiners.parameterCount == 10_220_160)
    let split = HardSharing(trunk: trunk, heads: try heads(on: trunk.features))
    #expect(split.parameterCount + scales == 25_055_188)
  }

  @Test func theDilatedResNetHasItsCount() throws {
    let trunk = ResNet(.resnet50, outputStride: .eight, generator: generator)
    let network = AttentionSharing(
      trunk: trunk, heads: try heads(on: trunk.features), generator: generator)
    #expect(network.parameterCount == 92_347_921)
    #expect((network.masks["depth"] as? Sequential)?.parameterCount == 4_175_936)
    #expect(network.refiners.parameterCount == 7_931_392)
  }

  @Test(arguments: Example.allCases) func everyParameterIsSharedJointOrOneTasks(_ example: Example) throws {
    let network = try example.network(generator)
    let parts = [network.sharedParameters, network.jointParameters] + network.tasks.map { network.parameters(of: $0) }
    let names = parts.flatMap { $0.map(\.name) }
    #expect(names.count == Set(names).count)
    #expect(Set(names) == Set(network.namedParameters().map(\.name)))
    #expect(network.sharedParameters.map(\.name) == network.trunk.namedParameters().map { "trunk." + $0.name })
    #expect(!network.lastSharedParameters.isEmpty)
    #expect(!((network as any MultiTaskNetwork) is any SharedRepresentation))
  }

  @Test(arguments: Example.allCases)
  func aSharedOrJointParameterChangesEveryTaskAndATasksOwnOnlyThatTask(_ example: Example) throws {
    let network = try example.network(generator)
    // With running statistics near the batch's, so that no layer is silent.
    let x = Tensor.randn(example.input, generator: generator)
    withoutGradients { for _ in 0..<10 { _ = network(x) } }
    network.eval()
    func changed(by name: String, _ tensor: Tensor) -> [String] {
      let kept = tensor.detach().clone()
      let before = withoutGradients { network(x) }
      _ = withoutGradients { tensor.multiplyInPlace(1.5).addInPlace(Tensor(scalar: 0.1, dtype: .float32)) }
      let after = withoutGradients { network(x) }
      _ = withoutGradients { tensor.copyInPlace(kept) }
      return network.tasks.filter { difference(before[$0]!, after[$0]!) > 0 }
    }
    func some(_ parameters: [(name: String, tensor: Tensor)]) -> [(name: String, tensor: Tensor)] {
      stride(from: 0, to: parameters.count, by: max(parameters.count / 6, 1)).map { parameters[$0] }
    }
    for (name, tensor) in some(network.sharedParameters) + some(network.jointParameters) {
      #expect(changed(by: name, tensor) == ["a", "b"], "\(name)")
    }
    for task in network.tasks {
      for (name, tensor) in some(network.parameters(of: task)) {
        #expect(changed(by: name, tensor) == [task], "\(name)")
      }
    }
  }

  @Test(arguments: Example.allCases)
  func withTheLastMasksForcedToOneItIsHardSharing(_ example: Example) throws {
    let network = try example.network(generator)
    let x = Tensor.randn(example.input, generator: generator)
    let hard = HardSharing(
      trunk: network.trunk, heads: network.tasks.map { ($0, network.heads[$0] as! any UnaryLayer) })
    #expect(difference(network(x)["a"]!, hard(x)["a"]!) > 1e-3)
    for (_, masks) in network.masks.entries {
      // The normalisation before the last sigmoid: σ(50) is one.
      let last = (masks as! Sequential).layers.last as! Sequential
      let norm = last.layers[4] as! BatchNorm2d
      withoutGradients {
        norm.weight!.zeroInPlace()
        norm.bias!.fillInPlace(50)
      }
    }
    for (task, output) in hard(x) { #expect(difference(network(x)[task]!, output) < 1e-5, "\(task)") }
  }

  @Test func anInputThatDoesNotFitIsRefused() throws {
    let network = try Example.segNet.network(generator)
    #expect {
      try withTorchErrors { network(Tensor.zeros([2, 3, 8, 10])) }
    } throws: {
      "\($0)" == "the input's sides should be multiples of 4 for SegNet with 2 blocks. Found [3, 8, 10]."
    }
  }

  @Test func namesSayWhatAParameterIsFor() throws {
    let names = Set(try Example.segNet.network(generator).namedParameters().map(\.name))
    #expect(
      names.isSuperset(of: [
        "trunk.encoder.0.0.conv.weight", "masks.a.0.0.weight", "masks.b.3.4.bias", "refiners.0.0.conv.weight",
        "heads.b.1.bias",
      ]))
  }

  @Test func aTasksNameMayHoldAnything() throws {
    let names = ["total.UPDRS", "", "..", "a b", "%2E"]
    let trunk = SegNet(widths: [4, 8], generator: generator)
    let network = AttentionSharing(
      trunk: trunk,
      heads: names.map { ($0, DenseHead(4, outputs: 1, generator: generator)) },
      generator: generator)
    #expect(Array(network(Tensor.ones([1, 3, 8, 8])).keys) == names)
    let own = names.map { network.parameters(of: $0) }
    #expect(own.allSatisfy { $0.count == own[0].count && !$0.isEmpty })
    #expect(Set(own.joined().map(\.name)).count == own.joined().count)
    #expect(network.parameters(of: "total.UPDRS").contains { $0.name == "heads.total%2EUPDRS.0.weight" })
  }
}
