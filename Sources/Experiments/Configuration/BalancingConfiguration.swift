import Tasks

/// How several losses become one update: a method of the catalogue with its parameters.
public struct BalancingConfiguration: Sendable {
  /// The method that weighs nothing.
  static let plainSum = "ew"

  /// The name in kebab case.
  public let method: String
  /// The parameters that have a value, by name.
  public let parameters: [String: SettingValue]
  /// The section as it is written to `config.yaml`.
  let resolved: ConfigurationNode

  /// - Parameter open: Parameters whose values come from a grid.
  init(reading section: ConfigurationSection, methods: [MethodSchema], open: [String] = []) throws {
    let schema = try section.method(methods, default: Self.plainSum)
    parameters = try section.values(of: schema.parameters, open: open)
    method = schema.name
    resolved = section.resolved
  }

  /// A method with its defaults.
  init(method: String) {
    let origin = ConfigurationOrigin.default
    let name = ConfigurationNode.Entry(key: "method", value: ConfigurationNode(.value(method), origin), origin: origin)
    self.init(method: method, parameters: [:], resolved: ConfigurationNode(.section([name]), origin))
  }

  private init(method: String, parameters: [String: SettingValue], resolved: ConfigurationNode) {
    self.method = method
    self.parameters = parameters
    self.resolved = resolved
  }

  /// The same method with one parameter replaced.
  func replacing(
    _ parameter: Setting, with value: SettingValue, _ origin: ConfigurationOrigin
  ) -> BalancingConfiguration {
    let node = ConfigurationNode(parameter.content(value, origin), origin)
    return BalancingConfiguration(
      method: method, parameters: parameters.merging([parameter.name: value]) { $1 },
      resolved: ResolvedConfiguration(resolved).replacing(parameter.name, with: node).root)
  }

  /// The same without the keys of a comparison, which are no parameters.
  func keeping(_ names: [String]) -> BalancingConfiguration {
    guard case .section(let entries) = resolved.content else { return self }
    let kept = entries.filter { names.contains($0.key) }
    return BalancingConfiguration(
      method: method, parameters: parameters, resolved: ConfigurationNode(.section(kept), resolved.origin))
  }
}

extension ConfigurationSection {
  /// The schema of the method that `method` names.
  func method(_ methods: [MethodSchema], default fallback: String? = nil) throws -> MethodSchema {
    let name = try choice("method", of: methods.map(\.name), default: fallback)
    varies(with: "method", name)
    return methods.first { $0.name == name } ?? MethodSchema(name: name, title: name)
  }
}
