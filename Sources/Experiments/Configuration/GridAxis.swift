import Tasks

/// The values of one parameter among which validation chooses.
struct GridAxis: Sendable {
  /// The quantity that is varied.
  enum Quantity: Sendable {
    /// A parameter of the method.
    case parameter(Setting)
    /// A parameter of a gradient method's loss weighting.
    case losses(Setting)
    /// A key of `training`.
    case training(String)
  }

  typealias Values = Setting.Search.Values

  let quantity: Quantity
  let values: Values
  /// The step of the finer grid around the best value, which only a search trains; nil for none.
  var refinement: Double?
  var origin = ConfigurationOrigin.default

  /// The parameter's name.
  var name: String {
    switch quantity {
    case .parameter(let setting): setting.name
    case .losses(let setting): "\(Self.lossesKey).\(setting.name)"
    case .training(let key): "training.\(key)"
    }
  }

  /// The key of a gradient method's loss weighting.
  static let lossesKey = "losses"

  /// The method's parameter; nil for a key of `training`.
  var parameter: Setting? {
    switch quantity {
    case .parameter(let setting), .losses(let setting): setting
    case .training: nil
    }
  }

  /// The values for this many tasks, in their order.
  func values(tasks: Int) -> [SettingValue] {
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
  var number: Double? {
    if case .number(let value) = self { value } else { nil }
  }
}
