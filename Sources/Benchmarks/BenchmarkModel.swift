import Backbones
import OrderedCollections
import Sharing
import Tasks
import Torch

/// The fixed networks and batches whose training steps are timed; `Scripts/step_peer.py` has the same in PyTorch.
package enum BenchmarkModel: String, CaseIterable, Codable, Sendable {
  /// An MLP of a table's size: 21 inputs, two layers of 64, seven regressions; 256 samples.
  case mlp
  /// LeNet on 36×36 pixels with two classifications; 256 samples.
  case lenet
  /// The compact SegNet on 96×128 pixels with segmentation, depth and normals; 8 samples.
  case segnet
  /// ResNet-18 on 64×64 pixels with forty yes-or-no tasks; 64 samples.
  case resnet18

  /// The height and width of the images in pixels.
  var sides: (height: Int, width: Int) {
    switch self {
    case .mlp: (1, 1)
    case .lenet: (36, 36)
    case .segnet: (96, 128)
    case .resnet18: (64, 64)
    }
  }

  var hasImages: Bool { self != .mlp }

  var batch: Int {
    switch self {
    case .mlp, .lenet: 256
    case .segnet: 8
    case .resnet18: 64
    }
  }

  /// The number of tasks, K.
  var taskCount: Int {
    switch self {
    case .mlp: 7
    case .lenet: 2
    case .segnet: 3
    case .resnet18: 40
    }
  }

  /// One task of a benchmark, with all labels.
  typealias BenchmarkTask = (task: LearningTask, target: Tensor)

  private func trunk(_ generator: Generator) -> any Trunk {
    switch self {
    case .mlp: MLP(21, hidden: [64, 64], generator: generator)
    case .lenet: LeNet(side: 36, generator: generator)
    case .segnet: SegNet(generator: generator)
    case .resnet18: ResNet(.resnet18, generator: generator)
    }
  }

  func network(for tasks: [BenchmarkTask], generator: Generator) throws -> HardSharing {
    let trunk = trunk(generator), usual = try Heads.all.choose("usual")
    func head(_ outputs: Int) throws -> any UnaryLayer {
      self == .lenet
        ? HiddenHead(50, outputs: outputs, generator: generator)
        : try usual.head(on: trunk.features, outputs: outputs, generator: generator)
    }
    return HardSharing(trunk: trunk, heads: try tasks.map { ($0.task.name, try head($0.task.outputs)) })
  }

  func input(_ generator: Generator) -> Tensor {
    let (height, width) = sides
    switch self {
    case .mlp: return .randn([batch, 21], generator: generator)
    case .lenet: return .randn([batch, 1, height, width], generator: generator)
    case .segnet, .resnet18: return .randn([batch, 3, height, width], generator: generator)
    }
  }

  func tasks(_ generator: Generator) -> [BenchmarkTask] {
    let (height, width) = sides
    switch self {
    case .mlp:
      return (0..<7).map {
        (
          .regression("target\($0)").trained(with: L2Loss(isComplete: true)),
          .randn([batch, 1], generator: generator)
        )
      }
    case .lenet:
      return ["left", "right"].map {
        (
          .classification($0, classes: 10).trained(with: CrossEntropy(isComplete: true)),
          .randint(0, 10, [batch], generator: generator)
        )
      }
    case .segnet:
      let normals = Tensor.randn([batch, 3, height, width], generator: generator)
      return [
        (
          .segmentation("segmentation", classes: 13).trained(with: CrossEntropy(isComplete: true)),
          .randint(0, 13, [batch, height, width], generator: generator)
        ),
        (
          .depth("depth").trained(with: L1Loss(isComplete: true)),
          .rand([batch, 1, height, width], generator: generator)
        ),
        (
          .normals("normals").trained(with: CosineLoss(isComplete: true)),
          normals / normals.norm([1], keepDim: true)
        ),
      ]
    case .resnet18:
      return (0..<40).map {
        (
          .binary("attribute\($0)").trained(with: BinaryCrossEntropy(isComplete: true)),
          Tensor.randint(0, 2, [batch, 1], generator: generator).to(.float32)
        )
      }
    }
  }
}

extension BenchmarkModel {
  /// The floating-point operations of one step, counted from the layers' shapes: two for each weight, position and
  /// sample, and three times the forward pass, since the backward pass makes two products of the same size.
  func operationsPerStep(of network: HardSharing) -> Double {
    let products = network.namedParameters().filter { $0.tensor.rank > 1 }.map { name, weight in
      Double(weight.count) * Double(positions(of: name))
    }
    return 3 * 2 * Double(batch) * products.reduce(0, +)
  }

  /// The number of output positions to which the weight of this name is applied: one for a linear layer.
  private func positions(of name: String) -> Int {
    let parts = name.split(separator: ".").map(String.init)
    let (height, width) = sides
    func area(reducedBy factor: Int) -> Int { (height / factor) * (width / factor) }
    switch (self, parts[0], parts[1]) {
    case (.lenet, "trunk", "conv1"): return 32 * 32
    case (.lenet, "trunk", "conv2"): return 12 * 12
    case (.resnet18, "trunk", "conv1"): return area(reducedBy: 2)
    case (.resnet18, "trunk", let stage): return area(reducedBy: 2 << Int(stage.dropFirst("layer".count))!)
    case (.segnet, "trunk", "encoder"): return area(reducedBy: 1 << Int(parts[2])!)
    case (.segnet, "trunk", "decoder"): return area(reducedBy: 1 << (3 - Int(parts[2])!))
    case (.segnet, "heads", _): return area(reducedBy: 1)
    default: return 1
    }
  }
}
