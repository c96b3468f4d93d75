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
      ScaledLossApproximateWeighting.self,
      LossBalancedTaskWeighting.self,
      DynamicTaskPrioritization.self,
      LogSum.self,
      LogSquaredError.self,
      AdaptiveWeighting.self,
      FastAdaptiveMultitaskOptimization.self,
      SmoothTchebycheff.self,
      CosineScalarization.self,
      BoundaryIntersection.self,
      BanditMultitaskLearning.self,
      AutoLambda.self,
    ]
  }

  public static var gramianWeightings: [any GramianWeighting.Type] {
    [
      SumOfGradients.self,
      MeanOfGradients.self,
      ConstantWeights.self,
      ConflictProjection.self,
      GradientVaccine.self,
      ImpartialGradients.self,
      ImpartialLearning.self,
      IndependentComponentAlignment.self,
      GradientNormalisation.self,
      ConflictFreeGradients.self,
      Krum.self,
      MultipleGradientDescent.self,
      ConflictAverse.self,
      NashBargaining.self,
      FairResource.self,
      UnconflictingProjection.self,
      DualProjection.self,
      DirectionOriented.self,
      DoubleSampling.self,
      PriorityConstrained.self,
    ]
  }

  public static var jacobianAggregators: [any JacobianAggregator.Type] {
    [
      TaskwiseAdam.self,
      GradientSignDropout.self,
      TrimmedMean.self,
      TrackedGradients.self,
      ExcessRiskWeighting.self,
      DualBalancing.self,
    ]
  }

  /// All methods, family by family.
  public static var methods: [any BalancingMethod.Type] { lossWeightings + gramianWeightings + jacobianAggregators }

  /// The cards of all methods.
  public static var cards: [MethodCard] { methods.map { $0.card } }

  /// A method by its name.
  ///
  /// - Throws: `SettingError`: "`uw-s` is not a balancing method. Did you mean `uw-so`?"
  public static func find(_ name: String) throws(SettingError) -> any BalancingMethod.Type {
    try find(name, among: methods, "a balancing method")
  }

  /// A loss weighting by its name, ready to weigh.
  public static func lossWeighting(_ name: String, _ setup: BalancingSetup) throws -> any LossWeighting {
    try find(name, among: lossWeightings, "a loss weighting").init(setup)
  }

  /// A Gramian weighting by its name, ready to weigh.
  public static func gramianWeighting(_ name: String, _ setup: BalancingSetup) throws -> any GramianWeighting {
    try find(name, among: gramianWeightings, "a Gramian weighting").init(setup)
  }

  /// A Jacobian aggregator by its name, ready to aggregate.
  public static func jacobianAggregator(_ name: String, _ setup: BalancingSetup) throws -> any JacobianAggregator {
    try find(name, among: jacobianAggregators, "a Jacobian aggregator").init(setup)
  }

  private static func find<Method>(
    _ name: String, among methods: [Method], _ kind: String
  ) throws(SettingError) -> Method {
    let names = methods.map { ($0 as! any BalancingMethod.Type).card.name }
    guard let index = names.firstIndex(of: name) else { throw .unknown(name, kind, among: names) }
    return methods[index]
  }
}
