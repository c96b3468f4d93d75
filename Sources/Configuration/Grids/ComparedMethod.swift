import Balancing
import Components
import Tasks

/// A row of a comparison: a method with its parameters, of which a grid may leave some to be chosen.
package struct ComparedMethod: Sendable {
  /// The row's name.
  package let label: String
  /// The method. A grid's point replaces some of its parameters.
  package let balancing: BalancingConfiguration
  /// The values of `training` that the row has for itself.
  package let training: TrainingOverrides
  /// Whether the row is left out, with a message, if it does not fit the tasks.
  package var isOptional = false
  /// The axes that a comparison tries: the grid that the row gives, and the parameters that the method's card says are
  /// to be searched and that have no value.
  package let axes: [GridAxis]
  /// The axes that a search tries: the grid, and the method's usual one for parameters that the row leaves open.
  package let searchAxes: [GridAxis]

  /// Whether validation chooses the parameters.
  package var hasGrid: Bool { !axes.isEmpty }

  init(reading section: ConfigurationSection, balancing usual: BalancingConfiguration, methods: Registry<MethodCard>)
    throws
  {
    section.splitPair(below: GridAxis.lossesKey, key: "method")
    let card = try section.method(methods)
    let parameters = card.settings
    let grid = section.given("grid")
    func has(_ name: String) -> Bool { section.has(name) || grid?.child(name)?.isNull == false }
    func hasBeside(_ name: String) -> Bool {
      [section.given(GridAxis.lossesKey), grid?.child(GridAxis.lossesKey)].contains { $0?.child(name)?.isNull == false }
    }
    // Parameters that the row itself leaves open, even if `balancing` has them: a search is wider than one training.
    let open = parameters.filter { $0.isOpen(among: parameters, given: has) }
    // What a row leaves out is as in `balancing` where that is the same method; its defaults are no values.
    if card.name == usual.method {
      section.inherit(usual.resolved.given(), open.map(\.name) + BalancingConfiguration.options)
    }
    let weighting = section.weighting(beside: card, methods)
    let beside = weighting?.settings ?? []
    let isSearched = grid.map { !$0.isWordNone } ?? true
    func left(_ usual: (MethodCard, (Setting) -> GridAxis.Quantity) -> [GridAxis]) -> [GridAxis] {
      guard isSearched else { return [] }
      let own = usual(card, GridAxis.Quantity.parameter)
      let others = weighting.map { usual($0, GridAxis.Quantity.losses) } ?? []
      return own + others.filter { $0.parameter?.isOpen(among: beside, given: hasBeside) == true }
    }
    var given: [GridAxis] = []
    if !isSearched {
      _ = try section.choice("grid", of: ["none"])
    } else if let grid = try section.optionalSection("grid") {
      given = try GridAxis.reading(grid, parameters, losses: weighting?.settings)
    }
    axes =
      left(GridAxis.compared).filter {
        if case .parameter(let own) = $0.quantity { own.isOpen(among: parameters, given: has) } else { true }
      } + given
    searchAxes =
      left(GridAxis.searched).filter {
        guard case .parameter(let own) = $0.quantity else { return true }
        return open.contains { $0.name == own.name } && !parameters.contains { $0.excludes(own) && has($0.name) }
      } + given
    // What a grid names needs no value of its own.
    let reading = try BalancingConfiguration(reading: section, methods: methods, open: axes.map(\.name))
    label = try section.string("label", default: reading.title)
    balancing = reading.keeping(["method"] + parameters.map(\.name) + BalancingConfiguration.options)
    training = try section.optionalSection("training").map { try TrainingOverrides(reading: $0) } ?? .init()
  }

  /// The method at every point of the grid, or the method alone.
  package func points(tasks: Int) -> [MethodPoint] { points(over: axes, tasks: tasks) }

  /// The method at every point of some axes.
  func points(over axes: [GridAxis], tasks: Int) -> [MethodPoint] {
    axes.reduce([MethodPoint(balancing: balancing, training: training)]) { points, axis in
      points.flatMap { point in axis.values(tasks: tasks).map { point.setting(axis, to: $0) } }
    }
  }
}

extension Setting {
  /// Whether neither the setting nor one that replaces it is given.
  fileprivate func isOpen(among settings: [Setting], given: (String) -> Bool) -> Bool {
    !settings.contains { ($0.name == name || $0.excludes(self)) && given($0.name) }
  }
}

extension ConfigurationNode {
  /// Whether this is the word `none`, which turns a grid off; an empty value leaves it open.
  fileprivate var isWordNone: Bool { if case .scalar(let scalar) = content { scalar.text == "none" } else { false } }
}

extension ConfigurationSection {
  /// The loss weighting of a gradient method, before the section is read; nil for a loss weighting.
  fileprivate func weighting(beside method: MethodCard, _ methods: Registry<MethodCard>) -> MethodCard? {
    guard let gradients = method.gradients else { return nil }
    let losses = given(GridAxis.lossesKey)
    var name = gradients.losses
    if case .scalar(let scalar)? = (losses?.child("method") ?? losses)?.content, !scalar.isNull { name = scalar.text }
    return methods.first { $0.name == name && $0.gradients == nil }
  }
}
