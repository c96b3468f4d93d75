import Tasks

extension MethodCard {
  /// What the average is called in a state.
  static let averageName = "average-weights"

  /// The usual smoothing of moving averages; TorchJD.
  static let usualSmoothing = 0.9

  /// The option of every method that has weights.
  public static let smoothing = Setting(
    "smoothing", .number(.properFraction), "how much of the weights' moving average is kept from step to step: CR-MOGM",
    source: "Zhou et al., NeurIPS 2022")

  /// The same method with its weights averaged.
  func averaging() -> MethodCard {
    let kept = "the moving average of its weights"
    return MethodCard(
      name: name, title: title, family: family, summary: summary, citation: citation,
      formula: "\(formula); then w(t) = a w(t − 1) + (1 − a) w", symbols: symbols + [("a", "`smoothing`")],
      parameters: parameters, weightSum: weightSum, cost: cost, gradients: gradients, parts: parts, memory: memory,
      needsIndicators: needsIndicators,
      state: state.map { "\($0), and \(kept)" } ?? kept, learned: learned, example: example, deviations: deviations)
  }
}

extension Setting {
  /// - Throws: `SettingError` unless the number is permitted.
  func check(_ number: Double) throws {
    _ = try Settings([name: .number(number)], of: [self], owner: "the balancing")
  }
}
