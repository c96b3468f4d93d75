import Components
import Verification

/// The catalogue of studies.
package enum Studies {
  package static let all = Registry(
    "a study",
    [
      LandscapeStudy.card,
      ParadigmsStudy.card,
      ScalarizationStudy.card,
      SLAWStudy.card,
      LogSEStudy.card,
      AdaptiveStudy.card,
      RoutingStudy.card,
      BackbonesStudy.card,
      ExpertsStudy.card,
      StitchesStudy.card,
      OrthogonalGradientsStudy.card,
      SepsisStudy.card,
      AnalyticalUncertaintyStudy.card,
      TemperatureStudy.card,
      WeightingComparisonStudy.card,
      MUiRStudy.card,
      LowLevelStudy.card,
      LanguageStudy.card,
      IntrinsicDimensionStudy.card,
      SurvivalStudy.card,
      RetinaStudy.card,
      MultitaskingStudy.card,
      ControlStudy.card,
    ])

  /// The adapters of reference values of the studies' own problems.
  package static let goldenAdapters = Landscape.goldenAdapters.merging(AlignmentEvolution.goldenAdapters) { $1 }
}
