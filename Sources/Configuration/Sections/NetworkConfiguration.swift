/// The network: a trunk that the tasks share, how they share it, and one head for each.
package struct NetworkConfiguration: Sendable {
  /// The way in which tasks share.
  package enum Sharing: String, CaseIterable, Sendable {
    case hard, mtan
  }

  package var trunk: TrunkConfiguration
  package var sharing: Sharing
  package var heads: HeadConfiguration
  /// A safetensors file with the trunk's start values.
  package var pretrained: String?

  init(reading section: ConfigurationSection, usual: TrunkConfiguration.Kind) throws {
    trunk = try TrunkConfiguration(reading: section, default: usual)
    sharing = try section.choice("sharing", default: .hard)
    if sharing == .mtan, !trunk.hasAttentionSites {
      throw ConfigurationError(
        "`\(section.path(of: "sharing"))` should be hard for the trunk \(trunk.kind.rawValue). Found mtan, which needs segnet or a resnet.",
        at: section.given("sharing")?.origin ?? .default)
    }
    heads = try HeadConfiguration(reading: section.section("heads", shorthand: "kind"))
    pretrained = try section.optionalPath("pretrained")
  }
}

/// The part of a network that each task has for itself.
package enum HeadConfiguration: Hashable, Sendable {
  private enum Kind: String, CaseIterable { case usual, hidden, deeplab }

  /// The head that fits the trunk: one layer on a vector, two convolutions on a map of the image's size, DeepLab's on a
  /// smaller map.
  case usual
  /// A hidden layer before the last layer, on a vector.
  case hidden(width: Int, dropout: Double)
  /// DeepLab's head, on a map.
  case deeplab

  init(reading section: ConfigurationSection) throws {
    let kind: Kind = try section.choice("kind", default: section.has("width") ? .hidden : .usual)
    section.varies(with: "kind", kind.rawValue)
    switch kind {
    case .usual: self = .usual
    case .deeplab: self = .deeplab
    case .hidden:
      self = .hidden(
        width: try section.int("width", in: Bounds.width),
        dropout: try section.double("dropout", default: 0, in: .properFraction))
    }
  }
}
