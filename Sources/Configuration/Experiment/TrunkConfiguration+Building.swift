import Backbones
import Torch

extension TrunkConfiguration {
  var isResNet: Bool {
    if case .resnet = self { true } else { false }
  }

  /// Builds the trunk.
  ///
  /// - Parameter codes: the numbers of codes in a sequence of events, as far as the data knows them.
  /// - Throws: `ConfigurationError` if samples of this shape are not for this trunk.
  func trunk(for input: [Int], codes: [Int]?, generator: Generator) throws -> any Trunk {
    switch self {
    case .mlp(let hidden, let activation, let dropout):
      guard input.count == 1 else { throw needs("vectors", input) }
      guard !hidden.isEmpty else {
        throw ConfigurationError("`network.hidden` should name at least one layer. Found none.")
      }
      return MLP(input[0], hidden: hidden, activation: activation.function, dropout: dropout, generator: generator)
    case .lenet(let dropout):
      let (channels, height, width) = try image(input)
      guard height == width, height >= 16 else {
        throw ConfigurationError(
          "`network.trunk: lenet` needs square images of at least 16 pixels. Found \(height)×\(width).")
      }
      return LeNet(side: height, channels: channels, channelDropout: dropout, generator: generator)
    case .segnet(let widths):
      let channels = try image(input).channels
      return widths.map { SegNet(widths: $0, inputChannels: channels, generator: generator) }
        ?? SegNet.published(inputChannels: channels, generator: generator)
    case .resnet(let layers, let outputStride):
      return ResNet(
        layers, outputStride: outputStride, inputChannels: try image(input).channels, generator: generator)
    case .lstm(let hidden, let layers, let dropout):
      _ = try sequence(input)
      try check(layers: layers)
      return LSTMEncoder(hidden: hidden, layers: layers, dropout: dropout, generator: generator)
    case .cnn(let filters, let kernel, let dropout):
      let length = try sequence(input)
      guard length >= CNNEncoder.leastLength else {
        throw ConfigurationError(
          "`network.trunk: cnn` needs sequences of at least \(CNNEncoder.leastLength) events. Found \(length).")
      }
      return CNNEncoder(length: length, filters: filters, kernel: kernel, dropout: dropout, generator: generator)
    case .transformer(let transformer):
      let length = try sequence(input)
      try check(layers: transformer.layers)
      guard let codes = transformer.codes ?? codes else {
        throw ConfigurationError(
          "`network.codes` should say how many activities, resources and weekdays there are, since the data does not.")
      }
      return TransformerEncoder(
        length: length, codes: codes, hidden: transformer.hidden, layers: transformer.layers,
        heads: transformer.attentionHeads, feedForward: transformer.feedForward, dropout: transformer.dropout,
        masksPadding: transformer.masksPadding, generator: generator)
    }
  }

  /// The largest number of layers, beyond any network in use. Each layer costs memory and time even with few
  /// parameters.
  private static let mostLayers = 1_000

  private func check(layers: Int) throws {
    guard layers <= Self.mostLayers else {
      throw ConfigurationError("`network.layers` should be at most \(Self.mostLayers). Found \(layers).")
    }
  }

  private func image(_ input: [Int]) throws -> (channels: Int, height: Int, width: Int) {
    guard input.count == 3 else { throw needs("images, [channels, height, width]", input) }
    return (input[0], input[1], input[2])
  }

  /// The length of the sequences.
  private func sequence(_ input: [Int]) throws -> Int {
    guard input.count == 2 else { throw needs("sequences of events, [length, 6]", input) }
    return input[0]
  }

  private func needs(_ what: String, _ input: [Int]) -> ConfigurationError {
    ConfigurationError(
      "`network.trunk: \(kind.rawValue)` needs \(what). Found samples of the shape \(input).")
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
