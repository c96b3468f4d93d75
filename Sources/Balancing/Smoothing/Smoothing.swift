import Components
import Tasks

extension MethodCard {
  /// The name of the average in a state.
  static let averageName = "average-weights"

  /// The usual smoothing of moving averages; TorchJD.
  static let usualSmoothing = 0.9

  /// The option of every method that has weights.
  public static let smoothing = Setting(
    "smoothing", .number(.properFraction), "how much of the weights' moving average is kept from step to step: CR-MOGM",
    source: "Zhou et al., NeurIPS 2022")

  /// The card of this method with its weights averaged.
  func averaging() -> MethodCard {
    let kept = "the moving average of its weights"
    var card = self
    card.formula += "; then w(t) = a w(t − 1) + (1 − a) w"
    card.symbols.append(("a", "`smoothing`"))
    card.state = state.map { "\($0), and \(kept)" } ?? kept
    // An average follows the batches.
    card.hasFixedWeights = false
    return card
  }
}

extension Setting {
  /// - Throws: `SettingError` unless the number is permitted.
  func check(_ number: Double) throws {
    _ = try Settings([name: .number(number)], of: [self], owner: "the balancing")
  }
}
