import Tasks

/// The methods there are. A new method is one file and one line here.
public enum Catalogue {
  public static var lossWeightings: [any LossWeighting.Type] {
    [
      EqualWeighting.self,
      Scalarization.self,
      RandomWeighting.self,
      DynamicWeightAverage.self,
      GeometricLoss.self,
      UncertaintyWeighting.self,
      OptimalUncertaintyWeighting.self,
      SoftOptimalUncertaintyWeighting.self,
      ImpartialLoss.self,
    ]
  }

  /// The cards of all methods.
  public static var cards: [MethodCard] { lossWeightings.map { $0.card } }

  /// A method by its name.
  ///
  /// - Throws: `SettingError`: "`uw-s` is not a balancing method. Did you mean `uw-so`?"
  public static func find(_ name: String) throws(SettingError) -> any LossWeighting.Type {
    guard let method = lossWeightings.first(where: { $0.card.name == name }) else {
      throw .unknown(name, "a balancing method", among: lossWeightings.map { $0.card.name })
    }
    return method
  }

  /// A method by its name, ready to weigh.
  public static func lossWeighting(_ name: String, _ setup: BalancingSetup) throws -> any LossWeighting {
    try find(name).init(setup)
  }
}
