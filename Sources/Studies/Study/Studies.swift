import Components

/// The catalogue of studies.
package enum Studies {
  package static let all = Registry(
    "a study",
    [
      LandscapeStudy.card,
      AdaptiveStudy.card,
      SLAWStudy.card,
      LogSEStudy.card,
      ParadigmsStudy.card,
      ScalarizationStudy.card,
      SepsisStudy.card,
      OrthogonalGradientsStudy.card,
    ])
}
