import Components
import Tasks

/// A method with the values of one point of its grid, both for its own parameters and for `training`.
package struct MethodPoint: Sendable {
  package var balancing: BalancingConfiguration
  package var training = TrainingOverrides()

  package init(balancing: BalancingConfiguration, training: TrainingOverrides = TrainingOverrides()) {
    self.balancing = balancing
    self.training = training
  }

  /// The values as text, by name.
  package var texts: [String: String] { balancing.texts.merging(training.texts) { $1 } }

  package func setting(_ axis: GridAxis, to value: SettingValue) -> MethodPoint {
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
