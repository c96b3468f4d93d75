import Backbones
import Sharing
import Tasks
import Torch

extension NetworkConfiguration {
  /// A trunk for this input, shared by a head for each task.
  ///
  /// - Parameters:
  ///   - input: the shape of one sample.
  ///   - generator: draws the initial values, the trunk's first, and afterwards what dropout drops.
  func network(for tasks: [Task], input: [Int], generator: Generator) throws -> any MultiTaskNetwork {
    let trunk = try self.trunk.trunk(for: input, generator: generator)
    _ = try trunk.outputShape(for: input)
    return HardSharing(
      trunk: trunk, heads: try tasks.map { ($0.name, try head(of: $0, on: trunk.features, generator)) })
  }

  /// The network in words: "segnet 16-32-64, hard parameter sharing, one head a task".
  var summary: String {
    let size =
      switch trunk {
      case .mlp(let hidden, _, _): " " + hidden.map(String.init).joined(separator: "-")
      case .segnet(let widths): " " + widths.map(String.init).joined(separator: "-")
      case .lenet, .resnet18: ""
      }
    return trunk.kind.rawValue + size + ", hard parameter sharing, one head a task"
  }

  private func head(of task: Task, on features: Features, _ generator: Generator) throws -> any UnaryLayer {
    switch heads {
    case .usual:
      try HeadKind.usual(for: features).build(on: features, outputs: task.outputs, generator: generator)
    case .hidden(let width, let dropout):
      try HeadKind.hidden.build(
        on: features, outputs: task.outputs, width: width, dropout: dropout, generator: generator)
    }
  }
}

extension TrunkConfiguration {
  fileprivate func trunk(for input: [Int], generator: Generator) throws -> any Trunk {
    func image() throws -> (channels: Int, height: Int, width: Int) {
      guard input.count == 3 else {
        throw ConfigurationError(
          "`network.trunk: \(kind.rawValue)` needs images, [channels, height, width]. Found samples of the shape \(input)."
        )
      }
      return (input[0], input[1], input[2])
    }
    switch self {
    case .mlp(let hidden, let activation, let dropout):
      guard input.count == 1 else {
        throw ConfigurationError("`network.trunk: mlp` needs vectors. Found samples of the shape \(input).")
      }
      guard !hidden.isEmpty else {
        throw ConfigurationError("`network.hidden` should name at least one layer. Found none.")
      }
      return MLP(input[0], hidden: hidden, activation: activation.function, dropout: dropout, generator: generator)
    case .lenet(let dropout):
      let (channels, height, width) = try image()
      guard height == width, height >= 16 else {
        throw ConfigurationError(
          "`network.trunk: lenet` needs square images of at least 16 pixels. Found \(height)×\(width).")
      }
      return LeNet(side: height, channels: channels, channelDropout: dropout, generator: generator)
    case .segnet(let widths):
      return SegNet(widths: widths, inputChannels: try image().channels, generator: generator)
    case .resnet18:
      return ResNet18(inputChannels: try image().channels, generator: generator)
    }
  }
}

extension TrunkConfiguration.Activation {
  fileprivate var function: Activation {
    switch self {
    case .relu: .relu
    case .gelu: .gelu
    case .silu: .silu
    case .tanh: .tanh
    }
  }
}
