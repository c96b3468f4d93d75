import Tasks

/// A row of a comparison: a method with its parameters, of which a grid may leave some to be chosen.
public struct ComparedMethod: Sendable {
  /// The values among which validation chooses.
  enum Axis: Sendable {
    case values([SettingValue])
    /// All weight vectors of multiples of 1 / `parts`, at least one part each, that sum to 1.
    case simplex(parts: Int)
  }

  /// The row's name.
  public let label: String
  /// The method; a grid's point replaces some of its parameters.
  public let balancing: BalancingConfiguration
  /// Whether the row is left out, with a word, where it does not fit the tasks.
  public var isOptional = false
  let axes: [(parameter: Setting, axis: Axis, origin: ConfigurationOrigin)]

  /// Whether validation chooses the parameters.
  public var hasGrid: Bool { !axes.isEmpty }

  init(reading section: ConfigurationSection, balancing usual: BalancingConfiguration, methods: [MethodSchema]) throws {
    section.splitPair(below: "losses", key: "method")
    let schema = try section.method(methods)
    let names = schema.parameters.map(\.name) + BalancingConfiguration.options
    // What a row leaves open is as in `balancing` where that is the same method.
    if schema.name == usual.method { section.inherit(usual.resolved, names) }
    // What the grid names needs no value of its own.
    let open = names.filter { section.given("grid")?.child($0) != nil }
    let reading = try BalancingConfiguration(reading: section, methods: methods, open: open)
    label = try section.string("label", default: reading.title)
    balancing = reading.keeping(["method"] + names)
    let grid = try section.optionalSection("grid")
    axes = try grid.map { try Self.axes($0, schema.parameters) } ?? []
  }

  private static func axes(
    _ grid: ConfigurationSection, _ parameters: [Setting]
  ) throws -> [(parameter: Setting, axis: Axis, origin: ConfigurationOrigin)] {
    grid.permit(parameters.map(\.name))
    return try parameters.filter { grid.has($0.name) }.map { parameter in
      let origin = grid.given(parameter.name)?.origin ?? .default
      if case .numbers = parameter.kind, case .section = grid.given(parameter.name)?.content {
        return (parameter, .simplex(parts: try grid.section(parameter.name).parts("step")), origin)
      }
      let values = try grid.read(
        parameter.name, default: nil,
        write: { values, origin in .list(values.map { ConfigurationNode(parameter.content($0, origin), origin) }) }
      ) { node, path in try node.list(path, of: "values") { try parameter.value($0, $1) } }
      guard !values.isEmpty else {
        throw ConfigurationError("`\(grid.path(of: parameter.name))` should have values. Found none.", at: origin)
      }
      return (parameter, .values(values), origin)
    }
  }

  /// The method at every point of the grid, or the method alone.
  public func points(tasks: Int) -> [BalancingConfiguration] {
    axes.reduce([balancing]) { points, axis in
      let values: [SettingValue] =
        switch axis.axis {
        case .values(let values): values
        case .simplex(let parts): Self.simplex(parts: parts, tasks: tasks).map(SettingValue.numbers)
        }
      return points.flatMap { point in values.map { point.replacing(axis.parameter, with: $0, axis.origin) } }
    }
  }

  /// All vectors of positive multiples of 1 / `parts` that sum to 1: (parts − 1 choose tasks − 1) of them.
  static func simplex(parts: Int, tasks: Int) -> [[Double]] {
    func compositions(of total: Int, into count: Int) -> [[Int]] {
      guard count > 1 else { return total >= 1 && count == 1 ? [[total]] : [] }
      return (1..<max(total, 1)).flatMap { first in
        compositions(of: total - first, into: count - 1).map { [first] + $0 }
      }
    }
    return compositions(of: parts, into: tasks).map { $0.map { Double($0) / Double(parts) } }
  }
}

extension ConfigurationSection {
  /// A step that divides 1 into equal parts, as the number of parts.
  fileprivate func parts(_ key: String) throws -> Int {
    let step = try double(key, in: .between(0.01, 0.5))
    let parts = (1 / step).rounded()
    guard abs(parts * step - 1) < 1e-6 else {
      throw ConfigurationError(
        "`\(path(of: key))` should divide 1 into equal parts. Found \(step).", at: given(key)?.origin ?? .default)
    }
    return Int(parts)
  }
}
