import Tasks

/// A row of a comparison: a method with its parameters, of which a grid may leave some to be chosen.
public struct ComparedMethod: Sendable {
  /// The row's name.
  public let label: String
  /// The method; a grid's point replaces some of its parameters.
  public let balancing: BalancingConfiguration
  /// What the row has for itself of `training`.
  public let training: TrainingOverrides
  /// Whether the row is left out, with a word, where it does not fit the tasks.
  public var isOptional = false
  /// The grid that the row gives, or that its method cannot do without.
  let axes: [GridAxis]
  /// What a search tries: the grid, else the method's usual one for what the row leaves open.
  let searchAxes: [GridAxis]

  /// Whether validation chooses the parameters.
  public var hasGrid: Bool { !axes.isEmpty }

  init(reading section: ConfigurationSection, balancing usual: BalancingConfiguration, methods: [MethodSchema]) throws {
    section.splitPair(below: "losses", key: "method")
    let schema = try section.method(methods)
    let names = schema.parameters.map(\.name) + BalancingConfiguration.options
    // What the row itself leaves open, whatever `balancing` has: a search is wider than one training.
    let usualAxes = GridAxis.usual(of: schema.name, schema.parameters).filter { !section.has($0.name) }
    // What a row leaves open is as in `balancing` where that is the same method.
    if schema.name == usual.method { section.inherit(usual.resolved, names) }
    let grid = section.given("grid")
    let needed = usualAxes.filter { axis in
      schema.parameters.contains { $0.name == axis.name && $0.isRequired } && !section.has(axis.name)
    }
    // What the grid names needs no value of its own.
    let open = names.filter { name in grid?.child(name) != nil || needed.contains { $0.name == name } }
    let reading = try BalancingConfiguration(reading: section, methods: methods, open: open)
    label = try section.string("label", default: reading.title)
    balancing = reading.keeping(["method"] + names)
    training = try section.optionalSection("training").map { try TrainingOverrides(reading: $0) } ?? .init()
    let given = try section.optionalSection("grid").map { try GridAxis.reading($0, schema.parameters) } ?? []
    func adding(_ others: [GridAxis]) -> [GridAxis] {
      others.filter { axis in !given.contains { $0.name == axis.name } } + given
    }
    axes = adding(needed)
    searchAxes = adding(usualAxes)
  }

  /// The method at every point of the grid, or the method alone.
  public func points(tasks: Int) -> [MethodPoint] { points(over: axes, tasks: tasks) }

  /// The method at every point of some axes.
  func points(over axes: [GridAxis], tasks: Int) -> [MethodPoint] {
    axes.reduce([MethodPoint(balancing: balancing, training: training)]) { points, axis in
      points.flatMap { point in axis.values(tasks: tasks).map { point.setting(axis, to: $0) } }
    }
  }
}
