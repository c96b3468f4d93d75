import Components
import Tasks

/// The methods there are. A new method is one file and one line here.
public enum Catalogue {
  public static var lossWeightings: [any LossWeighting.Type] {
    [
      EW.self,
      Scalarization.self,
      RLW.self,
      DWA.self,
      GLS.self,
      UW.self,
      UWO.self,
      UWSO.self,
      UWSOAuto.self,
      UWSOHyper.self,
      IMTLL.self,
      SLAW.self,
      LBTW.self,
      DTP.self,
      LogSum.self,
      LogSE.self,
      Adaptive.self,
      FAMO.self,
      STCH.self,
      COSMOS.self,
      PBI.self,
      BanditMTL.self,
      AutoLambda.self,
      SoftAdapt.self,
      ReLoBRaLo.self,
      CoVWeighting.self,
      IGB.self,
      GO4Align.self,
      LDCMTL.self,
      MOML.self,
      FORUM.self,
    ]
  }

  public static var gramianWeightings: [any GramianWeighting.Type] {
    [
      SumOfGradients.self,
      MeanOfGradients.self,
      ConstantWeights.self,
      PCGrad.self,
      GradVac.self,
      IMTLG.self,
      IMTL.self,
      AlignedMTL.self,
      GradNorm.self,
      ConFIG.self,
      Krum.self,
      MGDA.self,
      CAGrad.self,
      NashMTL.self,
      FairGrad.self,
      UPGrad.self,
      DualProj.self,
      SDMGrad.self,
      MoDo.self,
      PCD.self,
      GCS.self,
      AuxiNash.self,
      MetaBalance.self,
      EnCodec.self,
    ]
  }

  public static var jacobianAggregators: [any JacobianAggregator.Type] {
    [
      AdaTask.self,
      GradDrop.self,
      TrimmedMean.self,
      MoCo.self,
      ExcessMTL.self,
      DBMTL.self,
    ]
  }

  /// All methods, family by family.
  public static var methods: [any BalancingMethod.Type] { lossWeightings + gramianWeightings + jacobianAggregators }

  /// The cards of all methods, by name.
  public static let all: Registry<MethodCard> = {
    var all = Registry<MethodCard>("a balancing method", [])
    for method in methods { all.add(method) }
    return all
  }()

  /// The cards of all methods.
  public static var cards: [MethodCard] { all.cards }

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

extension Registry<MethodCard> {
  /// Adds a method.
  public mutating func add(_ method: any BalancingMethod.Type) {
    var card = method.card
    card.method = method
    add(card)
  }
}
