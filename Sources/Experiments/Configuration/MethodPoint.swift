import Tasks

/// A method with the values of one point of its grid, both for its own parameters and for `training`.
public struct MethodPoint: Sendable {
  public var balancing: BalancingConfiguration
  public var training = TrainingOverrides()

  /// The values as text, by name.
  var texts: [String: String] { balancing.texts.merging(training.texts) { $1 } }

  func setting(_ axis: GridAxis, to value: SettingValue) -> MethodPoint {
    var point = self
    switch axis.quantity {
    case .parameter(let parameter): point.balancing = balancing.replacing(parameter, with: value, axis.origin)
    case .losses(let parameter): point.balancing = balancing.replacing(losses: parameter, with: value, axis.origin)
    case .training(let key):
      if case .number(let number) = value { point.training = training.setting(key, number, axis.origin) }
    }
    return point
  }
}
