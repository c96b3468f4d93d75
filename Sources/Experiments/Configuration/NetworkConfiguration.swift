/// The network: a trunk that the tasks share and one head for each.
public struct NetworkConfiguration: Sendable {
  public var trunk: TrunkConfiguration
  public var heads: HeadConfiguration

  init(reading section: ConfigurationSection, usual: TrunkConfiguration.Kind) throws {
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
  /// Two convolutions and a fully connected layer; whole channels are dropped.
  case lenet(dropout: Double)
  /// An encoder and decoder with as many levels as `widths`; each halves the image.
  case segnet(widths: [Int])
  /// Eighteen layers.
  case resnet18

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
      self = .lenet(dropout: try section.double("dropout", default: 0, in: .properFraction))
    case .segnet:
      let widths = try section.ints("widths", default: [32, 64, 128, 256], in: .positive)
      guard !widths.isEmpty else {
        throw ConfigurationError(
          "`\(section.path(of: "widths"))` should name at least one level. Found none.",
          at: section.given("widths")?.origin ?? .default)
      }
      self = .segnet(widths: widths)
    case .resnet18:
      self = .resnet18
    }
  }
}

/// The part of a network that each task has for itself.
public enum HeadConfiguration: Hashable, Sendable {
  private enum Kind: String, CaseIterable { case usual, hidden }

  /// What suits the trunk: one layer on a vector, two convolutions on a map.
  case usual
  /// A hidden layer before the last, on a vector.
  case hidden(width: Int, dropout: Double)

  init(reading section: ConfigurationSection) throws {
    let kind: Kind = try section.choice("kind", default: section.has("width") ? .hidden : .usual)
    section.varies(with: "kind", kind.rawValue)
    switch kind {
    case .usual: self = .usual
    case .hidden:
      self = .hidden(
        width: try section.int("width", in: .positive),
        dropout: try section.double("dropout", default: 0, in: .properFraction))
    }
  }
}
