import Balancing
import Components
import Tasks

/// The rule that makes one update of several losses: a method of the catalogue with its parameters and options.
package struct BalancingConfiguration: Sendable {
  /// The loss weighting of a gradient method.
  package struct Losses: Sendable {
    package let method: String
    package let parameters: [String: SettingValue]
    let card: MethodCard
  }

  /// The penalty on the cosines of task gradients.
  package struct Regulariser: Sendable {
    package let strength: Double
    package let lossScaled: Bool
    package let form: OrthogonalGradients.Form
  }

  /// The keys that are options of all methods, and no parameters of one.
  static let options = [
    "losses", "scope", "heads", "storage", "smoothing", "loss-scale", "every", "regulariser", "sharpness-aware",
  ]

  /// The name of the method that weighs nothing.
  package static let plainSum = "ew"

  /// The name in kebab case.
  package let method: String
  let card: MethodCard
  /// The parameters that have a value, by name.
  package let parameters: [String: SettingValue]
  /// The loss weighting whose losses' gradients a gradient method combines; nil for a loss weighting.
  package let losses: Losses?
  /// The scope; nil for the method's usual one and for a loss weighting.
  package let scope: GradientScope?
  package let heads: HeadTreatment?
  package let storage: GradientStorage
  /// The share of the last step's weights in this step's; nil for none.
  package let smoothing: Double?
  /// The reference by which each loss is divided before it is weighed; nil for none.
  package let scale: LossScale?
  /// The steps from one solution of a Gramian weighting to the next; nil for each step.
  package let every: Int?
  package let regulariser: Regulariser?
  /// The radius of sharpness-aware minimisation; nil for none.
  package let sharpness: Double?
  /// The name with a loss weighting that is not the method's usual one: `uw-so+pcgrad`.
  package let name: String
  /// The name in tables: `UW-SO + PCGrad`.
  package let title: String
  /// The section as it is written to `config.yaml`.
  let resolved: ConfigurationNode

  /// Reads the section.
  ///
  /// - Parameter open: the parameters whose values come from a grid, those of the loss weighting as
  ///   `losses.temperature`.
  init(reading section: ConfigurationSection, methods: Registry<MethodCard>, open: [String] = []) throws {
    section.splitPair(below: "losses", key: "method")
    card = try section.method(methods, default: Self.plainSum)
    method = card.name
    parameters = try section.values(of: card.settings, open: open)
    let openLosses = open.filter { $0.hasPrefix(GridAxis.lossesKey + ".") }.map {
      String($0.dropFirst(GridAxis.lossesKey.count + 1))
    }
    if let gradients = card.gradients {
      let child = try section.section("losses", shorthand: "method")
      let weighting = try child.method(methods.filter { $0.gradients == nil }, default: gradients.losses)
      losses = Losses(
        method: weighting.name, parameters: try child.values(of: weighting.settings, open: openLosses), card: weighting)
      let isUsual = weighting.name == gradients.losses
      name = isUsual ? card.name : "\(weighting.name)+\(card.name)"
      title = isUsual ? card.title : "\(weighting.title) + \(card.title)"
      let scopes = gradients.permitted.map(\.rawValue)
      scope = GradientScope(rawValue: try section.choice("scope", of: scopes, default: gradients.usual.rawValue))
      heads = try section.choice("heads", default: gradients.heads)
      storage = try section.choice("storage", default: .auto)
    } else {
      (losses, scope, heads, storage) = (nil, nil, nil, .auto)
      (name, title) = (card.name, card.title)
    }
    smoothing = card.family != .jacobianAggregator ? try section.optionalDouble("smoothing", in: .properFraction) : nil
    scale = try section.optionalChoice("loss-scale")
    every =
      card.gradients == nil
      ? nil : try section.unwritten(MethodCard.every.name) { try section.int($0, in: Bounds.updates) }
    regulariser = try section.optionalSection("regulariser", shorthand: "strength").map(Regulariser.init)
    sharpness = try section.unwritten(SharpnessAware.setting.name) { try section.double($0, in: .positive) }
    resolved = section.resolved
  }

  /// Creates a method with its defaults.
  package init(method: String) {
    let origin = ConfigurationOrigin.default
    let name = ConfigurationNode.Entry(key: "method", value: ConfigurationNode(.value(method), origin), origin: origin)
    self.init(method: method, resolved: ConfigurationNode(.section([name]), origin))
  }

  private init(method: String, resolved: ConfigurationNode) {
    self.method = method
    card = try! Catalogue.all.find(method)
    (parameters, losses, scope, heads, storage, regulariser) = ([:], nil, nil, nil, .auto, nil)
    (smoothing, scale, every, sharpness) = (nil, nil, nil, nil)
    (name, title) = (method, method)
    self.resolved = resolved
  }

  private init(
    _ other: BalancingConfiguration, parameters: [String: SettingValue], losses: Losses?, resolved: ConfigurationNode
  ) {
    method = other.method
    card = other.card
    self.parameters = parameters
    self.losses = losses
    scope = other.scope
    heads = other.heads
    storage = other.storage
    smoothing = other.smoothing
    scale = other.scale
    every = other.every
    regulariser = other.regulariser
    sharpness = other.sharpness
    name = other.name
    title = other.title
    self.resolved = resolved
  }

  /// This method with one parameter replaced.
  func replacing(
    _ parameter: Setting, with value: SettingValue, _ origin: ConfigurationOrigin
  ) -> BalancingConfiguration {
    let node = ConfigurationNode(parameter.content(value, origin), origin)
    return BalancingConfiguration(
      self, parameters: parameters.merging([parameter.name: value]) { $1 }, losses: losses,
      resolved: ResolvedConfiguration(resolved).replacing(parameter.name, with: node).root)
  }

  /// This method with one parameter of its loss weighting replaced.
  func replacing(
    losses parameter: Setting, with value: SettingValue, _ origin: ConfigurationOrigin
  ) -> BalancingConfiguration {
    guard let losses, let own = resolved.child(GridAxis.lossesKey) else { return self }
    let node = ConfigurationNode(parameter.content(value, origin), origin)
    let changed = ResolvedConfiguration(own).replacing(parameter.name, with: node).root
    return BalancingConfiguration(
      self, parameters: parameters,
      losses: Losses(
        method: losses.method, parameters: losses.parameters.merging([parameter.name: value]) { $1 }, card: losses.card),
      resolved: ResolvedConfiguration(resolved).replacing(GridAxis.lossesKey, with: changed).root)
  }

  /// Whether it is a loss weighting alone, and its weights follow the losses of an update.
  package var weighsByLosses: Bool {
    card.gradients == nil && (!card.hasFixedWeights || scale != nil)
  }

  /// The parameters as text, by name. Those of a loss weighting that is not the gradient method's usual one are named
  /// `losses.temperature`.
  var texts: [String: String] {
    let beside = (name == method ? [:] : losses?.parameters ?? [:]).map {
      ("\(GridAxis.lossesKey).\($0.key)", $0.value.description)
    }
    return parameters.mapValues(\.description).merging(beside) { $1 }
  }

  /// This method without the keys of a comparison, which are no parameters.
  func keeping(_ names: [String]) -> BalancingConfiguration {
    guard case .section(let entries) = resolved.content else { return self }
    let kept = entries.filter { names.contains($0.key) }
    return BalancingConfiguration(
      self, parameters: parameters, losses: losses, resolved: ConfigurationNode(.section(kept), resolved.origin))
  }
}

extension BalancingConfiguration.Regulariser {
  /// The strength of Suteu and Guo's experiments on NYUv2.
  private static let usualStrength = 10.0

  init(reading section: ConfigurationSection) throws {
    strength = try section.double("strength", default: Self.usualStrength, in: .positive)
    lossScaled = try section.bool("loss-scaled", default: false)
    form = try section.choice("form", default: .exact)
  }
}

extension ConfigurationSection {
  /// The card of the method that `method` names.
  package func method(_ methods: some Collection<MethodCard>, default fallback: String? = nil) throws -> MethodCard {
    let name = try choice("method", of: methods.map(\.name), default: fallback)
    varies(with: "method", name)
    return methods.first { $0.name == name }!
  }
}
