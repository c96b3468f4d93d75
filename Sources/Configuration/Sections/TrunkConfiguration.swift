import Backbones

/// The shared part of a network.
package enum TrunkConfiguration: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case mlp, lenet, segnet, resnet18, resnet34, resnet50, resnet101, lstm, cnn, transformer
  }

  package enum Activation: String, CaseIterable, Sendable {
    case relu, gelu, silu, tanh
  }

  /// Fully connected layers.
  case mlp(hidden: [Int], activation: Activation, dropout: Double)
  /// Two convolutions and a fully connected layer; dropout removes whole channels.
  case lenet(dropout: Double)
  /// An encoder and decoder with as many levels as `widths`; each halves the image. Nil for the published network.
  case segnet(widths: [Int]?)
  /// Residual blocks; nil for a vector, otherwise the factor by which the map is smaller than the image.
  case resnet(ResNet.Layers, outputStride: ResNet.OutputStride?)
  /// Recurrent layers over events.
  case lstm(hidden: Int, layers: Int, dropout: Double)
  /// Three convolutions over events.
  case cnn(filters: Int, kernel: Int, dropout: Double)
  /// Self-attention over events.
  case transformer(TransformerConfiguration)

  package var kind: Kind {
    switch self {
    case .mlp: .mlp
    case .lenet: .lenet
    case .segnet: .segnet
    case .resnet(.resnet18, _): .resnet18
    case .resnet(.resnet34, _): .resnet34
    case .resnet(.resnet50, _): .resnet50
    case .resnet(.resnet101, _): .resnet101
    case .lstm: .lstm
    case .cnn: .cnn
    case .transformer: .transformer
    }
  }

  /// Whether tasks can attend at the trunk's maps.
  var hasAttentionSites: Bool {
    switch self {
    case .segnet, .resnet: true
    case .mlp, .lenet, .lstm, .cnn, .transformer: false
    }
  }

  init(reading section: ConfigurationSection, default usual: Kind) throws {
    let kind = try section.choice("trunk", default: usual)
    section.varies(with: "trunk", kind.rawValue)
    switch kind {
    case .mlp:
      self = .mlp(
        hidden: try section.ints("hidden", default: [64, 64], in: Bounds.width),
        activation: try section.choice("activation", default: .relu),
        dropout: try section.double("dropout", default: 0, in: .properFraction))
    case .lenet:
      self = .lenet(dropout: try section.double("dropout", default: 0, in: .properFraction))
    case .segnet: self = .segnet(widths: try Self.segNetWidths(section))
    case .resnet18: self = .resnet(.resnet18, outputStride: try Self.outputStride(section))
    case .resnet34: self = .resnet(.resnet34, outputStride: try Self.outputStride(section))
    case .resnet50: self = .resnet(.resnet50, outputStride: try Self.outputStride(section))
    case .resnet101: self = .resnet(.resnet101, outputStride: try Self.outputStride(section))
    case .lstm:
      self = .lstm(
        hidden: try section.int("hidden", default: SequenceDefaults.hidden, in: Bounds.width),
        layers: try section.int("layers", default: SequenceDefaults.layers, in: Bounds.layers),
        dropout: try section.double("dropout", default: SequenceDefaults.dropout, in: .properFraction))
    case .cnn:
      let filters = try section.int("filters", default: SequenceDefaults.filters, in: Bounds.width)
      let kernel = try section.int("kernel", default: SequenceDefaults.kernel, in: 1...1_000)
      guard kernel % 2 == 1 else {
        throw ConfigurationError(
          "`\(section.path(of: "kernel"))` should be odd. Found \(kernel).",
          at: section.given("kernel")?.origin ?? .default)
      }
      self = .cnn(
        filters: filters, kernel: kernel,
        dropout: try section.double("dropout", default: SequenceDefaults.dropout, in: .properFraction))
    case .transformer: self = .transformer(try TransformerConfiguration(reading: section))
    }
  }

  private static func segNetWidths(_ section: ConfigurationSection) throws -> [Int]? {
    guard !(try section.bool("published", default: false)) else { return nil }
    let widths = try section.ints("widths", default: [32, 64, 128, 256], in: Bounds.width)
    guard !widths.isEmpty else {
      throw ConfigurationError(
        "`\(section.path(of: "widths"))` should name at least one level. Found none.",
        at: section.given("widths")?.origin ?? .default)
    }
    return widths
  }

  private static func outputStride(_ section: ConfigurationSection) throws -> ResNet.OutputStride? {
    guard let stride = try section.optionalInt("output-stride", in: 1...1_000) else { return nil }
    guard let known = ResNet.OutputStride(rawValue: stride) else {
      throw ConfigurationError(
        "`\(section.path(of: "output-stride"))` should be 8 or 16. Found \(stride).",
        at: section.given("output-stride")?.origin ?? .default)
    }
    return known
  }
}

/// The process-monitoring benchmark's values for encoders of events.
enum SequenceDefaults {
  static let hidden = 128
  static let layers = 2
  static let dropout = 0.1
  static let filters = 64
  static let kernel = 3
  static let attentionHeads = 8
  static let feedForward = 2048
}

/// Self-attention over events.
package struct TransformerConfiguration: Hashable, Sendable {
  package var hidden: Int
  package var layers: Int
  package var attentionHeads: Int
  package var feedForward: Int
  package var dropout: Double
  /// Whether padding in front is neither attended to nor averaged.
  package var masksPadding: Bool
  /// The numbers of activities, resources and weekdays; nil for those of the data.
  package var codes: [Int]?

  init(reading section: ConfigurationSection) throws {
    hidden = try section.int("hidden", default: SequenceDefaults.hidden, in: Bounds.width)
    layers = try section.int("layers", default: SequenceDefaults.layers, in: Bounds.layers)
    attentionHeads = try section.int("attention-heads", default: SequenceDefaults.attentionHeads, in: Bounds.width)
    feedForward = try section.int("feed-forward", default: SequenceDefaults.feedForward, in: Bounds.width)
    dropout = try section.double("dropout", default: SequenceDefaults.dropout, in: .properFraction)
    masksPadding = try section.bool("mask", default: false)
    codes = try section.optionalInts("codes", count: 3, in: Bounds.width)
    guard hidden > 6, hidden % 2 == 0, hidden % attentionHeads == 0 else {
      throw ConfigurationError(
        "`\(section.path(of: "hidden"))` should be even, more than 6 and a multiple of `attention-heads`, \(attentionHeads). "
          + "Found \(hidden).", at: section.given("hidden")?.origin ?? .default)
    }
  }
}
