import Tasks

extension GridAxis {
  /// The values that a search tries where the row names none: those of Kirchdorfer et al., "Analytical Uncertainty-Based
  /// Loss Weighting in Multi-Task Learning" (GCPR 2024), for the two methods that are searched there.
  ///
  /// Scalarization: all weights in steps of 0.1, then of 0.02 around the best. UW-SO: temperatures in steps of 5, then of 1
  /// around the best; the best ones found there lie between 2 and 48 for few tasks.
  static func usual(of method: String, _ parameters: [Setting]) -> [GridAxis] {
    func parameter(_ name: String) -> Quantity? { parameters.first { $0.name == name }.map(Quantity.parameter) }
    switch method {
    case "scalarization":
      return parameter("weights").map { [GridAxis(quantity: $0, values: .simplex(parts: 10), refinement: 0.02)] } ?? []
    case "uw-so":
      let temperatures = stride(from: 5.0, through: 50, by: 5).map(SettingValue.number)
      return parameter("temperature").map {
        [GridAxis(quantity: $0, values: .list(temperatures), refinement: 1)]
      } ?? []
    default: return []
    }
  }
}
