import Balancing
import Components
import Datasets
import Tasks

/// The names and values against which a configuration is checked. They come from the parts of the toolkit themselves,
/// so that a new method or metric is known as soon as it exists.
package struct ExperimentCatalogue: Sendable {
  /// The balancing methods.
  package var methods: [MethodSchema]
  /// The faults that the scenes' measurements can have.
  package var imperfections: [Setting]
  /// The names of the metrics.
  package var metrics: [String]
  /// The names of the augmentations.
  package var augmentations: [String]

  package init(
    methods: [MethodSchema], imperfections: [Setting], metrics: [String],
    augmentations: [String]
  ) {
    self.methods = methods
    self.imperfections = imperfections
    self.metrics = metrics
    self.augmentations = augmentations
  }
}

/// A balancing method as a configuration knows it.
package struct MethodSchema: Sendable {
  /// The name in kebab case, as `uw-so`.
  package let name: String
  /// The name in tables, as `UW-SO`.
  package let title: String
  package let parameters: [Setting]
  /// The gradients that the method looks at; nil for a loss weighting.
  package let gradients: MethodCard.Gradients?
  /// Whether its answer is a weight for each task.
  package let hasWeights: Bool

  package init(
    name: String, title: String, parameters: [Setting] = [], gradients: MethodCard.Gradients? = nil,
    hasWeights: Bool = true
  ) {
    self.name = name
    self.title = title
    self.parameters = parameters
    self.gradients = gradients
    self.hasWeights = hasWeights
  }
}

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
