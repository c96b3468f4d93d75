import Tasks

extension GridAxis {
  /// The values that a comparison tries for a parameter that a row leaves open and that its method's card says is to be
  /// searched.
  ///
  /// Scalarization, which has no default, has all weights in steps of 0.1.
  static func compared(_ method: MethodSchema, _ quantity: (Setting) -> Quantity) -> [GridAxis] {
    method.parameters.compactMap { parameter in
      if method.name == "scalarization", parameter.name == "weights" {
        return GridAxis(quantity: quantity(parameter), values: .simplex(parts: 10), refinement: 0.02, origin: origin)
      }
      return parameter.search.map { GridAxis(quantity: quantity(parameter), values: .list($0.values), origin: origin) }
    }
  }

  /// The values that a search tries for such a parameter: those of a comparison, or more for the two methods that
  /// Kirchdorfer et al., "Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning" (GCPR 2024), search.
  ///
  /// Scalarization has all weights in steps of 0.1, then of 0.02 around the best. UW-SO has temperatures in steps of 5,
  /// then of 1 around the best; the best ones in that paper lie between 2 and 48 for few tasks.
  static func searched(_ method: MethodSchema, _ quantity: (Setting) -> Quantity) -> [GridAxis] {
    guard method.name == "uw-so", let temperature = method.parameters.first(where: { $0.name == "temperature" }) else {
      return compared(method, quantity)
    }
    let temperatures = stride(from: 5.0, through: 50, by: 5).map(SettingValue.number)
    return [GridAxis(quantity: quantity(temperature), values: .list(temperatures), refinement: 1, origin: origin)]
  }

  /// The origin that `config.yaml` gives for a value that was not written.
  private static let origin = ConfigurationOrigin.option("comparison")
}
