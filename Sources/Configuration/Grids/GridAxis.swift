import Balancing
import Components
import Runs
import Tasks

/// The values of one parameter among which validation chooses.
package struct GridAxis: Sendable {
  /// The quantity that is varied.
  package enum Quantity: Sendable {
    /// A parameter of the method.
    case parameter(Setting)
    /// A parameter of a gradient method's loss weighting.
    case losses(Setting)
    /// A key of `training`.
    case training(String)
  }

  package typealias Values = Setting.Search.Values

  let quantity: Quantity
  package let values: Values
  /// The step of the finer grid around the best value, which only a search trains; nil for none.
  package var refinement: Double?
  var origin = ConfigurationOrigin.default

  package init(
    quantity: Quantity, values: Values, refinement: Double? = nil,
    origin: ConfigurationOrigin = ConfigurationOrigin.default
  ) {
    self.quantity = quantity
    self.values = values
    self.refinement = refinement
    self.origin = origin
  }

  /// The parameter's name.
  package var name: String {
    switch quantity {
    case .parameter(let setting): setting.name
    case .losses(let setting): "\(Self.lossesKey).\(setting.name)"
    case .training(let key): "training.\(key)"
    }
  }

  /// The section of the loss weighting next to a gradient method.
  static let lossesKey = RunResult.lossesKey

  /// The method's parameter; nil for a key of `training`.
  package var parameter: Setting? {
    switch quantity {
    case .parameter(let setting), .losses(let setting): setting
    case .training: nil
    }
  }

  /// The values for this many tasks, in their order.
  package func values(tasks: Int) -> [SettingValue] {
    switch values {
    case .list(let values): values
    case .simplex(let parts): Self.simplex(parts: parts, tasks: tasks).map(SettingValue.numbers)
    }
  }

  /// The vectors of positive multiples of 1 / `parts` that sum to 1: (parts − 1 choose tasks − 1) of them.
  ///
  /// - Parameter window: the multiples that are permitted for each task; nil for all.
  static func simplex(parts: Int, tasks: Int, within window: [ClosedRange<Int>]? = nil) -> [[Double]] {
    func compositions(of total: Int, into count: Int) -> [[Int]] {
      let permitted = window.map { $0[tasks - count] } ?? 1...max(parts, 1)
      guard count > 1 else { return total >= 1 && count == 1 && permitted.contains(total) ? [[total]] : [] }
      return (1..<max(total, 1)).filter(permitted.contains).flatMap { first in
        compositions(of: total - first, into: count - 1).map { [first] + $0 }
      }
    }
    return compositions(of: parts, into: tasks).map { $0.map { Double($0) / Double(parts) } }
  }
}

extension SettingValue {
  /// The number; nil for another kind of value.
  package var number: Double? {
    if case .number(let value) = self { value } else { nil }
  }
}

extension GridAxis {
  /// The grids that a comparison tries for settings that a row leaves open and that its method's card says are to be searched.
  static func compared(_ method: MethodCard, _ quantity: (Setting) -> Quantity) -> [GridAxis] {
    method.settings.compactMap { $0.search?.isForSearchAlone == false ? GridAxis($0, quantity) : nil }
  }

  /// The grids that a search tries for such settings: those of a comparison, and grids that take too many trainings for one, which
  /// replace those of the settings that they exclude.
  static func searched(_ method: MethodCard, _ quantity: (Setting) -> Quantity) -> [GridAxis] {
    let own = method.settings.filter { $0.search?.isForSearchAlone == true }
    return method.settings.filter { setting in !own.contains { $0.excludes(setting) } }
      .compactMap { GridAxis($0, quantity) }
  }

  /// The grid of a setting's card; nil where it has none.
  private init?(_ setting: Setting, _ quantity: (Setting) -> Quantity) {
    guard let search = setting.search else { return nil }
    // The origin that `config.yaml` gives for a value that was not written.
    self.init(
      quantity: quantity(setting), values: search.values, refinement: search.refinement, origin: .option("comparison"))
  }
}
