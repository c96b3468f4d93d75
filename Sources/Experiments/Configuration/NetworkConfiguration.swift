/// The network: a trunk that the tasks share and one head for each.
public struct NetworkConfiguration: Sendable {
  public var trunk: TrunkConfiguration
  public var heads: HeadConfiguration

  init(reading section: ConfigurationSection, data: DataKind) throws {
    let usual: TrunkConfiguration.Kind =
      switch data {
      case .scenes: .segnet
      case .multiDigit: .lenet
      case .table: .mlp
      }
    trunk = try TrunkConfiguration(reading: section, default: usual)
    heads = try HeadConfiguration(reading: section.section("heads", shorthand: "kind"))
  }
}

/// The shared part of a network.
public enum TrunkConfiguration: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case mlp, lenet, segnet, resnet18
  }

  public enum Activation: String, CaseIterable, Sendable {
    case relu, gelu, silu, tanh
  }

  /// Fully connected layers.
  case mlp(hidden: [Int], activation: Activation, dropout: Double)
  /// Two convolutions and a fully connected layer with `features` outputs.
  case lenet(channels: [Int], features: Int, dropout: Double)
  /// An encoder and decoder with as many levels as `widths`; each halves the image.
  case segnet(widths: [Int])
  /// Eighteen layers; `width` is the number of channels of the first stage.
  case resnet18(width: Int)

  public var kind: Kind {
    switch self {
    case .mlp: .mlp
    case .lenet: .lenet
    case .segnet: .segnet
    case .resnet18: .resnet18
    }
  }

  init(reading section: ConfigurationSection, default usual: Kind) throws {
    let kind = try section.choice("trunk", default: usual)
    section.varies(with: "trunk", kind.rawValue)
    switch kind {
    case .mlp:
      self = .mlp(
        hidden: try section.ints("hidden", default: [64, 64], in: .positive),
        activation: try section.choice("activation", default: .relu),
        dropout: try section.double("dropout", default: 0, in: .properFraction))
    case .lenet:
      self = .lenet(
        channels: try section.ints("channels", count: 2, default: [10, 20], in: .positive),
        features: try section.int("features", default: 50, in: .positive),
        dropout: try section.double("dropout", default: 0, in: .properFraction))
    case .segnet:
      let widths = try section.ints("widths", default: [32, 64, 128, 256], in: .positive)
      guard !widths.isEmpty else {
        throw ConfigurationError(
          "`\(section.path(of: "widths"))` should name at least one level. Found none.",
          at: section.given("widths")?.origin ?? .default)
      }
      self = .segnet(widths: widths)
    case .resnet18:
      self = .resnet18(width: try section.int("width", default: 64, in: .positive))
    }
  }
}

/// The part of a network that each task has for itself.
public enum HeadConfiguration: Hashable, Sendable {
  private enum Kind: String, CaseIterable { case linear, mlp }

  /// One layer.
  case linear
  /// Hidden layers before the last; where the trunk answers with an image, convolutions.
  case mlp(hidden: [Int], dropout: Double)

  init(reading section: ConfigurationSection) throws {
    let kind: Kind = try section.choice("kind", default: section.has("hidden") ? .mlp : .linear)
    section.varies(with: "kind", kind.rawValue)
    switch kind {
    case .linear: self = .linear
    case .mlp:
      self = .mlp(
        hidden: try section.ints("hidden", in: .positive),
        dropout: try section.double("dropout", default: 0, in: .properFraction))
    }
  }
}
