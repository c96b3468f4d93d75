import Components
import Tasks
import Torch

extension BalancingSetup {
  /// The preference vector `weights`, `[K]`; nil where it was left out.
  ///
  /// - Throws: `SettingError` where there is not one for each task or none is positive.
  func preferences(_ settings: Settings) throws(SettingError) -> Tensor? {
    guard let given = try settings.numbers("weights", oneForEach: "task", count: count) else { return nil }
    guard given.contains(where: { $0 > 0 }) else {
      throw SettingError("`weights` should have a positive number. Found \(SettingValue.numbers(given)).")
    }
    return vector(given)
  }
}

/// Equal preferences of the present tasks: one over their number.
func evenPreferences(_ losses: Tensor, _ presence: Presence?) -> Tensor {
  guard let presence else {
    return Tensor.full([losses.count], 1 / Double(losses.count), dtype: losses.dtype, device: losses.device)
  }
  return presence.mask.to(losses.dtype) / presence.count(losses.dtype)
}
