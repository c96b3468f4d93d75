import Balancing
import Datasets
import Tasks

extension ExperimentCatalogue {
  /// Everything that the toolkit has.
  package static var toolkit: ExperimentCatalogue {
    ExperimentCatalogue(
      methods: Catalogue.cards.map {
        MethodSchema(
          name: $0.name, title: $0.title, parameters: $0.parameters, gradients: $0.gradients,
          hasWeights: $0.family != .jacobianAggregator)
      },
      imperfections: SceneImperfections.settings, metrics: Metrics.names, augmentations: Augmentations.names)
  }
}
